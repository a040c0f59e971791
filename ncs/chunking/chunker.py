"""The chunker: one file in, its chunks out, cut where the syntax says.

Takes a path, the file's text and its language. Gives chunks in order; each is whole lines of the text,
and together they hold every line that is not blank.
Knows nothing about files, git, tokens or the index; a file whose grammar may hang belongs in ncs.chunking.parsing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ncs.chunking.comments import SIGNATURE_CHARS, one_line, prose
from ncs.chunking.definitions import LABELS, TABLE, Syntax
from ncs.chunking.entries import Entry
from ncs.chunking.languages import family_of, grammar_of
from ncs.chunking.outline import Outline
from ncs.chunking.pieces import Piece, pieces_of
from ncs.chunking.regions import clip, regions_of
from ncs.chunking.rows import MAX_COST, Rows, windows
from ncs.chunking.syntax import Parsed, Span, parse
from ncs.types import Chunk

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_CALLS = 40  # a function that calls more is a list of everything
CALLEE_CHARS = 80  # how far back the last identifier of a callee is looked for
IMPORT_CHARS = 120
PREFIX_CHARS = 60  # `export default async`, `type`: words before the node that is the definition
STATEMENT_DEPTH = 8  # levels below a piece at which statements are told apart

_CALLEE = re.compile(r"[^\W\d][\w-]*[?!*]?$")
_ANNOTATIONS = re.compile(
    r"\s*(?:@(?!interface|implementation|protocol|test|property)[\w.:]+(?:\((?:[^()]|\([^()]*\))*\))?\s*"
    r"|#\[[^\]]*\]\s*|\[[A-Z][^\]]*\]\s*|//[^\n]*\n\s*|#\w+[^\n]*\n\s*)+"
)
_HEADER_MARK = re.compile(r"[()\[\]{\n]")
_COMMENT_ROW = re.compile(r"\n\s*(?:#|//|--|/\*)")
_PREFIX = re.compile(r"[ \t\w]+\Z")
_OPENED = re.compile(r"\s*(?:\{|=|:|\bdo|\bwhere|\bbegin|->|;|,)+\s*$")
_KIND_BETWEEN = {"config": "block", "markup": "section"}


def _header_end(text: str, start: int, end: int) -> int:
    """Where a declaration stops being a header: its first `{` or line end outside brackets."""
    depth = 0
    last = min(end, start + 4 * SIGNATURE_CHARS)
    for found in _HEADER_MARK.finditer(text, start, last):
        char = found.group()
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif depth <= 0:
            return found.start()
    return last


def signature(text: str, entry: Entry) -> str:
    """The declaration without its body, on one line: "def close(self, wait=True) -> None"."""
    if entry.kind in ("section", "block"):
        return ""
    annotations = _ANNOTATIONS.match(text, entry.start, entry.end)
    start = annotations.end() if annotations and annotations.end() < entry.end else entry.start
    if entry.docs and entry.docs[0][0] <= start < entry.docs[0][1]:  # as in GraphQL
        start = next((place for place in range(entry.docs[0][1], entry.end) if text[place].isalnum()), start)
    line = text.rfind("\n", max(0, start - PREFIX_CHARS), start) + 1
    if _PREFIX.match(text, line, start):
        start = line
    end = entry.body if entry.body > start else _header_end(text, start, entry.end)
    return _OPENED.sub("", one_line(_COMMENT_ROW.split(text[start:end], maxsplit=1)[0], SIGNATURE_CHARS))


@lru_cache(maxsize=1 << 14)
def _callee(raw: str) -> str:
    """The last identifier of what is called: "self.pool.close" -> "close"."""
    found = _CALLEE.search(raw)
    return found.group() if found else ""


def _import(raw: str) -> str:
    name = " ".join(raw[:IMPORT_CHARS].split()).split("{")[0].removeprefix("import ")
    return name.strip("\"'`<>();* ").rstrip(":.") or name.strip("\"'` ")


def _unique(found: Iterator[str], most: int) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for name in found:
        if name:
            names[name] = None
        if len(names) >= most:
            break
    return tuple(names)


def _children(node: Node, start: int, end: int) -> Iterator[Node]:
    """Those that overlap the bytes start..end; a node may have a hundred thousand others."""
    cursor = node.walk()
    if cursor.goto_first_child_for_byte(start) is None:
        return
    while cursor.node is not None and cursor.node.start_byte < end:
        yield cursor.node
        if not cursor.goto_next_sibling():
            return


def _statement_costs(root: Node, rows: Rows, first: int, last: int) -> dict[int, int]:
    """Rows where statements start -> how deep they are: a cut is cheapest between the outermost."""
    costs: dict[int, int] = {}
    start, end = rows.starts[first], rows.end_of(last)
    level = [root.descendant_for_byte_range(start, end) or root]
    for depth in range(STATEMENT_DEPTH):
        children = [child for node in level for child in _children(node, start, end)]
        for child in children:
            if child.is_named:
                costs.setdefault(child.start_point[0], depth)
        level = [child for child in children if child.end_point[0] - child.start_point[0] >= 3]
    return costs


class _File:
    """One parsed file on its way to chunks."""

    def __init__(self, path: str, text: str, language: str, parsed: Parsed) -> None:
        self.path, self.text, self.language, self.parsed = path, text, language, parsed
        self.rows = Rows(text)
        syntax = TABLE.get(grammar_of(language) or "", Syntax())
        outline = Outline(self.rows, parsed, syntax.clauses)
        self.pieces = pieces_of(self.rows, outline)
        self._say()
        self.name_ends = {end for entry in outline.entries() for _, end in entry.name_spans}
        docs = {span for piece in self.pieces for span in piece.docs}
        docs.update(span for entry in outline.entries() for span in entry.docs)
        self.regions = regions_of(parsed, outline.entries(), docs)

    def _say(self) -> None:
        """Sections say what their lead paragraph says."""
        for piece in self.pieces:
            if not piece.docs and (piece.entry is None or piece.entry.kind == "section"):
                piece.docs = self._inside("prose", piece)[:1]

    def _inside(self, leaf: str, piece: Piece) -> list[Span]:
        return self._between(leaf, self.rows.starts[piece.first], self.rows.end_of(piece.last))

    def _between(self, leaf: str, start: int, end: int) -> list[Span]:
        spans = self.parsed.leaves.get(leaf, [])
        return spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]

    def _calls(self, start: int, end: int) -> tuple[str, ...]:
        """The head of a definition looks like a call in some languages: it is none."""
        spans = (span for span in self._between("callee", start, end) if span[1] not in self.name_ends)
        return _unique((_callee(self.text[max(a, b - CALLEE_CHARS) : b]) for a, b in spans), MAX_CALLS)

    def _imports(self, start: int, end: int) -> tuple[str, ...]:
        return _unique((_import(self.text[a:b]) for a, b in self._between("import", start, end)), MAX_CALLS)

    def _symbol(self, piece: Piece) -> tuple[str, str, tuple[str, ...]]:
        """Symbol, kind and scopes; text between definitions belongs to what is around it."""
        entry, scopes = piece.entry, piece.scopes
        if entry is None:
            if piece.outer is None:
                return "", _KIND_BETWEEN.get(family_of(self.language), "module"), ()
            entry, scopes = piece.outer, scopes[: -1 - len(piece.outer.scopes)]
        scopes = (*scopes, *entry.scopes)
        if entry.kind in LABELS and entry.kind != "block":
            return entry.name, entry.kind, scopes
        return ".".join((*scopes, entry.name)), "class" if entry.kind == "impl" else entry.kind, scopes

    def _chunk(self, piece: Piece, first: int, last: int) -> Chunk:
        start, end = self.rows.starts[first], self.rows.end_of(last)
        symbol, kind, scopes = self._symbol(piece)
        whole = first == piece.first
        described = piece.entry or piece.outer
        return Chunk(
            path=self.path, start_line=first + 1, end_line=last + 1, text=self.text[start:end], kind=kind,
            language=self.language, symbol=symbol, scopes=scopes,
            signature=signature(self.text, described) if described else "",
            doc=prose(self.text[a:b] for a, b in piece.docs) if whole else "",
            defines=tuple(piece.names) if whole else (),
            calls=self._calls(start, end),
            imports=self._imports(start, end),
            regions=clip(self.regions, start, end),
        )  # fmt: skip

    def chunks(self) -> Iterator[Chunk]:
        for piece in self.pieces:
            if not self.rows.is_long(piece.first, piece.last):
                yield self._chunk(piece, piece.first, piece.last)
                continue
            costs = _statement_costs(self.parsed.tree.root_node, self.rows, piece.first, piece.last)
            for first, last in windows(self.rows, piece.first, piece.last, self._cost(costs)):
                yield self._chunk(piece, first, last)

    def _cost(self, costs: dict[int, int]) -> Callable[[int], int]:
        def cost(row: int) -> int:
            return 2 * costs.get(row, MAX_COST) - (row > 0 and self.rows.blank(row - 1))

        return cost


def chunk_lines(path: str, text: str, language: str) -> list[Chunk]:
    """Windows of lines with a small overlap, cut at blank lines where there are any."""
    rows = Rows(text)
    whole = rows.trimmed(0, len(rows.starts) - 1)
    if whole is None:
        return []
    return [
        Chunk(path, first + 1, last + 1, text[rows.starts[first] : rows.end_of(last)], "lines", language,
              "", (), "", "", (), (), (), ())
        for first, last in windows(rows, *whole, rows.indent_cost)
    ]  # fmt: skip


def chunk(path: str, text: str, language: str) -> list[Chunk]:
    """The chunks of a file: by syntax where there is a grammar, else by lines."""
    grammar = grammar_of(language)
    parsed = parse(text, grammar) if grammar and text.strip() else None
    if parsed is None:
        return chunk_lines(path, text, language)
    return list(_File(path, text, language, parsed).chunks())
