"""What a short body says by itself."""

import pytest

from ncs.text.bodies import only_returns, values
from ncs.text.prose import leading


@pytest.mark.parametrize(
    ("signature", "body", "returned"),
    [
        ("def __str__(self) -> str:", "    def __str__(self) -> str:\n        return self.plain", "self.plain"),
        ("Type getOwner()", "@Override\nType getOwner() {\n  return owner;\n}", "owner"),
        ("func (l *List) Len() int", "func (l *List) Len() int {\n\t// cheap\n\treturn len(l.rows)\n}", "len(l.rows)"),
        ("def size(self):", "def size(self):\n    self.asked += 1\n    return self.count", ""),
        ("def walk(self):", "def walk(self):\n    yield self", ""),
        ("int f(\n  int a)", "int f(\n  int a) {\n  return a;\n}", "a"),
        ("def long(self):", "def long(self):\n    return " + "a + " * 40 + "b", ""),
        ("def gone(self):", "nothing like it", ""),
    ],
)
def test_a_body_that_only_returns(signature, body, returned):
    assert only_returns(body, signature) == returned


def test_values():
    assert values('SIZES = ["small", "large", "huge", "small"]') == "'small', 'large' and 1 more"
    assert values('NAME = "ncs"') == ""


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
