"""Laws that hold for any text, and known answers for the samples of all languages."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ncs.chunking.chunker import chunk, chunk_lines
from ncs.chunking.definitions import TABLE
from ncs.chunking.languages import GRAMMARS, language_of
from ncs.chunking.rows import LONG, LONG_ROWS
from ncs.types import KINDS, Chunk

SAMPLES = Path(__file__).parent / "samples"
LANGUAGES = sorted(GRAMMARS)


def sample(name: str) -> tuple[str, list[Chunk]]:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    return text, chunk(name, text, language_of(name, text))


def check_laws(text: str, chunks: list[Chunk]) -> None:
    lines = text.split("\n")
    covered: set[int] = set()
    for c in chunks:
        assert 1 <= c.start_line <= c.end_line <= len(lines)
        assert c.text == "\n".join(lines[c.start_line - 1 : c.end_line])
        covered.update(range(c.start_line, c.end_line + 1))
        reached = 0
        for start, end, kind in c.regions:
            assert reached <= start < end <= len(c.text)
            assert kind in KINDS
            reached = end
        assert "\n" not in c.signature + c.symbol.strip() + c.doc
        assert len(c.signature) <= 160 and len(c.doc) <= 600 and len(c.calls) <= 40
        assert len(set(c.calls)) == len(c.calls) and len(set(c.imports)) == len(c.imports)
        assert c.end_line - c.start_line < LONG_ROWS
        longest = max(map(len, c.text.split("\n")))
        assert len(c.text) <= LONG + longest  # a line is never cut
    starts = [c.start_line for c in chunks]
    assert starts == sorted(starts)
    assert {n for n, line in enumerate(lines, 1) if line.strip()} <= covered


# --- known answers -----------------------------------------------------------------------------------------


def expectations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in (SAMPLES / "expected.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            found[name].append(line.strip())
        elif line and not line.startswith("#"):
            name, language = line.split()
            found[name] = [language]
    return found


def summary(c: Chunk) -> str:
    said = f" | {c.doc[:60].strip()}" if c.doc else ""
    return f"{c.kind} {c.start_line}-{c.end_line} {c.symbol or '-'}{said}"


@pytest.mark.parametrize(("name", "answers"), expectations().items())
def test_known_answers(name: str, answers: list[str]) -> None:
    text, chunks = sample(name)
    assert [language_of(name, text), *map(summary, chunks)] == answers
    check_laws(text, chunks)


def test_every_language_of_the_table_has_a_sample() -> None:
    shown = {GRAMMARS[answers[0]] for answers in expectations().values()}
    twins = {"php_only", "jsonc", "json5", "scss", "svelte", "astro", "tsx", "scheme", "starlark"}
    assert set(TABLE) - shown - twins == set()


@pytest.mark.parametrize(
    ("name", "defined"),
    [
        ("go.go", "Close"),
        ("c.c", "pool_find"),
        ("c.c", "MAX_SIZE"),
        ("java.java", "close"),
        ("csharp.cs", "Close"),
        ("javascript.js", "read"),
        ("javascript.js", "open"),
        ("typescript.ts", "make"),
        ("rust.rs", "MAX_SIZE"),
        ("rust.rs", "shout"),
        ("rust.rs", "spawn"),
        ("python.py", "MAX_SIZE"),
        ("haskell.hs", "close"),
        ("elixir.ex", "check"),
        ("kotlin.kt", "top"),
        ("cpp.cpp", "close"),
        ("bash.sh", "ship"),
        ("zig.zig", "Pool"),
        ("ruby.rb", "valid?"),
    ],
)
def test_definitions_that_regular_expressions_miss(name: str, defined: str) -> None:
    assert any(defined in c.defines for c in sample(name)[1])


def test_prose_defines_nothing() -> None:
    text = "The type Foo is used here.\n\nclass Bar is passed on, def baz too.\n" * 9
    assert not any(c.defines for c in chunk("a.md", text, "markdown") + chunk("a.txt", text, "text"))


def test_records_of_one_method() -> None:
    body = "".join(f"        a.b.step{i}({i}, 'word number {i}')\n" for i in range(30))
    text = f'import x.y as z\n\n\nclass Pool:\n    """A pool."""\n\n    @z.once\n    def close(self,\n' \
           f'              wait: int = 1) -> None:\n        """Close it."""\n{body}'  # fmt: skip
    head, header, method, *rest = chunk("pool.py", text, "python")
    assert head.imports == ("x.y",)
    assert (header.symbol, header.doc, header.signature) == ("Pool", "A pool.", "class Pool")
    assert (method.symbol, method.kind, method.scopes) == ("Pool.close", "method", ("Pool",))
    assert (header.defines, method.defines) == (("Pool",), ("close",))
    assert method.signature == "def close(self, wait: int = 1) -> None"
    assert method.doc == "Close it."
    assert method.calls == tuple(f"step{i}" for i in range(30))
    assert not rest


def test_parts_of_a_long_function_keep_its_name() -> None:
    body = "".join(f"    if value == {i}:\n        return compute_{i}(value)\n\n" for i in range(80))
    parts = chunk("a.py", f"def choose(value):\n{body}", "python")
    assert len(parts) > 3
    assert {(p.symbol, p.signature) for p in parts} == {("choose", "def choose(value)")}
    assert [p.defines for p in parts] == [("choose",), *[()] * (len(parts) - 1)]
    assert all(p.text.lstrip().startswith(("if", "def", "return")) for p in parts)
    assert all(a.end_line >= b.start_line - 2 for a, b in zip(parts, parts[1:], strict=False))


def test_short_neighbours_are_joined_and_documented_functions_are_not() -> None:
    constants = "".join(f"LIMIT_{i} = {i}\n" for i in range(8))
    functions = "".join(f'def f{i}():\n    """Does {i}."""\n\n' for i in range(3))
    first, *others = chunk("a.py", constants + "\n" + functions, "python")
    assert first.defines == tuple(f"LIMIT_{i}" for i in range(8))
    assert [c.defines for c in others] == [("f0",), ("f1",), ("f2",)]


def test_config_blocks_are_named_by_their_path() -> None:
    steps = "".join(f"      - run: make target-number-{i} with some words\n" for i in range(30))
    text = f"on: push\njobs:\n  build:\n    steps:\n{steps}  test:\n    steps:\n{steps}"
    assert {"on", "jobs.build", "jobs.test"} <= {c.symbol for c in chunk("ci.yml", text, "yaml")}


# --- regions -----------------------------------------------------------------------------------------------


def words(c: Chunk, kind: str) -> list[str]:
    return [c.text[r.start : r.end] for r in c.regions if r.kind == kind]


def test_regions_are_exact_beyond_ascii() -> None:
    text = 'def größe():\n    """Überprüft 🎉 das."""\n    return "naïve 𝄞 ok"  # größer als 日本\n\n' * 2
    for c in chunk("a.py", text, "python"):
        assert set(words(c, "name")) == {"größe"}
        assert set(words(c, "docstring")) == {'"""Überprüft 🎉 das."""'}
        assert set(words(c, "string")) == {'"naïve 𝄞 ok"'}
        assert set(words(c, "comment")) == {"# größer als 日本"}


def test_regions_of_prose() -> None:
    first, *_ = sample("markdown.md")[1]
    assert words(first, "header") == ["# Pool"]
    assert words(first, "docstring")[0].strip() == "Keeps connections."


def test_short_strings_are_code() -> None:
    (c,) = chunk("a.py", 'x = ["", "a", "ab", "abc"]\n', "python")
    assert words(c, "string") == ['"abc"']


# --- laws for any text -------------------------------------------------------------------------------------

fragments = st.sampled_from(
    "def f(x):\n|class A {|}|(|)|{|[|]|<|\"|'|'''|\"\"\"|/*|*/|//|#|--|{-|\n|\n\n|    |\t|end\n|fn |"
    "impl X {\n|function |key: value\n|=====\n|# Title\n|<a>|</a>|\0|é|日本|🎉|\u2028|\ud800|\x0c|\r|"
    "x = 1;|return|template <|::|,".split("|")
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), st.lists(fragments, max_size=60).map("".join))
def test_laws_for_broken_code(language: str, text: str) -> None:
    check_laws(text, chunk("a", text, language))
    check_laws(text, chunk_lines("a", text, language))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text(max_size=400))
def test_laws_for_any_unicode(language: str, text: str) -> None:
    check_laws(text, chunk("a", text, language))


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_laws_for_damaged_samples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    language = language_of(path.name, text)
    random_ = random.Random(path.name)
    for _ in range(5):
        start = random_.randrange(len(text))
        damaged = text[:start] + text[start + random_.randrange(40) :]
        chunks = chunk("a", damaged, language)
        check_laws(damaged, chunks)
        assert chunks == chunk("a", damaged, language)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "   \n\t", "x", "# only\n# comments", "\0\0", "\ufeffx = 1", "a\n" * 5000, "x='" + "y" * 9000],
)
@pytest.mark.parametrize("language", ["python", "c", "json", "markdown", "text", "bash", "haskell"])
def test_laws_at_the_edges(text: str, language: str) -> None:
    check_laws(text, chunk("a", text, language))
    check_laws(text, chunk_lines("a", text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", "[" * 100_000),
        ("json", '{"a":' * 100_000),
        ("json", '{"a":\n' * 20_000),
        ("cpp", "namespace a {\n" * 5_000),
        ("java", "class A {\n" * 5_000),
        ("python", "if x:\n" + "".join(" " * i + "if x:\n" for i in range(1, 99))),
        ("javascript", "a(" * 20_000),
        ("javascript", "/*x*/f();" * 20_000),
        ("python", "<" * 1_000_000),
        ("c", "int x; " * 20_000),
    ],
)
def test_hostile_files_end(language: str, text: str) -> None:
    check_laws(text, chunk("a", text, language))
