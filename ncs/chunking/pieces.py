"""Pieces: an outline cut into runs of rows of the right size.

Takes the outline of a file. Gives pieces in order that share no row and leave out only blank ones:
one per function or method, a header for each class, short neighbours joined.
Knows nothing about chunks' contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ncs.chunking.definitions import CONTAINERS, LABELS, OPENERS
from ncs.chunking.entries import Entry
from ncs.chunking.outline import Outline
from ncs.chunking.rows import Rows
from ncs.chunking.syntax import Span

SHORT = 250  # characters: less than a usual function; too little to be told apart by meaning
GROUP = 2 * SHORT  # constants, imports and fields are read together: twice as much of them
ONE_LINER_ROWS = 3  # a function is joined with its neighbour only when it is hardly more than its head
DUST = 40  # `return M`: less than this says nothing alone, and stays with what is above it
WHOLE = 700  # a class up to this size is one thought and stays whole
OPENING = 120  # a bare `impl X {` or `namespace x {` goes with its first member
NESTED_ROWS = 4  # a function inside a long function counts from this size: smaller ones are expressions
MAX_DEPTH = 12  # no person nests scopes deeper; data does

# Rows that only close what is above, and rows that only open what is below.
_CLOSES = re.compile(
    r"\s*(?:[\W\d_]*(?:end\w*(?:[ \t]+\w+){0,2}|esac|fi|done)?[\W_]*(?:(?://|/\*|--).*)?"
    r"|[A-Z][A-Z0-9_]{3,}|# *endif.*|(?:</[\w-]+>\s*)+)$"
)
_OPENS = re.compile(
    r".*[{(\[]\s*$|\s*\w+:\s*$|\s*# *(?:if|else|elif|pragma|undef)\b.*$|\s*[A-Z][A-Z0-9_]{3,}\s*$"
    r"|<\?php$|(?:package|namespace)\s+[\w.\\]+\s*;?$|declare\(.*\);$|[\"']use \w+[\"'];?$"
)
_PLAIN = frozenset({"constant", "type", "declaration", "section", "block"})


@dataclass(slots=True)
class Piece:
    """Rows first..last. `entry` is what they define; `outer` the entry in whose body they stand."""

    first: int
    last: int
    scopes: tuple[str, ...]
    entry: Entry | None = None
    outer: Entry | None = None
    names: list[str] = field(default_factory=list)
    docs: list[Span] = field(default_factory=list)
    level: Entry | None = None  # in whose body its first row stands: outer, until an opening is attached
    header: bool = False  # the opening of an entry whose members are pieces of their own


class _Cutter:
    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.pieces: list[Piece] = []

    def add(self, piece: Piece) -> None:
        trimmed = self.rows.trimmed(piece.first, piece.last)
        if trimmed:
            piece.first, piece.last = trimmed
            piece.level = piece.outer
            self.pieces.append(piece)

    def members(self, entry: Entry, depth: int) -> list[Entry]:
        """The children that become pieces of their own; none when the entry stays whole."""
        first, last = entry.first_row, entry.last_row
        inside = [child for child in entry.children if child.first_row > first and child.last_row <= last]
        if depth >= MAX_DEPTH or not inside:
            return []
        if entry.kind in CONTAINERS and entry.kind != "block":
            whole = {"module": 0, "section": SHORT}.get(entry.kind, WHOLE)
            return inside if self.rows.chars(first, last) > whole else []
        if not self.rows.is_long(first, last):
            return []
        return [e for e in inside if entry.kind == "block" or e.last_row - e.first_row + 1 >= NESTED_ROWS]

    def cut(self, entries: list[Entry], first: int, last: int, outer: Entry | None, scopes: tuple[str, ...],
            depth: int = 0) -> None:  # fmt: skip
        row = first
        for entry in entries:
            if entry.last_row < row:  # shares its line with the entry before
                if self.pieces and entry.kind not in LABELS:
                    self.pieces[-1].names += entry.names
                continue
            start = max(entry.first_row, row)
            if start > row:
                self.add(Piece(row, start - 1, scopes, outer=outer))
            self.cut_entry(entry, start, min(entry.last_row, last), outer, scopes, depth)
            row = entry.last_row + 1
        if row <= last:
            self.add(Piece(row, last, scopes, outer=outer))

    def cut_entry(self, entry: Entry, first: int, last: int, outer: Entry | None, scopes: tuple[str, ...],
                  depth: int) -> None:  # fmt: skip
        members = self.members(entry, depth)
        members = [member for member in members if member.first_row > first]
        end = members[0].first_row - 1 if members else last
        names = list(_defined(entry, whole=not members))
        self.add(Piece(first, end, scopes, entry, outer, names, list(entry.docs), header=bool(members)))
        if members:
            self.cut(members, end + 1, last, entry, (*scopes, *entry.scopes, entry.name), depth + 1)


def _defined(entry: Entry, whole: bool, depth: int = 0) -> Iterator[str]:
    """What an entry defines, with its members when they stay inside."""
    if entry.kind not in ("impl", "section", "test"):
        yield from entry.names
    if whole and depth < MAX_DEPTH and (entry.kind in CONTAINERS - LABELS or entry.kind == "constant"):
        for child in entry.children:
            yield from (name for name in _defined(child, whole, depth + 1) if name != entry.name)


def _every_row(rows: Rows, piece: Piece, shape: re.Pattern[str]) -> bool:
    if rows.chars(piece.first, piece.last) > OPENING:
        return False
    lines = rows.text[rows.starts[piece.first] : rows.end_of(piece.last)].split("\n")
    return all(shape.match(line) for line in lines if line.strip())


def _attach_closings(rows: Rows, pieces: list[Piece]) -> list[Piece]:
    """Rows of closing brackets between definitions go with what they close."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and piece.entry is None and _every_row(rows, piece, _CLOSES):
            kept[-1].last = piece.last
        else:
            kept.append(piece)
    return kept


