"""Rows of a text: offsets to row numbers (from 0) and back, and a long stretch of rows cut into windows.

Takes a text and what it costs to cut above a row. Gives row ranges.
Knows nothing about languages or syntax.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

LONG = 1800  # characters: about 450 tokens, one screen; what a small encoder reads without dilution
LONG_ROWS = 60  # and so many rows, for code with short lines
OVERLAP_ROWS = 2  # repeated at a cut, so that a statement's neighbour is not lost
OVERLAP_CHARS = 200  # but not when those rows are long
MAX_COST = 99  # of a cut in the middle of a statement


class Rows:
    """Offsets to rows and back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]

    def of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def end_of(self, row: int) -> int:
        """Offset of the newline that ends this row."""
        return self.starts[row + 1] - 1 if row + 1 < len(self.starts) else len(self.text)

    def last_of(self, start: int, end: int) -> int:
        """Row of the last visible character: many grammars count the newline to the node."""
        text = self.text
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        return self.of(max(end - 1, start))

    def chars(self, first: int, last: int) -> int:
        return self.end_of(last) - self.starts[first]

    def is_long(self, first: int, last: int) -> bool:
        return self.chars(first, last) > LONG or last - first + 1 > LONG_ROWS

    def blank(self, row: int) -> bool:
        return not self.text[self.starts[row] : self.end_of(row)].strip()

    def trimmed(self, first: int, last: int) -> tuple[int, int] | None:
        """The range without blank rows at its ends; None when nothing is left."""
        while first <= last and self.blank(first):
            first += 1
        while last > first and self.blank(last):
            last -= 1
        return (first, last) if first <= last else None

    def indent_cost(self, row: int) -> int:
        """What a cut above this row costs when no syntax is known: least after a blank row."""
        start, end = self.starts[row], self.end_of(row)
        line = self.text[start : min(end, start + 400)]
        depth = len(line) - len(line.lstrip())
        closes = line.lstrip()[:1] in tuple(")]}") or self.blank(row)
        return min((0 if row and self.blank(row - 1) else 10) + depth + 40 * closes, MAX_COST)


def _aim(rows: Rows, first: int, last: int) -> int:
    """The last row of the next window when the rest is dealt out evenly."""
    rest, lines = rows.chars(first, last), last - first + 1
    parts = max(-(-rest // LONG), -(-lines // LONG_ROWS))
    chars = min(LONG, int(1.2 * rest / parts))
    row = bisect_right(rows.starts, rows.starts[first] + chars) - 2
    return max(first, min(row, first + LONG_ROWS - 1, last))


def windows(rows: Rows, first: int, last: int, cost: Callable[[int], int]) -> list[tuple[int, int]]:
    """Cut rows first..last into windows of at most LONG characters, where cutting costs least."""
    found: list[tuple[int, int]] = []
    fresh = first  # the first row that no window holds yet
    while rows.is_long(first, last):
        aim = _aim(rows, first, last)
        nearest = max(first + max(1, (aim - first + 1) // 2), fresh + 1)
        places = range(nearest, max(min(aim + 1, last), nearest) + 1)
        cut = min((row for row in places if row <= last), key=lambda row: (cost(row), -row), default=last + 1)
        if cut > last:
            break
        found.append((first, cut - 1))
        fresh = cut
        overlap = max(cut - OVERLAP_ROWS, first + 1)
        first = overlap if rows.chars(overlap, cut - 1) <= OVERLAP_CHARS else cut
    found.append((first, last))
    return [whole for window in found if (whole := rows.trimmed(*window))]
