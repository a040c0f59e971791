"""The chunks that a chunk is joined to by name: what it calls, what calls it, what it lies in, and its namesakes, which
are overloads, or the interface and what fulfils it; and what people say of them.

A name with many definitions says little of any of them, and joins nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search.neighbours import said
from ncs.text.explainable import own_name
from ncs.text.grounds import content
from ncs.text.tokenizer import identifier_words

MOST_DEFINITIONS = 8  # of one name, and callers: as many as one may look up (LOG.md)
MOST_LOOKED_AT = 256  # chunks that hold a name's words


def heard(index: Index, row: int, words: Collection[str]) -> frozenset[str]:
    """Of these stems those that people use in the first sentence about a chunk that this one is joined to."""
    rows = related(index, row)
    return frozenset(word for word in words if any(word in _sentence(index, at) for at in _holding(index, word, rows)))


@lru_cache(maxsize=1024)
def related(index: Index, row: int) -> tuple[int, ...]:
    """In order, without the chunk itself."""
    name, scopes = own_name(index.text("symbol", row)), index.values("scopes", row)
    found = {*_defining(index, name), *_calling(index, name)}
    found.update(*(_defining(index, call) for call in index.values("calls", row)))
    found |= {at for at in _defining(index, own_name(scopes[-1])) if _same_file(index, at, row)} if scopes else set()
    return tuple(sorted(found - {row}))


@lru_cache(maxsize=4096)
def _defining(index: Index, name: str) -> tuple[int, ...]:
    rows = [at for at in _with_name(index, index.name, name) if own_name(index.text("symbol", at)) == name]
    return tuple(rows) if len(rows) <= MOST_DEFINITIONS else ()


@lru_cache(maxsize=4096)
def _calling(index: Index, name: str) -> tuple[int, ...]:
    if not _defining(index, name):
        return ()
    rows = [at for at in _with_name(index, index.body, name) if name in index.values("calls", at)]
    return tuple(rows) if len(rows) <= MOST_DEFINITIONS else ()


def _with_name(index: Index, field: Field, name: str) -> Sequence[int]:
    """The chunks that hold a name, and those that hold one of the same words; none of a name that stands everywhere."""
    pieces, whole = identifier_words(name)
    term = index.terms.find(whole or pieces[0]) if pieces else -1
    rows = _documents(field, term)
    return rows.tolist() if len(rows) <= MOST_LOOKED_AT else ()


def _holding(index: Index, word: str, rows: Sequence[int]) -> list[int]:
    """Of these chunks those that hold the word anywhere: only their sentences need be read."""
    among, asked = _documents(index.body, index.terms.find(word)), np.array(rows, np.int64)
    if not len(among) or not len(asked):
        return []
    place = np.minimum(np.searchsorted(among, asked), len(among) - 1)
    found: list[int] = asked[among[place] == asked].tolist()
    return found


def _documents(field: Field, term: int) -> np.ndarray:
    return field.documents[field.starts[term] : field.starts[term + 1]] if term >= 0 else field.documents[:0]


@lru_cache(maxsize=4096)
def _sentence(index: Index, row: int) -> frozenset[str]:
    return frozenset(content(said(index, row)))


def _same_file(index: Index, one: int, other: int) -> bool:
    return bool(index.file_of[one] == index.file_of[other])