def _heads(rows: Rows, piece: Piece, following: Piece, comment_rows: set[int]) -> bool:
    """Is this only the opening of what follows, or a short comment above it?"""
    chars = rows.chars(piece.first, piece.last)
    if piece.entry is None and following.level is piece.outer:
        between = range(piece.first, piece.last + 1)
        comment = chars <= SHORT and all(row in comment_rows or rows.blank(row) for row in between)
        return comment or _every_row(rows, piece, _OPENS)
    if piece.entry is None or not piece.header or following.level is not piece.entry:
        return False
    bare = piece.entry.kind in OPENERS or (piece.entry.kind == "section" and piece.first == piece.last)
    return bare and not piece.docs and chars <= OPENING


def _attach_openings(rows: Rows, pieces: list[Piece], comment_rows: set[int]) -> list[Piece]:
    """From the end, so that `namespace a { namespace b {` both reach the first member."""
    kept: list[Piece] = []
    for piece in reversed(pieces):
        following = kept[-1] if kept else None
        if following and _heads(rows, piece, following, comment_rows):
            following.first, following.level = piece.first, piece.level
            following.names += [name for name in piece.names if name not in following.names]
        else:
            kept.append(piece)
    return kept[::-1]


def _is_plain(piece: Piece) -> bool:
    """A constant, a field, imports: told by its name alone, and read together with its like."""
    if piece.entry is None or piece.entry.kind in _PLAIN:
        return True
    return piece.entry.kind == "macro" and piece.entry.last_row - piece.entry.head_row < ONE_LINER_ROWS


def _joinable(rows: Rows, piece: Piece) -> bool:
    if rows.chars(piece.first, piece.last) >= SHORT:
        return False
    if _is_plain(piece) or piece.header:
        return not piece.docs or (piece.entry is not None and _is_plain(piece))
    return not piece.docs and piece.last - piece.first < ONE_LINER_ROWS


def _joins(rows: Rows, first: Piece, second: Piece) -> bool:
    neighbours = first.outer is second.outer or (first.header and first.entry is second.outer)
    if not neighbours or not (_joinable(rows, first) and _joinable(rows, second)):
        return False
    plain = all(p.header or _is_plain(p) for p in (first, second))
    sections = any(p.entry is not None and p.entry.kind == "section" for p in (first, second))
    return rows.chars(first.first, second.last) <= (GROUP if plain and not sections else SHORT)


def _join(first: Piece, second: Piece) -> Piece:
    first.last = second.last
    first.names += [name for name in second.names if name not in first.names]
    first.docs += second.docs
    if first.entry is None and second.entry is not None:
        first.entry, first.scopes = second.entry, second.scopes
    return first


def _join_short(rows: Rows, pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        dust = piece.entry is None and rows.chars(piece.first, piece.last) < DUST
        if joined and (dust or _joins(rows, joined[-1], piece)):
            _join(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def pieces_of(rows: Rows, outline: Outline) -> list[Piece]:
    """The file as pieces: definitions, and what stands between them."""
    cutter = _Cutter(rows)
    cutter.cut(outline.top, 0, len(rows.starts) - 1, None, ())
    if cutter.pieces and cutter.pieces[0].entry is None:
        cutter.pieces[0].docs = outline.docs
    pieces = _attach_openings(rows, _attach_closings(rows, cutter.pieces), outline.comment_rows)
    return _join_short(rows, pieces)
