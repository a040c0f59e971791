"""The outline of a file: its definitions as a tree of rows, each with what is said about it.

Takes a text and its parsed syntax. Gives nested entries: rows (from 0), names and doc spans,
with decorators, attributes and comments above a definition drawn to it.
Knows nothing about chunk sizes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ncs.chunking.attachment import attachable, draw_comments, leading_comments, place_docstrings
from ncs.chunking.definitions import CLASSES, LABELS
from ncs.chunking.entries import Entry, siblings
from ncs.chunking.names import has_word, label, plain_name, without_generics
from ncs.chunking.rows import Rows
from ncs.chunking.syntax import Definition, Parsed, Span

_LEVEL = re.compile(r"([#=*]+)\s|\\(chapter|section|subsection|subsubsection)\b|FROM\b", re.IGNORECASE)
_LATEX_LEVELS = {"chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}


def _entry(definition: Definition, rows: Rows) -> Entry | None:
    text = rows.text
    scopes: tuple[str, ...] = ()
    kind = definition.kind
    if text.startswith("@test ", definition.start):  # of bats, see ncs.chunking.syntax
        kind, name = "test", label(text, ((definition.start + 6, text.index("{", definition.start)),))
    elif kind in LABELS:
        name = label(text, definition.names)
    else:
        name, scopes = plain_name(text[slice(*definition.names[0])])
        if not has_word(name) and not name.strip("()[]{} ,"):
            return None  # `let () = ...` defines nothing
    if definition.scope:
        receiver = re.search(r"(\w+)\W*$", without_generics(text[slice(*definition.scope)]))
        scopes = (receiver.group(1),) if receiver else ()
    head = rows.of(definition.start)
    last = rows.last_of(definition.start, definition.end)
    return Entry(
        kind, [name], scopes, definition.start, definition.body, definition.end, head, head, last,
        [definition.names[0]],
    )  # fmt: skip


def _heading_level(text: str, entry: Entry, seen: list[str]) -> int:
    """Marks are counted; underlines rank in the order they appear, except Markdown's two."""
    leading = _LEVEL.match(text, entry.start)
    if leading:
        command = leading.group(2)
        return _LATEX_LEVELS[command.lower()] if command else len(leading.group(1) or "#")
    lines = text[entry.start : entry.end].strip().split("\n")
    style = ("over" if not has_word(lines[0]) else "") + lines[-1][:1]
    if style not in seen:
        seen.append(style)
    return seen.index(style) + 1


def _end_sections(entries: list[Entry], rows: Rows) -> None:
    """A heading's section reaches to the next heading of its level or above."""
    seen: list[str] = []
    open_: list[tuple[int, Entry]] = []
    for entry in entries:
        if entry.kind != "section":
            continue
        level = _heading_level(rows.text, entry, seen)
        while open_ and open_[-1][0] >= level:
            _, ended = open_.pop()
            ended.end = entry.start
            ended.last_row = max(rows.last_of(ended.start, entry.start), ended.head_row)
        open_.append((level, entry))
    for _, ended in open_:
        ended.end, ended.last_row = len(rows.text), rows.last_of(ended.start, len(rows.text))


def _merge_readings(entries: list[Entry]) -> list[Entry]:
    """Several readings of one node are one entry, the strongest; several names of one node are all kept."""
    merged: list[Entry] = []
    for entry in entries:
        last = merged[-1] if merged else None
        if last and (last.start, last.end) == (entry.start, entry.end):
            if entry.name not in last.names and last.kind == entry.kind:
                last.names.append(entry.name)
                last.name_spans += entry.name_spans
            continue
        merged.append(entry)
    return merged


def _nest(entries: list[Entry]) -> list[Entry]:
    """Entries inside one another as a tree. The stack is a list: nesting may be 100,000 deep."""
    top: list[Entry] = []
    stack: list[Entry] = []
    for entry in entries:
        while stack and stack[-1].end <= entry.start:
            stack.pop()
        outer = stack[-1] if stack else None
        if outer and outer.kind == "constant" and outer.names == entry.names and entry.kind != "constant":
            outer.kind, outer.body = entry.kind, entry.body  # local f = function ... in a wrapper
            continue
        if outer and outer.head_row == entry.head_row and outer.kind not in LABELS:
            outer.names += entry.names  # typedef struct a {...} b: two names, one place
            outer.name_spans += entry.name_spans
            continue
        (outer.children if outer else top).append(entry)
        stack.append(entry)
    return top


def _widen_by_wrappers(entries: list[Entry], wraps: list[Span], rows: Rows) -> None:
    """Decorators, export and template<> stand in a node around the definition, and begin it."""
    for start, end in wraps:
        place = bisect_right(entries, start - 1, key=lambda entry: entry.start)
        if place < len(entries) and entries[place].start < end:
            entries[place].first_row = min(entries[place].first_row, rows.of(start))


def _join_clauses(top: list[Entry], rows: Rows) -> None:
    """A signature and its equations, overloads, clauses: neighbours of one name are one entry."""
    for _, children in siblings(top):
        kept: list[Entry] = []
        for entry in children:
            last = kept[-1] if kept else None
            if last and last.name == entry.name and last.kind == entry.kind and _adjacent(last, entry, rows):
                last.end, last.last_row = entry.end, entry.last_row
                last.docs += entry.docs
                last.name_spans += entry.name_spans
                last.children += entry.children
                continue
            kept.append(entry)
        children[:] = kept


def _adjacent(first: Entry, second: Entry, rows: Rows) -> bool:
    return not rows.text[rows.end_of(first.last_row) : rows.starts[second.first_row]].strip()


def _find_methods(top: list[Entry]) -> None:
    for outer, children in siblings(top):
        for entry in children:
            if entry.kind == "function" and ((outer and outer.kind in CLASSES) or entry.scopes):
                entry.kind = "method"


def _is_import(definition: Definition, imports: list[Span]) -> bool:
    """`const x = require("x")` brings a name in: it does not define it."""
    if definition.kind != "constant":
        return False
    place = bisect_right(imports, (definition.start, 0))
    return place < len(imports) and imports[place][0] < definition.end


class Outline:
    """The tree of entries of one file, and the docstrings that belong to the file itself."""

    def __init__(self, rows: Rows, parsed: Parsed, clauses: bool) -> None:
        imports = parsed.leaves.get("import", [])
        found = (_entry(d, rows) for d in parsed.definitions if not _is_import(d, imports))
        entries = _merge_readings([entry for entry in found if entry])
        _end_sections(entries, rows)
        _widen_by_wrappers(entries, parsed.leaves.get("wrap", []), rows)
        self.top = _nest(entries)
        above, said = attachable(parsed, rows)
        self.comment_rows = {row for last, first in above.items() for row in range(first, last + 1)}
        draw_comments(self.top, above, said, rows)
        self.docs = place_docstrings(self.top, parsed.leaves.get("docstring", []), rows)
        if not self.docs:
            end_row = self.top[0].first_row if self.top else len(rows.starts)
            self.docs = leading_comments(rows, parsed.leaves.get("comment", []), end_row)
        if clauses:
            _join_clauses(self.top, rows)
        _find_methods(self.top)

    def entries(self) -> Iterator[Entry]:
        for _, children in siblings(self.top):
            yield from children
