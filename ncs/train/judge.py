"""Held-out questions, and how well a model answers them: what decides whether new weights are kept.

They are made from the repository itself: what the newest commits say of the code they changed, and what is said of one
documented chunk in ten. Learning sees neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.text.tokens import Tokens, join
from ncs.train.examples import SAID, Example
from ncs.types import Chunk

ONE_IN = 10  # commits, newest first, and documented chunks
FEWEST = 8  # questions: fewer tell nothing
MOST_QUESTIONS, MOST_CHUNKS = 400, 4000


class Split(NamedTuple):
    learned: list[Example]
    held_out: list[Example]


def split(
    found: Sequence[Example], changed: Sequence[Example], commits: Sequence[str], chunks: Sequence[Chunk]
) -> Split:
    """Examples of chunks, and those of commits, newest first, as their ids lie beside them."""
    newest = list(dict.fromkeys(commits))
    late = set(newest[: len(newest) // ONE_IN])
    drawn = {row for row, chunk in enumerate(chunks) if _drawn(chunk)}
    described = [(example, example.level == 2 and example.chunk in drawn) for example in found]
    told = [(example, commit in late) for example, commit in zip(changed, commits, strict=True)]
    pairs = [*described, *told]
    held_out = [example for example, held in pairs if held and example.chunk < len(chunks)]
    return Split([example for example, held in pairs if not held], held_out)


def _drawn(chunk: Chunk) -> bool:
    """By path and name, so that a chunk stays on its side when others come or go."""
    return crc32(f"{chunk.path} {chunk.symbol}".encode("utf-8", "surrogateescape")) % ONE_IN == 0


class Judge:
    """Asks held-out questions of chunks that are shown without what is said of them."""

    def __init__(self, tokens: Tokens, held_out: Sequence[Example]) -> None:
        self.asked = [held_out[i] for i in _evenly(len(held_out), MOST_QUESTIONS)]
        answers = {example.chunk for example in self.asked}
        rows = np.array(sorted(answers | set(_evenly(len(tokens), MOST_CHUNKS))), np.int64)
        self.tokens = tokens.without(SAID).take(rows)
        self.right = np.searchsorted(rows, [example.chunk for example in self.asked])

    def __len__(self) -> int:
        return len(self.asked)

    def score(self, model: Model, mix: Sequence[float]) -> float:
        """Mean reciprocal rank of the right chunk by the levels mixed."""
        questions = join([tokens_of_question(model.shape.preset, example.question) for example in self.asked])
        asked, held = model.embed(questions), model.embed(self.tokens)
        cosines = sum(share * q @ c.T for share, q, c in zip(mix, asked, held, strict=True))
        own = cosines[np.arange(len(self.right)), self.right][:, None]
        better, equal = (cosines > own).sum(1), (cosines == own).sum(1) - 1
        return float((1.0 / (1.0 + better + equal / 2)).mean())


def _evenly(count: int, most: int) -> list[int]:
    return list(range(count)) if count <= most else [i * count // most for i in range(most)]
