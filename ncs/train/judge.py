"""Held-out questions, and how well a model answers them: what decides whether new weights are kept.

They are made from the repository itself: what the newest commits say of the code they changed, and what is said of one
chunk in ten. Learning sees neither.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.source.secrets import redact
from ncs.text.tokens import Tokens, join
from ncs.train.examples import SAID, Example
from ncs.types import Chunk

ONE_IN = 10  # commits, newest first, and documented chunks
SURE = 1.1  # standard errors that a gain must reach: one question of many, answered better alone, gains just one
WORTH = 0.01  # and its size: weights that learned nothing true can move many questions surely, but little (LOG.md)
FEWEST = 8  # questions: fewer tell nothing
MOST_QUESTIONS, MOST_CHUNKS = 400, 4000
ASKED = ("docstring", "comment", "document", "test", "commit")  # not headers: they stand in what they are asked of
SHORT = 12  # digits of a commit's id: enough to tell a repository's apart
MOST_REMEMBERED = 200  # questions of held-out commits

Remembered = list[str]  # a question, and the path and symbol of the chunk that answers it


class Split(NamedTuple):
    learned: list[Example]
    held_out: list[Example]


def newest_tenth(commits: Sequence[str]) -> list[str]:
    """The ids, shortened, of the commits that are held out; commits come newest first and may repeat."""
    newest = list(dict.fromkeys(commits))
    return [commit[:SHORT] for commit in newest[: len(newest) // ONE_IN]]


def is_held(commit: str, held: Collection[str]) -> bool:
    return commit[:SHORT] in held


def is_drawn(chunk: Chunk) -> bool:
    """Whether what is said of a chunk is held out: by path and name, so that it stays on its side when others come or
    go."""
    return drawn(f"{chunk.path} {chunk.symbol}")


def drawn(text: str) -> bool:
    return crc32(text.encode("utf-8", "surrogateescape")) % ONE_IN == 0


def split(
    found: Sequence[Example],
    changed: Sequence[Example],
    commits: Sequence[str],
    chunks: Sequence[Chunk],
    held: Collection[str],
) -> Split:
    """Examples of chunks, and those of commits, as their ids lie beside them; held: ids of the commits held out."""
    chosen = {row for row, chunk in enumerate(chunks) if is_drawn(chunk)}
    described = [(example, example.chunk in chosen) for example in found]
    told = [(example, is_held(commit, held)) for example, commit in zip(changed, commits, strict=True)]
    pairs = [*described, *told]
    held_out = [example for example, out in pairs if out and example.source in ASKED and example.chunk < len(chunks)]
    return Split([example for example, out in pairs if not out], held_out)


def remembered(asked: Iterable[Example], chunks: Sequence[Chunk]) -> list[Remembered]:
    """As many as are remembered, the first ones. Code that is gone is not asked for."""
    there = islice((one for one in asked if one.chunk < len(chunks)), MOST_REMEMBERED)
    return [[redact(one.question)[0], chunks[one.chunk].path, chunks[one.chunk].symbol] for one in there]


class Judge:
    """Asks held-out questions of chunks that are shown without what is said of them."""

    def __init__(self, tokens: Tokens, held_out: Sequence[Example]) -> None:
        self.asked = [held_out[i] for i in evenly(len(held_out), MOST_QUESTIONS)]
        answers = np.array([example.chunk for example in self.asked], np.int64)
        self.rows = shown(answers, len(tokens))
        self.tokens = tokens.without(SAID).take(self.rows)
        self.right = np.searchsorted(self.rows, answers)
        self.told = np.array([example.source == "commit" for example in self.asked], bool)  # by a commit

    def __len__(self) -> int:
        return len(self.asked)

    def told_of(self, chunks: Sequence[Chunk]) -> list[Remembered]:
        """What commits ask of these chunks, newest first, as an index remembers it for its updates."""
        return remembered((example for example in self.asked if example.source == "commit"), chunks)

    def ranks(self, model: Model, mix: Sequence[float]) -> np.ndarray:
        """[Q] reciprocal rank of the right chunk by the levels mixed."""
        if not self.asked:
            return np.zeros(0)
        asked, held = self._asked(model), model.embed(self.tokens)
        return reciprocal_ranks(cosines(asked, held, mix), self.right)

    def ranks_of_files(
        self, model: Model, mix: Sequence[float], files: np.ndarray, beside: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """[Q] reciprocal rank of the right file by its best chunk, and by that with a vector for each file beside it.

        files: that of each chunk shown, ascending; beside [F,D]: at the last level."""
        asked, held = self._asked(model), model.embed(self.tokens)
        best, which = best_of_files(cosines(asked, held, mix), files)
        right = np.searchsorted(which, files[self.right])
        return reciprocal_ranks(best, right), reciprocal_ranks(best + asked[-1] @ beside[which].T, right)

    def _asked(self, model: Model) -> np.ndarray:
        return model.embed(join([tokens_of_question(model.shape.preset, example.question) for example in self.asked]))


def best_of_files(scores: np.ndarray, files: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[Q,N] scores of chunks, [N] the file of each, ascending -> [Q,F] the best of each file, [F] which they are."""
    first = np.flatnonzero(np.diff(files, prepend=-1))
    return np.maximum.reduceat(scores, first, axis=1), files[first]


def cosines(asked: np.ndarray, held: np.ndarray, mix: Sequence[float]) -> np.ndarray:
    """[3,Q,D], [3,N,D] -> [Q,N], the levels mixed."""
    return np.asarray(sum(share * q @ c.T for share, q, c in zip(mix, asked, held, strict=True)))


def reciprocal_ranks(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """[Q,N] scores and the right column of each row -> [Q]; a tie counts half."""
    own = scores[np.arange(len(right)), right][:, None]
    better, equal = (scores > own).sum(1), (scores == own).sum(1) - 1
    return np.asarray(1.0 / (1.0 + better + equal / 2))


def mean(ranks: np.ndarray) -> float:
    return round(float(ranks.mean()), 4) if len(ranks) else 0.0


def surely_better(after: np.ndarray, before: np.ndarray) -> bool:
    """Whether the same questions are answered better by more than chance would have it: weights that learned nothing
    true also answer some questions better and some worse."""
    if len(before) < 2:
        return False
    gain = after - before
    return bool(gain.mean() > max(WORTH, SURE * standard_error(gain)))


def standard_error(values: np.ndarray) -> float:
    """Of their mean; at least two values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def shown(answers: np.ndarray, chunks: int) -> np.ndarray:
    """The chunks that questions are asked of: all that answer one, and others, evenly spread."""
    return np.union1d(answers, np.array(evenly(chunks, MOST_CHUNKS), np.int64))


def evenly(count: int, most: int) -> list[int]:
    return list(range(count)) if count <= most else [i * count // most for i in range(most)]
