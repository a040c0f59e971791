"""Words to rows of the token table. A word that is not in it is read as pieces that are.

Example: with the words `auth`, `handl` and `er`, "authhandler" is read as auth + handl + er.
"""

from __future__ import annotations

from ncs.strings import Strings

SHORTEST_PIECE = 3  # shorter pieces mean nothing on their own
MOST_PIECES = 6


class Vocabulary:
    """Rows of words in a list sorted by bytes."""

    def __init__(self, words: Strings) -> None:
        self.words = words
        self._known: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.words)

    def remember_all(self) -> None:
        """Look every word up once and for all: worth it before a whole corpus is read."""
        self._known = {word: (row,) for row, word in enumerate(self.words)}

    def rows(self, word: str) -> tuple[int, ...]:
        """The row of a word, or those of its pieces, or () if nothing of it is known."""
        found = self._known.get(word)
        if found is None:
            row = self.words.find(word)
            found = (row,) if row >= 0 else self._pieces(word)
            self._known[word] = found
        return found

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
            row = self.words.find(word[start:end])
            if row >= 0:
                return end, row
        return start + 1, -1
