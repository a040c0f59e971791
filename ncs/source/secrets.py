"""Takes secrets out of text before anything learns from it.

Takes text; gives the text with each secret replaced by "[redacted]", line for line, and their number.
Knows nothing about files. Vocabulary, vectors and weights remember what they see, so this comes first.

Each rule is looked for only when a short anchor occurs at all, and takes time linear in the text.
A secret of several lines leaves a placeholder at its beginning and at its end.
Redacting twice is redacting once. For that, no rule may look at brackets, the placeholder's ends:
every class of characters leaves them out, and where a secret must not be part of a longer word,
"[" and "]" count as letters of a word.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

PLACEHOLDER = b"[redacted]"
Span = tuple[int, int]

# Anchor, and the whole secret that holds it.
_PRECISE = {
    b"AKIA": rb"AKIA[A-Z0-9]{16}",  # AWS
    b"ASIA": rb"ASIA[A-Z0-9]{16}",
    b"ghp_": rb"ghp_[A-Za-z0-9]{36,255}",  # GitHub
    b"gho_": rb"gho_[A-Za-z0-9]{36,255}",
    b"ghu_": rb"ghu_[A-Za-z0-9]{36,255}",
    b"ghs_": rb"ghs_[A-Za-z0-9]{36,255}",
    b"ghr_": rb"ghr_[A-Za-z0-9]{36,255}",
    b"github_pat_": rb"github_pat_\w{22,255}",
    b"glpat-": rb"glpat-[\w\-]{20,255}",  # GitLab
    b"glrt-": rb"glrt-[\w\-]{20,255}",
    b"gldt-": rb"gldt-[\w\-]{20,255}",
    b"xox": rb"xox[abeoprs]-[\w\-]{10,255}",  # Slack
    b"xapp-": rb"xapp-\d-[\w\-]{10,255}",
    b"hooks.slack": rb"(?:https://)?hooks\.slack\.com/services/\w{8,20}/\w{8,20}/\w{16,40}",
    b"k_live_": rb"[srp]k_live_\w{16,255}",  # Stripe
    b"k_test_": rb"[sr]k_test_\w{16,255}",
    b"whsec_": rb"whsec_[\w+/=]{24,255}",
    b"AIza": rb"AIza[\w\-]{35}",  # Google
    b"GOCSPX-": rb"GOCSPX-[\w\-]{28}",
    b"ya29.": rb"ya29\.[\w\-]{20,1000}",
    b"sk-ant-": rb"sk-ant-[\w\-]{20,255}",  # Anthropic
    b"T3BlbkFJ": rb"sk-[\w\-]{20,200}T3BlbkFJ[\w\-]{20,200}",  # OpenAI
    b"sk-proj-": rb"sk-proj-[\w\-]{40,255}",
    b"sk-": rb"sk-[A-Za-z0-9]{48}",
    b"npm_": rb"npm_[A-Za-z0-9]{36}",
    b"pypi-AgE": rb"pypi-AgE[\w\-]{50,1000}",
    b"hf_": rb"hf_[A-Za-z]{34}",  # Hugging Face
    b"SG.": rb"SG\.[\w\-]{20,24}\.[\w\-]{39,50}",  # SendGrid
    b"dop_v1_": rb"dop_v1_[a-f0-9]{64}",  # DigitalOcean
    b"shpat_": rb"shpat_[a-fA-F0-9]{32}",  # Shopify
    b"eyJ": rb"eyJ[\w\-]{10,4000}\.eyJ[\w\-]{10,8000}\.[\w\-]{16,4000}",  # JSON web token
}
# Starting at the edge of a word only is also what keeps the scan linear: no two tries share a word.
_RULES = {anchor: re.compile(rb"(?<![\w.\-\]])" + rule + rb"(?![\w\-\[])") for anchor, rule in _PRECISE.items()}
_KEY_BLOCK = re.compile(
    rb"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?:(?:[^\-\[\]]|-(?!----)){32,12000}-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    rb"|(?:[ \t]*(?:\r?\n|\\n)[ \t]*[A-Za-z0-9+/=]{16,})+)"  # cut off: as far as it looks like a key
)
_ADDRESS = re.compile(rb"://[\w.%+\-]{0,80}:([^\s:@/\"'`<>{}$\[\]]{4,200})@(?=[\w.\-])")

# A name that says "secret" in lower case, and behind it a value as it stands.
_NAMES: tuple[bytes, ...] = (b"passw", b"pwd", b"passphrase", b"secret", b"token", b"credential", b"apikey")
_NAMES += (b"api_key", b"api-key", b"accesskey", b"access_key", b"private_key", b"auth_key", b"account_key")
_NAMES += (b"accountkey", b"bearer ")
_ASSIGNED = re.compile(
    rb"(?<!\])(?<![Pp]ublic)(?<![Pp]ublic[Kk]ey)[\w\- ]{0,40}[\"'`]?"  # the rest of the name
    rb"(?:[ \t]{0,4}:[ \t]{0,4}[&\w.]{1,30})?[ \t]{0,8}(?::=|=>|[=:,(])[ \t]{0,8}"  # a type, a sign
    rb"(?:[brfu@]?([\"'`])(?P<quoted>[^\s\"'`\[\]]{8,300})\1|(?P<bare>[\w+/=~!@#%^&*\-]{16,128})(?=[\s;]|\Z))"
)
_BEARER = re.compile(rb"bearer (?P<bare>[\w+/=~.\-]{20,2000})(?![\w+/=~.\-\[])", re.IGNORECASE)
_ACCESS_KEY = re.compile(rb"[A-Za-z0-9/+=]{40}")
_NO_SECRET = re.compile(
    rb"example|changeme|change-me|placeholder|your|dummy|sample|test|fake|secret|passw|token|redacted|xxx|1234"
    rb"|abcd|0000|foobar|default|localhost|[{}<>\\]|://",
    re.IGNORECASE,
)
_CLASSES = bytes(  # a lower, A upper, 0 digit, - what joins words, ! the rest
    ord("a" if chr(b).islower() else "A" if chr(b).isupper() else "0" if chr(b).isdigit() else "!")
    if b < 128 and chr(b) not in "-_./:"
    else ord("-")
    for b in range(256)
)


def redact(text: str) -> tuple[str, int]:
    """The text without its secrets, and how many there were."""
    data = text.encode("utf-8", "surrogatepass")
    spans = sorted({*_precise(data), *_addresses(data), *_assigned(data)})
    if not spans:
        return text, 0
    pieces, end, count = [], 0, 0
    for start, stop in spans:
        if start >= end:
            pieces += [data[end:start], PLACEHOLDER]
            count += 1
        if stop > end:
            lines = data.count(b"\n", max(start, end), stop)
            if lines:
                pieces += [b"\n" * lines, PLACEHOLDER]  # so that what follows is no beginning of a line
            end = stop
    pieces.append(data[end:])
    return b"".join(pieces).decode("utf-8", "surrogatepass"), count


def _precise(data: bytes) -> Iterator[Span]:
    """Keys that one can tell by their looks."""
    for anchor, rule in _RULES.items():
        if anchor in data:
            yield from (match.span() for match in rule.finditer(data))
    if b"PRIVATE KEY" in data:
        yield from (match.span() for match in _KEY_BLOCK.finditer(data))


def _addresses(data: bytes) -> Iterator[Span]:
    """Passwords in addresses: in `https://me:pass@host`, `pass`."""
    if b"://" in data:
        for match in _ADDRESS.finditer(data):
            if not match[1].isalpha() and not _NO_SECRET.search(match[1]):  # documents say `user:pass@`
                yield match.span(1)


def _assigned(data: bytes) -> Iterator[Span]:
    """Random-looking values behind a name that says they are secret. Each name gets its own try."""
    lower = data.lower()
    for name in _NAMES:
        rule, at = _BEARER if name == b"bearer " else _ASSIGNED, lower.find(name)
        while at >= 0:
            match = rule.match(data, at)
            if match and match.lastgroup:
                start, end = match.span(match.lastgroup)
                if _is_secret(data[start:end], lower[at:start]):
                    yield start, end
            at = lower.find(name, at + len(name))


def _is_secret(value: bytes, name: bytes) -> bool:
    if (b"access_key" in name or b"accesskey" in name) and _ACCESS_KEY.fullmatch(value):
        return True
    return not _NO_SECRET.search(value) and _is_random(value, b"passw" in name)


def _is_random(value: bytes, password: bool) -> bool:
    """Whether people would not have written it as words: it changes often between letters and digits.

    Of random letters and digits 62 in 100 neighbours differ in class, of lower-case ones 40, of
    hexadecimal ones 47; of words in camel case about 30, mostly at capitals, and few at digits.
    """
    classes = value.translate(_CLASSES)
    kinds = set(classes) - {ord("-")}
    if classes.count(b"0") < 2 or len(kinds) < 2:
        return password and {ord("0"), ord("!")} < kinds
    if password and ord("!") in kinds:
        return True
    changes = sum(a != b and ord("-") not in (a, b) for a, b in pairwise(classes))
    mixed = {ord("a"), ord("A")} <= kinds
    return changes >= (0.4 if mixed else 0.2) * (len(value) - 1) and _entropy(value) >= 3.0


def _entropy(value: bytes) -> float:
    """Bits per byte."""
    shares = (count / len(value) for count in Counter(value).values())
    return -sum(share * math.log2(share) for share in shares)
