"""The tokens of many texts as flat arrays: which stands in what kind of text, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ncs.ragged import Rows, expand, positions
from ncs.strings import Numbers
from ncs.text.tokenizer import KIND_ID
from ncs.types import KINDS


@dataclass(frozen=True, slots=True)
class Tokens:
    """Text n owns the entries ends[n] up to ends[n + 1], in the order in which they came: so what is made of a
    text never depends on the texts beside it."""

    names: Sequence[str]  # of the tokens, once each; empty where a token is its own number
    token: np.ndarray  # [T] int64
    kind: np.ndarray  # [T] uint8, index into types.KINDS
    count: np.ndarray  # [T] float32: how often; of characters their share
    ends: np.ndarray  # [N+1] int64, begins with 0

    @classmethod
    def once(cls, names: Sequence[str], kind: str) -> Tokens:
        """One text that holds each of these once."""
        size = len(names)
        kinds = np.full(size, KIND_ID[kind], np.uint8)
        return cls(names, np.arange(size), kinds, np.ones(size, np.float32), np.array([0, size], np.int64))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def owner(self) -> np.ndarray:
        """[T] which text each entry is of."""
        return np.repeat(np.arange(len(self)), np.diff(self.ends))

    def take(self, texts: Sequence[int] | np.ndarray) -> Tokens:
        places, ends = positions(self.ends, np.asarray(texts, np.int64))
        return self._at(places, ends)

    def without(self, kinds: Iterable[str]) -> Tokens:
        """The entries that stand in other kinds of text."""
        shown = ~np.isin(self.kind, [KIND_ID[kind] for kind in kinds])
        return self._at(np.flatnonzero(shown), np.concatenate([np.zeros(1, np.int64), np.cumsum(shown)])[self.ends])

    def replaced(self, names: Sequence[str], meaning: Rows) -> Tokens:
        """Each token replaced by the tokens of its row in `meaning`, none or several, with its kind and count."""
        laid, origin = expand(Rows(self.token, self.ends), meaning)
        return Tokens(names, laid.values, self.kind[origin], self.count[origin], laid.ends)

    def merged(self) -> Tokens:
        """Entries of one text that have token and kind in common become one, where the first of them stood."""
        if not len(self.token):
            return self
        size = max(len(self.names), int(self.token.max()) + 1)
        key = (self.owner() * len(KINDS) + self.kind) * size + self.token
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        first = order[starts]
        back = np.argsort(first)
        merged = self._at(first[back], np.searchsorted(first[back], self.ends))
        return replace(merged, count=np.add.reduceat(self.count[order], starts)[back])

    def _at(self, places: np.ndarray, ends: np.ndarray) -> Tokens:
        return Tokens(self.names, self.token[places], self.kind[places], self.count[places], ends)


def join(parts: Sequence[Tokens]) -> Tokens:
    """Texts behind texts, with one numbering of their names."""
    numbers = Numbers()
    tokens = [np.zeros(0, np.int64)]
    for part in parts:
        known = np.fromiter(map(numbers.__getitem__, part.names), np.int64, len(part.names))
        tokens.append(known[part.token] if len(part.names) else part.token)
    first = np.cumsum([0, *(len(part.token) for part in parts)])
    ends = [part.ends[1:] + offset for part, offset in zip(parts, first, strict=False)]
    return Tokens(
        list(numbers),
        np.concatenate(tokens),
        np.concatenate([np.zeros(0, np.uint8), *(part.kind for part in parts)]),
        np.concatenate([np.zeros(0, np.float32), *(part.count for part in parts)]),
        np.concatenate([np.zeros(1, np.int64), *ends]),
    )
