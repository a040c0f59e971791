"""Examples as pairs of token bags: each question beside its answer, shown without what the question was made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.strings import Numbers
from ncs.text.tokens import Tokens, join
from ncs.train.examples import FEWEST_WORDS, SAID, SOURCES, Example
from ncs.types import Chunk


class Pairs(NamedTuple):
    """Questions and their answers, row by row."""

    questions: Tokens
    answers: Tokens
    identity: np.ndarray  # [N] equal where questions are equal
    chunk: np.ndarray  # [N] equal where answers are equal
    beside: Tokens  # chunks, file by file, without what is said of them:
    first: np.ndarray  # [N] from which on they are of the answer's file,
    last: np.ndarray  # [N] and up to which, without it


class Answers:
    """Chunks as rows of the token table, by what of them is hidden."""

    def __init__(self, model: Model, tokens: Tokens, files: np.ndarray) -> None:
        """files [N]: ascending numbers, equal where chunks are of one file."""
        self.model, self.files = model, files
        ways = dict.fromkeys(kinds for _, kinds in SOURCES.values())
        shown = {kinds: tokens.without(kinds) for kinds in ways}
        self.words = {kinds: np.diff(rest.ends) for kinds, rest in shown.items()}
        self.read = {kinds: model.read(rest) for kinds, rest in shown.items()}

    def says_enough(self, example: Example) -> bool:
        """Whether something is left of the answer once it is hidden what the question was made of."""
        return bool(self.words[SOURCES[example.source][1]][example.chunk] >= FEWEST_WORDS)

    def pairs(self, found: Sequence[Example]) -> Pairs:
        """In the order of the ways in which their answers are shown."""
        ways = list(self.read)
        found = sorted(found, key=lambda example: ways.index(SOURCES[example.source][1]))
        numbers = Numbers()
        chunk = np.array([example.chunk for example in found], np.int64)
        asked = join([tokens_of_question(self.model.shape.preset, example.question) for example in found])
        laid = [
            read.take([example.chunk for example in found if SOURCES[example.source][1] == kinds])
            for kinds, read in self.read.items()
        ]
        return Pairs(
            self.model.read(asked),
            join(laid),
            np.array([numbers[example.question] for example in found], np.int64),
            chunk,
            self.read[SAID],
            *stretch(self.files, self.files[chunk]),
        )


def stretch(files: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the chunks of each wanted file begin and end."""
    return np.searchsorted(files, wanted), np.searchsorted(files, wanted, "right")


def files_of(chunks: Sequence[Chunk], gone: int) -> np.ndarray:
    """The number of each chunk's file; of code that is gone, each piece has one of its own."""
    paths = Numbers()
    numbered = [paths[chunk.path] for chunk in chunks]
    return np.array([*numbered, *range(len(paths), len(paths) + gone)], np.int64)
