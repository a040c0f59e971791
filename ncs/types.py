"""The nouns of ncs: frozen records that every floor passes along."""

from __future__ import annotations

from typing import NamedTuple

# What a stretch of text is. The order is the id stored with each token.
KINDS = ("code", "name", "docstring", "comment", "string", "header", "path")


class Region(NamedTuple):
    """A stretch of a chunk's text that is not plain code: text[start:end] is of `kind`."""

    start: int
    end: int
    kind: str  # one of KINDS


class Source(NamedTuple):
    """One file to index. `path` is relative with '/', undecodable bytes as surrogate escapes."""

    path: str
    blob: str  # git's object id of the content, computed for files outside git too
    mode: int


class Skipped(NamedTuple):
    """A file that is not indexed, and why."""

    path: str
    reason: str


class Chunk(NamedTuple):
    """A piece of one file: whole lines, cut where the syntax says.

    Example: the method `close` of class `Pool` in `db/pool.py`, lines 40 to 52, has
    symbol "Pool.close", scopes ("Pool",), defines ("close",), signature "def close(self, wait=True)".
    """

    path: str
    start_line: int  # from 1
    end_line: int  # inclusive
    text: str  # the lines joined by "\n"
    kind: str  # function, method, class, module, section, block, lines
    language: str
    symbol: str  # the name to show, qualified by its scopes; "" when there is none
    scopes: tuple[str, ...]  # enclosing symbols, outermost first
    signature: str  # the declaration on one line; "" when there is none
    doc: str  # what people say about it: docstring or leading comment, marks stripped
    defines: tuple[str, ...]  # every name defined here
    calls: tuple[str, ...]  # names called, in order of appearance, once each
    imports: tuple[str, ...]  # modules or names imported
    regions: tuple[Region, ...]  # sorted, not overlapping; the rest of the text is code
