from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ncs.source.secrets import redact

RANDOM = random.Random(7)
MIXED = string.ascii_letters + string.digits


def chance(length: int, alphabet: str = MIXED) -> str:
    return "".join(RANDOM.choice(alphabet) for _ in range(length))


# Put together here, so that no scanner of secrets finds one in this file.
TOKENS = {
    "aws": "AKIA" + chance(16, string.ascii_uppercase + string.digits),
    "github": "ghp" + "_" + chance(36),
    "github fine": "github" + "_pat_" + chance(60),
    "gitlab": "glpat" + "-" + chance(20),
    "slack": "xoxb" + "-123456789012-" + chance(24),
    "slack hook": "https://hooks.slack.com/services/" + f"T{chance(9)}/B{chance(9)}/{chance(24)}",
    "stripe": "sk" + "_live_" + chance(24),
    "google": "AIza" + chance(35),
    "openai": "sk-" + chance(20) + "T3BlbkFJ" + chance(20),
    "openai project": "sk-" + "proj-" + chance(100),
    "anthropic": "sk-" + "ant-api03-" + chance(80),
    "npm": "npm" + "_" + chance(36),
    "pypi": "pypi-" + "AgEIcHlwaS5vcmc" + chance(80),
    "jwt": f"eyJhbGciOiJIUzI1NiJ9.eyJ{chance(40)}.{chance(43)}",
}


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("around", ["{}", 'x = "{}"\n', "KEY={}\n", "<a>{}</a>", "key: {} # note", "({})", "=> '{}',"])
def test_tokens_are_known_by_their_looks(kind, around):
    assert redact(around.format(TOKENS[kind])) == (around.format("[redacted]"), 1)


KEY = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *(chance(64) for _ in range(20)), "-----END RSA PRIVATE KEY-----"])


@pytest.mark.parametrize("text", [KEY, KEY.replace("RSA ", ""), KEY.replace("RSA", "OPENSSH"), KEY[:-40]])
def test_private_keys_go_and_their_lines_stay(text):
    redacted, count = redact(f"before\n{text}\nafter\n")
    assert count == 1
    assert redacted.splitlines()[0] == "before" and redacted.splitlines()[-1] == "after"
    assert redacted.count("\n") == text.count("\n") + 3
    assert not any(len(line) > 40 for line in redacted.splitlines())


def test_a_private_key_in_one_string_goes():
    escaped = KEY.replace("\n", "\\n")
    assert redact(f'{{"private_key": "{escaped}\\n"}}')[1] == 1


@pytest.mark.parametrize(
    "line",
    [
        'password = "Tr0ub4dor&3"',
        'password: str = "Tr0ub4dor&3"',
        "DB_PASSWORD='aB3dE5gH7jK9mN1p'",
        '  "client_secret": "9f86d081884c7d659a2feaa0c55ad015",',
        "API_KEY=aB3dE5gH7jK9mN1pQ2rS4tU6v",
        "auth_token: aB3dE5gH7jK9mN1pQ2rS4tU6v",
        'setPassword("q7!mX2#pL9")',
        "'secret_key' => 'base64:Zm9v2mFy9Kx8Q1w7Lp3n5'",
        "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "Authorization: Bearer aB3dE5gH7jK9mN1pQ2rS4tU6v",
        "let apiKey: String = `x7Gh2Kl9Pq4Rt6Vw8Yz1`",
        "postgres://app:q9w8e7r6@db.internal/app",
        "https://me:x9!k2-pp@host:8080/",
    ],
)
def test_values_behind_telling_names_go(line):
    redacted, count = redact(line + "\n")
    assert count == 1 and redacted.count("[redacted]") == 1
    assert redacted[:4] == line[:4] and redacted.endswith("\n")


@pytest.mark.parametrize(
    "line",
    [
        'password = os.environ["X"]',
        "token = get_token()",
        'password = "changeme"',
        'password = "your-password-1234"',
        'PASSWORD = "${DB_PASSWORD_2024}"',
        'token = f"{prefix}-{number1}{number2}"',
        'password_field = "user_password2"',
        'token_url = "https://host/oauth2/v1/token"',
        'grant = {"token_type": "urn:ietf:params:oauth:token-type:jwt"}',
        'credentials_file = "/etc/app2/keys/v1beta1/service.conf"',
        "secret_name: spring-security-oauth2-client-2",
        "TokenKind = OAuth2AuthorizedClientService",
        'token_class = "OAuth2AuthorizedClientService2"',
        '"integrity": "sha512-oNGqNWrsNrWFjRmMEnzzrXnNCBfFNmJtUHhVZbfWnGbVQ2wYsCkfQ7jxnFXBiRUAzg=="',
        'checksum = "9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015"',
        "PublicKeyToken=b77a5c561934e089",
        "e.g. `https` in `https://user:pass@host:port/`",
        "git@github.com:owner/name.git https://host:8080/@scope/name",
        'if text.startswith("-----BEGIN PRIVATE KEY-----"):\n    return parse(text)',
        "def token(self, kind: TokenKind = TokenKind.NAME2) -> Token: ...",
        "tokens = tokenizer.encode(text)[:512]",
        "sk-button-primary-large { color: red }",
    ],
)
def test_ordinary_code_stays(line):
    assert redact(line) == (line, 0)


PIECES = st.sampled_from([*TOKENS.values(), KEY, 'password = "', "Tr0ub4dor&3", '"', "token:", "secret=", "[redacted]"])
PIECES |= st.sampled_from(["\n", " ", "]", "[", "-----BEGIN PRIVATE KEY-----", "://a:", "@b", "eyJ", "AKIA", "public"])
PIECES |= st.text(max_size=8) | st.text("ab01+/=_-", min_size=8, max_size=40)


@given(st.lists(PIECES, max_size=12).map("".join))
@example("A" * 3 + TOKENS["aws"] * 2)
@example(TOKENS["github"] + TOKENS["aws"])
@example('password = "' + TOKENS["jwt"] + '"')
@example("https://" + TOKENS["aws"] + ":q9w8e7r6@host")
@example(KEY + TOKENS["aws"])
@example(TOKENS["aws"] + KEY)
def test_twice_is_once_and_lines_stay(text):
    redacted, count = redact(text)
    assert redact(redacted) == (redacted, 0)
    assert redacted.count("\n") == text.count("\n")
    assert (count == 0) == (redacted == text)


@given(st.text(st.characters()))
def test_any_text_comes_back_whole(text):
    redacted, count = redact(text)
    assert count or redacted == text


HOSTILE = [
    "token",
    "eyJ",
    "eyJ.",
    "-eyJ-",
    "eyJa.",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "://",
    "://a:aaaa",
]
HOSTILE += [
    "sk-",
    "xoxb-",
    "password=",
    "password='",
    "api_key: ",
    "secret" + " " * 40,
    "bearer ",
    "ya29.",
    "A",
    "-",
]
HOSTILE += ["-sk-T3BlbkFJ", "SG.aaaaaaaaaaaaaaaaaaaaaa.", "-----BEGIN PRIVATE KEY-----" + "A" * 90 + "-"]
STARTS = ["", "eyJa.eyJ", "password='", "://a:", "-----BEGIN PRIVATE KEY-----", "bearer ", "sk-proj-"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_time_is_linear_on_repeated_beginnings(hostile):
    within_limit(hostile * (300_000 // len(hostile)))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("filling", ["a", "A1", "- "])
def test_time_is_linear_on_endless_values(start, filling):
    within_limit(start + filling * (1_000_000 // len(filling)))


def within_limit(text: str) -> None:
    """Quadratic time would be minutes; linear is far below a second."""
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 5
