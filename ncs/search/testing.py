"""What a test checks, as the end of a sentence: what it uses of the repository and what it asserts, or the tests that
stand in it."""

from __future__ import annotations

import re

from ncs.index.index import Index
from ncs.search.calls import calls
from ncs.text.assertions import asserted, complaint
from ncs.text.configured import first_of, listed
from ncs.text.explainable import own_name
from ncs.text.statements import statements

MOST_CALLS = 3
MOST_SHOWN = 2  # assertions, titles
PIECES = 8  # of a long test that are looked at

_NAMED = re.compile(r"test|should|it_", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:it|test|specify|describe|context|suite|scenario)(?:\.(?:only|skip|todo|failing|each))?[ (]\s*"
    r"([\"'`])(.{3,60}?)\1"
)


def tested(index: Index, row: int) -> list[str]:
    """Example: ["calls put", "checks total(basket) == 3 and 2 more"]. Nothing of what only helps tests."""
    if holding := _held(index, row):
        return [f"holds the tests {listed(first_of(holding, MOST_SHOWN))}"]
    told = [each.text for each in statements(_whole(index, row), index.language_of(row))]
    checks = asserted(told)
    called = calls(index, row)
    says = [f"calls {listed(called[: MOST_CALLS if checks else None])}"] if called else []
    if checks:
        return [*says, f"checks {listed(first_of(checks, MOST_SHOWN))}"]
    if fails := complaint(told):
        return [*says, f"fails with {fails}"]
    is_one = index.kind_of(row) == "test" or _NAMED.match(own_name(index.text("symbol", row)))
    return says if is_one else []


def _held(index: Index, row: int) -> list[str]:
    """The titles of the tests in a group of tests."""
    symbol, beside = index.text("symbol", row), index.rows_of(int(index.file_of[row]))
    inside = [each for each in beside if symbol and symbol in index.values("scopes", each)[-1:]]
    titles = [own for each in inside if index.kind_of(each) == "test" and (own := index.text("symbol", each))]
    if not titles:
        titles = [found[2] for found in _TITLE.finditer(index.body_text(row))]
        titles = titles[1:] if titles and (symbol.startswith(titles[0]) or titles[0].startswith(symbol)) else titles
    return list(dict.fromkeys(f"'{own}'" for own in titles))


def _whole(index: Index, row: int) -> str:
    """The text of a test and of the pieces of it that follow: what it asserts stands at its end."""
    texts, same = [index.body_text(row)], _of(index, row)
    for each in range(row + 1, min(row + PIECES, len(index))):
        if _of(index, each) != same:
            break
        texts.append(index.body_text(each))
    return "\n".join(texts)


def _of(index: Index, row: int) -> tuple[int, str, tuple[str, ...]]:
    return int(index.file_of[row]), index.text("symbol", row), index.values("scopes", row)
