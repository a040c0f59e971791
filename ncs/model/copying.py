"""Source words as symbols: a word that can be written keeps its number, the others are numbered by their slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ncs.model.decoder import UNKNOWN


def source_symbols(words: Iterable[str], written: Mapping[str, int], size: int) -> list[int]:
    """The symbol of each of S source words: below `size` (W) it can be written too, from there on only copied. A word
    that stands in several slots has the symbol of the first."""
    found: dict[str, int] = {}
    return [found.setdefault(word, written.get(word, size + slot)) for slot, word in enumerate(words)]


def target_symbols(
    words: Iterable[str], source: Iterable[str], symbols: Iterable[int], written: Mapping[str, int]
) -> list[int]:
    """A sentence as symbols: as its source words have them, else as they are written, else UNKNOWN."""
    known = dict(zip(source, symbols, strict=True))
    return [known.get(word, written.get(word, UNKNOWN)) for word in words]
