"""What is said about a definition: comments and attributes above it, docstrings inside it.

Takes a tree of entries and the parsed leaves. Widens the entries over what is drawn to them and notes where
the words are. Knows nothing about what the words say, but for licences.
"""

from __future__ import annotations

from bisect import bisect_right

from ncs.chunking.comments import is_licence
from ncs.chunking.entries import Entry, siblings
from ncs.chunking.rows import Rows
from ncs.chunking.syntax import Parsed, Span

EDGE = 400  # characters of white space, at most, between a comment and the edge of its row
_BEFORE_DOCS = ("<?php", "{-#", "#lang", "<!", "package ")  # what may stand above a file's own comment


def _alone(rows: Rows, start: int, end: int, first: int, last: int) -> bool:
    """Is nothing else on its rows? Far from a row's edge there is: minified text has no end of them."""
    left, right = rows.starts[first], rows.end_of(last)
    if start - left > EDGE or right - end > EDGE:
        return False
    return not rows.text[left:start].strip() and not rows.text[min(end, right) : right].strip(" \t;,")


def attachable(parsed: Parsed, rows: Rows) -> tuple[dict[int, int], dict[int, list[Span]]]:
    """Rows that hold only a comment or attribute: row -> its first row, and first row -> comments."""
    above: dict[int, int] = {}
    said: dict[int, list[Span]] = {}
    for kind in ("comment", "attribute"):
        for start, end in parsed.leaves.get(kind, ()):
            first, last = rows.of(start), rows.last_of(start, end)
            if not _alone(rows, start, end, first, last):
                continue
            above.setdefault(last, first)
            if kind == "comment":
                said.setdefault(first, []).append((start, end))
    return above, said


def row_above(row: int, above: dict[int, int], said: dict[int, list[Span]], rows: Rows) -> int:
    """First row of what belongs to the definition at `row`: right above, or a /** */ one blank row up."""
    if row - 1 in above:
        return above[row - 1]
    if row > 1 and row - 2 in above and rows.blank(row - 1):
        first = above[row - 2]
        start, end = said.get(first, [(0, 0)])[0]
        if rows.text.startswith("/**", start) and not is_licence(rows.text[start:end]):
            return first
    return row


def draw_comments(top: list[Entry], above: dict[int, int], said: dict[int, list[Span]], rows: Rows) -> None:
    for outer, children in siblings(top):
        floor = outer.head_row + 1 if outer else 0
        for entry in children:
            row = entry.first_row
            while (higher := row_above(row, above, said, rows)) < row and higher >= floor:
                row = higher
                entry.docs[:0] = said.get(row, ())
            entry.first_row = row
            floor = entry.last_row + 1


def place_docstrings(top: list[Entry], spans: list[Span], rows: Rows) -> list[Span]:
    """Each docstring goes to the innermost entry around it; what is outside of all is the file's."""
    outside: list[Span] = []
    for span in spans:
        level, home = top, None
        row = rows.of(span[0])
        while level:
            place = bisect_right(level, row, key=lambda entry: entry.first_row) - 1
            if place < 0 or row > level[place].last_row:
                break
            home = level[place]
            level = home.children
        (home.docs if home else outside).append(span)
    return outside


def leading_comments(rows: Rows, comments: list[Span], end_row: int) -> list[Span]:
    """Comments above anything else but the licence and compiler pragmas: what the file says of itself."""
    blocks: list[list[Span]] = []
    reached = 0
    for start, end in comments:
        between = rows.text[reached:start]
        words = between.strip()
        if rows.of(start) >= end_row or (words and not words.startswith(_BEFORE_DOCS)):
            break
        if blocks and not words and between.count("\n") <= 1:
            blocks[-1].append((start, end))
        else:
            blocks.append([(start, end)])
        reached = end
    speaking = (block for block in blocks if not is_licence(rows.text[block[0][0] : block[-1][1]]))
    return [span for block in speaking for span in block]
