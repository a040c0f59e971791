"""Entries: the definitions of a file with their places, as a tree.

Knows nothing about how they are found or what is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ncs.chunking.syntax import Span


@dataclass(slots=True)
class Entry:
    """One definition with its place. Rows count from 0 and include what was drawn to it."""

    kind: str
    names: list[str]  # what it defines; the first is its own
    scopes: tuple[str, ...]  # a receiver or a qualifier: ("Pool",) in Pool::close
    start: int  # offset of the declaration, after comments and decorators
    body: int  # offset of the body; -1 when unknown
    end: int
    first_row: int
    head_row: int
    last_row: int
    name_spans: list[Span]
    docs: list[Span] = field(default_factory=list)
    children: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.names[0]


def siblings(top: list[Entry]) -> Iterator[tuple[Entry | None, list[Entry]]]:
    waiting: list[tuple[Entry | None, list[Entry]]] = [(None, top)]
    while waiting:
        outer, children = waiting.pop()
        yield outer, children
        waiting.extend((child, child.children) for child in children if child.children)
