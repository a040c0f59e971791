from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.repos import git, init, write

from ncs.source.attributes import Attributes, excluder, glob

PATHS = """a.js b.js vendor/a.js vendor/deep/a.js src/a.js src/vendor/a.js src/gen/x.pb.go doc/a.md
doc/deep/b.md [x].js src/a.min.js foo foo/bar foo/bar/baz x/foo/bar abc/def/ghi.c abc/ghi.c .hidden
src/.hidden caf\udce9.js UPPER.JS a+b.c {x}.c quo"te.c back\\slash.c tests/data/1.json tests/1.json""".split()
PATHS.append("a b.txt")

PATTERNS = """*.js /*.js vendor/* vendor/** vendor/ **/vendor/** src/**/a.js **/a.js a.js /a.js src/a.js src/*
src/** doc/*.md doc/**/*.md foo foo/ foo/* foo/** **/foo/** **/foo abc/**/ghi.c abc/*/ghi.c abc/**ghi.c
[ab].js [!a].js [^a].js [a-c].js \\[x\\].js ?.js *.min.js .* src/.* ** * **/* *.*.* "a\\040b.txt" a+b.c {x}.c
*.JS back\\\\slash.c [z-a].js [a x/** /foo/bar foo/bar /**/bar te*/**/*.json caf?.js !a.js""".split()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return init(tmp_path_factory.mktemp("attributes"))


def according_to_git(root, names: list[str], paths: list[str]) -> dict[str, dict[str, bool]]:
    asked = b"\0".join(path.encode("utf-8", "surrogateescape") for path in paths) + b"\0"
    fields = git(root, "check-attr", "--stdin", "-z", *names, stdin=asked).rstrip("\n").split("\0")[:-1]
    answer: dict[str, dict[str, bool]] = {path: {} for path in paths}
    for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        if value != "unspecified":
            answer[path][name] = value not in ("unset", "false")
    return answer


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_it_matches_for_git(root, pattern):
    text = f"{pattern} linguist-generated\n"
    write(root, {".gitattributes": text})
    attributes = Attributes({"": text})
    expected = according_to_git(root, ["linguist-generated"], PATHS)
    assert {path: attributes.of(path) for path in PATHS} == expected


TEXTS = {
    "": """# comment
*.js linguist-generated=true
vendor/** linguist-vendored
vendor/deep/** -linguist-vendored
*.md linguist-documentation
[attr]made linguist-generated -text
*.go made
*.json binary
tests/1.json !binary
*.c\tlinguist-generated=false   -linguist-vendored
a+b.c -binary
src/* linguist-vendored=1
""",
    "src/": """a.js -linguist-generated linguist-vendored=false
/vendor/*.js linguist-documentation
[attr]made binary
""",
    "src/gen/": "* !linguist-generated binary\n",
    "doc/deep/": "b.md linguist-documentation=false\n",
}


def test_files_lines_macros_and_values_add_up_as_they_do_for_git(root):
    write(root, {f"{folder}.gitattributes": text for folder, text in TEXTS.items()})
    attributes = Attributes(TEXTS)
    names = ["linguist-generated", "linguist-vendored", "linguist-documentation", "binary"]
    expected = according_to_git(root, names, PATHS)
    assert {path: attributes.of(path) for path in PATHS} == expected
    for folder in TEXTS:
        (root / folder / ".gitattributes").unlink()


def test_no_conversion_of_line_ends_does_not_mean_binary():
    assert Attributes({"": "* -text\n"}).of("a.py") == {}


def test_excluded_folders_take_their_files_along():
    excluded = excluder(("docs/", "*.sql", "/only/here", "tests/**/data"))
    yes = ["docs/a.md", "x/docs/b", "a.sql", "x/y.sql", "only/here/z", "tests/data/1", "tests/a/b/data/c/d"]
    no = ["docs.md", "a.sqlx", "x/only/here/z", "tests/dat/1", "src/a.py"]
    assert [path for path in yes + no if excluded(path)] == yes


def test_nothing_is_excluded_by_nothing():
    assert not excluder(())("a")


@pytest.mark.parametrize("hostile", ["*a" * 60 + "b", "**/" * 60 + "b", "*/**/" * 30 + "b", "[a-" * 500, "?*" * 60])
def test_hostile_patterns_cost_little_time(hostile):
    matches = glob(hostile)
    began = time.process_time()
    for path in ("a" * 255, "a/" * 500 + "a", "a" * 255 + "/" + "a" * 255):
        matches(path)
    assert time.process_time() - began < 1


@given(st.text(), st.text(alphabet="ab/.*", min_size=1))
def test_any_text_can_be_read(text, path):
    Attributes({"": text, "a/": text}).of(path)
