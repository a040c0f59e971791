"""Commits as examples: what was said of a change, with the chunk that holds the changed code today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ncs.source.patches import Hunk
from ncs.text.counting import Counting, split
from ncs.text.tokens import Tokens, join
from ncs.train.examples import Example
from ncs.train.history import Told
from ncs.types import Chunk

SHORTEST_LINE = 8  # characters: shorter ones stand everywhere
SHARE_LEFT = 0.4  # of a hunk's lines: a chunk with fewer of them is not what was changed then


class Changes(NamedTuple):
    """Examples from commits, newest first. Rows from `first` on are those of code that is gone since."""

    examples: list[Example]
    commits: list[str]  # beside examples
    gone: Tokens


def words_of_hunk(hunk: Hunk) -> Tokens:
    """A changed stretch as words: what a chunk's would be if the code around it were known."""
    counting = Counting()
    counting.add(hunk.text, "code")
    counting.add(hunk.inside, "name")
    counting.add(hunk.path, "path")
    counting.end()
    return split(counting.identifiers())[0]


def changes(history: Iterable[Told], chunks: Sequence[Chunk], first: int) -> Changes:
    """Code that is gone since still says what the words of its commit mean: it gets a row of its own."""
    homes = Homes(chunks)
    found: list[Example] = []
    commits: list[str] = []
    gone: list[Tokens] = []
    for change in history:
        row = homes.of(change.hunk)
        if row is None:
            row = first + len(gone)
            gone.append(words_of_hunk(change.hunk))
        found.append(Example("commit", row, change.said))
        commits.append(change.commit)
    return Changes(found, commits, join(gone))


class Homes:
    """Where the lines of the repository stand today."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        self.rows: dict[str, list[int]] = {}
        self.known: dict[str, dict[str, list[int]]] = {}
        for row, chunk in enumerate(chunks):
            self.rows.setdefault(chunk.path, []).append(row)

    def _lines(self, path: str) -> dict[str, list[int]]:
        """Line -> the chunks of one file that hold it."""
        if path not in self.known:
            lines = self.known[path] = {}
            for row in self.rows.get(path, ()):
                for line in _telling(self.chunks[row].text):
                    lines.setdefault(line, []).append(row)
        return self.known[path]

    def of(self, hunk: Hunk) -> int | None:
        """The chunk of the same file that holds most of a hunk's lines, if it holds enough of them."""
        of_file = self._lines(hunk.path)
        lines = _telling(hunk.text)
        votes: dict[int, int] = {}
        for line in lines:
            for row in of_file.get(line, ()):
                votes[row] = votes.get(row, 0) + 1
        best = max(votes, key=lambda row: (votes[row], -row), default=None)
        return best if best is not None and votes[best] >= SHARE_LEFT * len(lines) else None


def _telling(text: str) -> set[str]:
    return {line for line in map(str.strip, text.split("\n")) if len(line) >= SHORTEST_LINE}
