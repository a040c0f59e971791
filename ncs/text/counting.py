"""Counting the words of chunks, for lexical search and for the encoder.

Identifiers are counted whole and split into words afterwards, all of a file at once: each is split only once,
however often it stands there.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np

from ncs.ragged import Rows
from ncs.strings import Numbers
from ncs.text.tokenizer import KIND_ID, identifier_words, identifiers
from ncs.text.tokens import Tokens
from ncs.types import KINDS, Chunk


class Counting:
    """Counts the identifiers of text after text, each by the kind of text it stands in."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._here: dict[str, list[str]] = {}
        self._token, self._kind, self._count, self._ends = array("q"), bytearray(), array("f"), array("q", [0])

    def add(self, text: str, kind: str) -> None:
        """A part of the text at hand."""
        self._here.setdefault(kind, []).append(text)

    def end(self) -> None:
        """The text at hand has no more parts."""
        for kind in KINDS:
            if kind in self._here:
                found = Counter(identifiers("\n".join(self._here[kind])))
                self._token.extend(map(self._numbers.__getitem__, found))
                self._kind.extend(bytes([KIND_ID[kind]]) * len(found))
                self._count.extend(found.values())
        self._ends.append(len(self._token))
        self._here.clear()

    def identifiers(self) -> Tokens:
        return Tokens(
            list(self._numbers),
            np.array(self._token, np.int64),
            np.frombuffer(bytes(self._kind), np.uint8),
            np.array(self._count, np.float32),
            np.array(self._ends, np.int64),
        )


def of_chunks(chunks: Sequence[Chunk]) -> Tokens:
    """All that is known of each chunk: its text by region, its names and its path."""
    counting = Counting()
    for chunk in chunks:
        position = 0
        for start, end, kind in chunk.regions:
            counting.add(chunk.text[position:start], "code")
            counting.add(chunk.text[start:end], kind)
            position = end
        counting.add(chunk.text[position:], "code")
        counting.add(" ".join((*chunk.scopes, *chunk.defines)) or chunk.symbol, "name")
        counting.add(chunk.path, "path")
        counting.end()
    return counting.identifiers()


def split(found: Tokens) -> tuple[Tokens, Tokens]:
    """Identifiers to their words, stemmed, and to the wholes of those that have several parts."""
    read = [identifier_words(identifier) for identifier in found.names]
    return _replaced(found, [parts for parts, _ in read]), _replaced(found, [(w,) if w else () for _, w in read])


def _replaced(found: Tokens, meaning: Sequence[tuple[str, ...]]) -> Tokens:
    """Each name replaced by others, none or several; what becomes equal is counted together."""
    numbers = Numbers()
    values = np.fromiter(map(numbers.__getitem__, chain.from_iterable(meaning)), np.int64)
    ends = np.fromiter(accumulate(map(len, meaning), initial=0), np.int64, len(meaning) + 1)
    return found.replaced(list(numbers), Rows(values, ends)).merged()


def of_passage(text: str) -> Tokens:
    """The words of a pasted piece of code or prose, counted like the code it is compared with."""
    counting = Counting()
    counting.add(text, "code")
    counting.end()
    return split(counting.identifiers())[0]
