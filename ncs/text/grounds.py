"""What the words of a sentence about a chunk may rest on: what a reader can look up.

That is the chunk itself, the outline of its file (what else is defined there, with what signatures), and what people
say of the chunks that it is joined to in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from ncs.text.explainable import Place, identifiers
from ncs.text.tokenizer import STOPWORDS, parts, stem

Heard = Callable[[Collection[str]], frozenset[str]]


class Grounds(NamedTuple):
    own: frozenset[str]  # stems of all words of the chunk, its path and its scopes
    around: frozenset[str]  # those of its file's outline
    heard: Heard  # stems -> those of them that stand in sentences about what the chunk is joined to


def grounds(place: Place, around: frozenset[str], heard: Heard) -> Grounds:
    texts = (place.path, place.symbol, place.signature, place.body, *place.calls, *place.scopes)
    return Grounds(stems(identifiers(*texts)), around, heard)


def content(words: Sequence[str]) -> list[str]:
    """The stems of the words that say something."""
    found = [part for word in words for part in parts(word)]
    return [stem(word) for word in found if len(word) > 1 and word not in STOPWORDS]


def stems(words: Iterable[str]) -> frozenset[str]:
    """Of all parts of these words."""
    return frozenset(stem(part) for word in words for part in parts(word))
