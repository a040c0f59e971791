"""Regions: which stretches of a text are docstrings, comments, strings, names or headings.

Takes spans found by the parser, gives them sorted and without overlap, and clipped to a chunk.
Knows nothing about chunks but where they start and end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import chain, islice

from ncs.chunking.entries import Entry
from ncs.chunking.syntax import Parsed, Span
from ncs.types import Region

MIN_STRING = 5  # with its quotes: a string of up to two characters is punctuation

# Of two stretches that start together the first of these wins: a key is a name before it is a string.
_ORDER = {kind: place for place, kind in enumerate(("header", "name", "docstring", "comment", "string"))}


def _labelled(entry: Entry) -> Iterable[tuple[int, int, str]]:
    if entry.kind == "section":
        yield entry.start, entry.name_spans[0][1], "header"
    elif entry.kind != "test":
        for start, end in entry.name_spans:
            yield start, end, "name"


def regions_of(parsed: Parsed, entries: Iterable[Entry], docs: set[Span]) -> list[Region]:
    """All regions of a file, in order, none inside another (the outer one stays)."""
    found: list[tuple[int, int, str]] = [(start, end, "docstring") for start, end in docs]
    for entry in entries:
        found.extend(_labelled(entry))
    leaves = parsed.leaves
    for start, end in chain(leaves.get("comment", ()), leaves.get("prose", ())):
        found.append((start, end, "comment"))
    found.extend((a, b, "docstring") for a, b in leaves.get("docstring", ()))
    found.extend((a, b, "string") for a, b in leaves.get("string", ()) if b - a >= MIN_STRING)
    found.sort(key=lambda r: (r[0], _ORDER[r[2]], -r[1]))
    kept: list[Region] = []
    reached = 0
    for start, end, kind in found:
        if start >= reached and end > start:
            kept.append(Region(start, end, kind))
            reached = end
    return kept


def clip(regions: list[Region], start: int, end: int) -> tuple[Region, ...]:
    """Those inside text[start:end], as offsets from start."""
    place = max(bisect_right(regions, start, key=lambda region: region.start) - 1, 0)
    clipped = []
    for region in islice(regions, place, None):
        if region.start >= end:
            break
        first, last = max(region.start, start) - start, min(region.end, end) - start
        if first < last:
            clipped.append(Region(first, last, region.kind))
    return tuple(clipped)
