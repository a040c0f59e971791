"""Which of a chunk's calls are worth naming: those of what the repository itself defines, the rarest names first."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np

from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search.inline import is_of_tests
from ncs.text.explainable import own_name
from ncs.text.tokenizer import identifier_words
from ncs.text.ubiquitous import COMMON, SCAFFOLD

MOST_NAMES = 5  # parameters, calls or keys that are named
FEWEST_OWN = 2  # calls of what the repository defines that say enough without `len` and `print`
LOOKED_AT = 256  # places where the words of a name stand in names; a word of more is no name to tell


def calls(index: Index, row: int, but: Collection[str] = ()) -> list[str]:
    """In order: what the repository defines, and what all code calls only if that is too little."""
    passed = {*but, *COMMON, *(SCAFFOLD if is_of_tests(index)[row] else ())}
    called = [call for call in index.values("calls", row) if call not in passed]
    own = [call for call in called if is_defined(index, call)]
    return rarest(index, own) if len(own) >= FEWEST_OWN else filled(called, own)


def filled(names: list[str], own: list[str]) -> list[str]:
    """Some of the names, in order: the repository's own, and of the others the first."""
    others = [name for name in names if name not in own][: max(0, MOST_NAMES - len(own))]
    return [name for name in names if name in own or name in others]


def rarest(index: Index, names: list[str]) -> list[str]:
    """As many as are named, in their order."""
    if len(names) <= MOST_NAMES:
        return names
    order = sorted(range(len(names)), key=lambda i: (-_telling(index, names[i]), i))[:MOST_NAMES]
    return [names[i] for i in sorted(order)]


def _telling(index: Index, name: str) -> float:
    return max((rarity(index, word) for word in identifier_words(name)[0]), default=0.0)


def rarity(index: Index, word: str) -> float:
    """How telling a stem is, by how many chunks hold it."""
    term = index.terms.find(word)
    spread = int(index.body.starts[term + 1] - index.body.starts[term]) if term >= 0 else len(index)
    return float(np.log((len(index) + 1) / max(1, spread)))


@lru_cache(maxsize=4096)
def is_defined(index: Index, name: str) -> bool:
    """Whether a chunk defines this very name."""
    rows = found(index, index.name, name)
    if len(rows) > LOOKED_AT:
        return False
    return any(name == own_name(index.text("symbol", row)) or name in index.values("defines", row) for row in rows)


def found(index: Index, field: Field, name: str) -> list[int]:
    """Where a field holds all words of a name."""
    rows = None
    for word in identifier_words(name)[0]:
        term = index.terms.find(word)
        held = field.documents[field.starts[term] : field.starts[term + 1]] if term >= 0 else field.documents[:0]
        rows = held if rows is None else np.intersect1d(rows, held)
    return [] if rows is None else [int(row) for row in rows]
