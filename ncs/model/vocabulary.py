"""Words to rows of the token table. A word that is not in it is read as pieces that are, and as itself.

Example: with the words `auth`, `handl` and `er`, "authhandler" is read as auth + handl + er, and as one of
the rows behind the words' own that unknown words share by their hash (Tito Svenstrup et al. 2017,
arXiv 1709.03933): so a name that only one project uses still equals itself and nothing else.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from ncs.ragged import Rows
from ncs.strings import Strings

SHORTEST_PIECE = 3  # shorter pieces mean nothing on their own
MOST_PIECES = 6
MANY = 1000  # words: for more, reading the whole list once is cheaper than a bisection for each


class Vocabulary:
    """Rows of words in a list sorted by bytes; `buckets` rows behind them are shared by unknown words."""

    def __init__(self, words: Strings, buckets: int = 0) -> None:
        self.words = words
        self.buckets = buckets
        self._known: dict[str, tuple[int, ...]] = {}
        self._find: Callable[[str], int] = words.find

    def __len__(self) -> int:
        """Rows that the token table needs."""
        return len(self.words) + self.buckets

    def remember_all(self) -> None:
        """Look every word up once and for all: worth it before a whole corpus is read."""
        if not self._known:
            rows = {word: row for row, word in enumerate(self.words)}
            self._find = lambda word: rows.get(word, -1)

    def meaning(self, words: Sequence[str]) -> Rows:
        """The rows of many words."""
        if len(words) > MANY:
            self.remember_all()
        values, ends = array("q"), array("q", [0])
        for word in words:
            values.extend(self.rows(word))
            ends.append(len(values))
        return Rows(np.array(values, np.int64), np.array(ends, np.int64))

    def rows(self, word: str) -> tuple[int, ...]:
        """The row of a word, or those of its pieces, or () if nothing of it is known."""
        found = self._known.get(word)
        if found is None:
            row = self._find(word)
            found = (row,) if row >= 0 else (*self._pieces(word), *self._bucket(word))
            self._known[word] = found
        return found

    def _bucket(self, word: str) -> tuple[int, ...]:
        if not self.buckets:
            return ()
        return (len(self.words) + crc32(word.encode("utf-8", "surrogateescape")) % self.buckets,)

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Greedy longest match from the left; characters that start no piece are passed over."""
        found: list[int] = []
        start = 0
        while start <= len(word) - SHORTEST_PIECE and len(found) < MOST_PIECES:
            end, row = self._longest(word, start)
            if row >= 0:
                found.append(row)
            start = end
        return tuple(found)

    def _longest(self, word: str, start: int) -> tuple[int, int]:
        for end in range(len(word), start + SHORTEST_PIECE - 1, -1):
            row = self._find(word[start:end])
            if row >= 0:
                return end, row
        return start + 1, -1
