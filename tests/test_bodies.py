"""What a body says by itself."""

import pytest

from ncs.text.bodies import inner, only_returns, returns, sets
from ncs.text.prose import leading


@pytest.mark.parametrize(
    ("language", "signature", "body", "returned"),
    [
        (
            "python",
            "def __str__(self) -> str:",
            "    def __str__(self):\n        return self.plain",
            "",
        ),  # another head
        ("python", "def __str__(self):", "    def __str__(self):\n        return self.plain", "self.plain"),
        ("python", "def a(self):", "def a(self):\n    return 1\n\ndef b(self):\n    return 2", "1"),
        ("java", "Type getOwner()", "@Override\nType getOwner() {\n  return owner;\n}", "owner"),
        ("go", "func (l *L) Len() int", "func (l *L) Len() int {\n\t// cheap\n\treturn len(l.rows)\n}", "len(l.rows)"),
        ("python", "def size(self):", "def size(self):\n    self.asked += 1\n    return self.count", ""),
        ("python", "def walk(self):", "def walk(self):\n    yield self", ""),
        ("c", "int f(\n  int a)", "int f(\n  int a) {\n  return a;\n}", "a"),
        ("python", "def long(self):", "def long(self):\n    return " + "a + " * 40 + "b", ""),
        ("python", "def gone(self):", "nothing like it", ""),
        ("rust", "fn most(&self) -> usize", "fn most(&self) -> usize {\n    MOST\n}", "MOST"),
        ("rust", "fn put(&mut self)", "fn put(&mut self) {\n    self.n = 1;\n}", ""),
        ("ruby", "def size", "def size\n  @rows.size\nend", "@rows.size"),
        ("kotlin", "fun twice(x: Int): Int", "fun twice(x: Int): Int = x * 2", "x * 2"),
        ("elixir", "def twice(x)", "def twice(x), do: x * 2", "x * 2"),
        ("haskell", "twice :: Int -> Int", "twice :: Int -> Int\ntwice x = x * 2", "x * 2"),
        ("typescript", "const twice = (x: number) =>", "const twice = (x: number) => x * 2;", "x * 2"),
    ],
)
def test_a_body_that_only_returns(language, signature, body, returned):
    assert only_returns(inner(body, signature, language), language) == returned


def test_the_one_thing_that_comes_out():
    body = "def pop(self):\n    self.rows.pop()\n    return self.rows[-1]"
    assert returns(inner(body, "def pop(self):", "python")) == "self.rows[-1]"
    assert returns(inner(body + "\n    return 0", "def pop(self):", "python")) == ""
    assert returns(inner("def f():\n    x = 1\n    return x", "def f():", "python")) == ""
    inside = "function f(a) {\n  go(function (b) {\n    return b.name\n  })\n}"
    assert returns(inner(inside, "function f(a)", "javascript")) == ""


@pytest.mark.parametrize(
    ("language", "signature", "body", "names"),
    [
        ("python", "def __init__(self, a):", "def __init__(self, a):\n    self.a = a\n    self.n: int = 0", ["a"]),
        ("ruby", "def initialize(a)", "def initialize(a)\n  @a = a\n  @b ||= 1\nend", ["a", "b"]),
        ("go", "func (p *Pool) Reset()", "func (p *Pool) Reset() {\n\tp.n = 0\n\tq.n = 1\n}", ["n"]),
        ("java", "void reset()", "void reset() {\n  this.n = 0;\n  if (this.m == 1) { this.m += 1; }\n}", ["n", "m"]),
        ("php", "function reset()", "function reset() {\n  $this->n = 0;\n}", ["n"]),
    ],
)
def test_attributes_that_are_set(language, signature, body, names):
    assert sets(inner(body, signature, language), signature) == names


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        (
            "Fixes a regression where the `select!` macro ignored a budget. More.",
            "Fixes a regression where the select! macro ignored a budget",
        ),
        ("Reads `a.b. c` and no more. Then stops.", "Reads a.b. c and no more"),
        ("Is it `done?` now? Yes.", "Is it done? now?"),
    ],
)
def test_marks_inside_code_end_no_sentence(doc, said):
    assert leading(doc) == said
