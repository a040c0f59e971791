"""What is said of the chunks nearest to a chunk, as words that its own explanation may be made of.

Repositories repeat their sentences: an implementation says what its interface says, a setter what its getter says with
another noun. So the decoder is shown the sentences of the nearest documented chunks word by word, each word with how
near its chunk is and whether it can hold here too: it stands in this chunk as well, it is the neighbour's own and so
likely to be replaced, or it is of the language only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ncs.text.explainable import MOST
from ncs.text.tokenizer import identifier_words, parts, stem, subwords

NEIGHBOURS = 3  # whose sentences are shown
ROOM = 20  # words of each
COSINE = 0.07  # what a cosine foretells of how well a neighbour's sentence fits (LOG.md)
FACE = (0.2, 0.17, 0.4)  # and what equal names, signatures and words do
PLACES = MOST + NEIGHBOURS * ROOM

_NEARNESS = (("twin", 0.9), ("near", 0.7), ("far", -1.0))  # cosine from which on
_USES = ("shared", "theirs", "said")
ROLES = tuple(f"{nearness} {use}" for nearness, _ in _NEARNESS for use in _USES)


class Word(NamedTuple):
    """A word that a sentence may copy."""

    text: str
    role: str
    place: int  # below PLACES; the chunk's own words are below MOST


class Face(NamedTuple):
    """What a definition is made of."""

    name: frozenset[str]  # stems
    signature: frozenset[str]  # stems
    words: frozenset[str]


def face(name: str, signature: str, words: Iterable[str]) -> Face:
    return Face(frozenset(identifier_words(name)[0]), frozenset(subwords(signature)), frozenset(words))


def likeness(cosine: float, a: Face, b: Face) -> float:
    """How near two chunks are: by meaning, and by the words that they share (Jaccard)."""
    shared = (len(one & two) / max(1, len(one | two)) for one, two in zip(a, b, strict=True))
    return COSINE * cosine + sum(weight * share for weight, share in zip(FACE, shared, strict=True))


class Neighbour(NamedTuple):
    likeness: float
    cosine: float  # of its chunk and this one
    said: Sequence[str]  # its sentence
    words: Iterable[str]  # of its chunk, the sentence left out
    name: str  # of what its chunk defines


class Offer(NamedTuple):
    """A sentence from elsewhere."""

    words: tuple[str, ...]
    likeness: float  # of what it is said of


def with_neighbours(own: Sequence[tuple[str, str]], neighbours: Sequence[Neighbour]) -> list[Word]:
    """own: a chunk's words with their roles. Its words at their places, then the neighbours' at theirs."""
    found = [Word(word, role, place) for place, (word, role) in enumerate(own)]
    here = {stem(word) for word, _ in own}
    for number, neighbour in enumerate(neighbours[:NEIGHBOURS]):
        first, near = MOST + number * ROOM, _nearness(neighbour.cosine)
        there = {stem(word) for word in neighbour.words}
        for place, word in enumerate(neighbour.said[:ROOM], first):
            root = stem(word)
            use = "shared" if root in here else "theirs" if root in there else "said"
            found.append(Word(word, f"{near} {use}", place))
    return found


def offer(neighbours: Sequence[Neighbour], name: str) -> Offer | None:
    """The nearest neighbour's sentence as it could be said of a chunk with this name; none that stutters."""
    said = (Offer(renamed(neighbour.said, neighbour.name, name), neighbour.likeness) for neighbour in neighbours)
    return next((one for one in said if not stutters(one.words)), None)


def stutters(words: Sequence[str]) -> bool:
    """Whether some words are said twice in a row, as in "the map event map event"."""
    return any(
        words[i : i + n] == words[i + n : i + 2 * n]
        for n in range(1, len(words) // 2 + 1)
        for i in range(len(words) - 2 * n + 1)
    )


def renamed(said: Sequence[str], theirs: str, ours: str) -> tuple[str, ...]:
    """A neighbour's sentence with the part of its name that ours has another for.

    Example: "gives the width of a box", "read_width" and "read_height" -> gives the height of a box"""
    before, after = _difference(parts(theirs), parts(ours))
    words, found = list(said), 0
    while before and after and found <= len(words) - len(before):
        if words[found : found + len(before)] == before:
            words[found : found + len(before)] = after
            found += len(after)
        else:
            found += 1
    return tuple(words)


def _difference(a: Sequence[str], b: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is left of two names without the parts that they begin and end with alike; nothing if they share none."""
    first = 0
    while first < min(len(a), len(b)) and a[first] == b[first]:
        first += 1
    last = 0
    while last < min(len(a), len(b)) - first and a[-1 - last] == b[-1 - last]:
        last += 1
    return (list(a[first : len(a) - last]), list(b[first : len(b) - last])) if first + last else ([], [])


def _nearness(cosine: float) -> str:
    return next(name for name, least in _NEARNESS if cosine >= least)
