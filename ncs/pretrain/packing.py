"""Chunks, questions and sentences of one repository packed into flat arrays, words by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from ncs.model.decoder import ROLES
from ncs.ragged import Rows
from ncs.strings import Numbers, Strings
from ncs.text.tokenizer import question_words
from ncs.text.tokens import Tokens
from ncs.train.examples import NUMBER, Example


class Ragged:
    """Rows of different length, laid end to end."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.ends: list[int] = [0]

    def add(self, row: Iterable[int]) -> None:
        self.values.extend(row)
        self.ends.append(len(self.values))

    def rows(self) -> Rows:
        return Rows(np.array(self.values, np.int64), np.array(self.ends, np.int64))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        return {name: np.array(self.values, np.uint32), f"{name}.ends": np.array(self.ends, np.uint32)}


class Packer:
    """Collects; `arrays` gives it all."""

    def __init__(self) -> None:
        self.words, self.surface = Numbers(), Numbers()
        self.chunk, self.question, self.target, self.source = Ragged(), Ragged(), Ragged(), Ragged()
        self.kinds: list[int] = []
        self.counts: list[int] = []
        self.roles: list[int] = []
        self.sources: list[int] = []
        self.answers: list[int] = []
        self.told: list[int] = []  # the chunk of each sentence

    def add_chunks(self, tokens: Tokens) -> int:
        """Words of chunks; the row of the first."""
        names, bounds = tokens.names, tokens.ends.tolist()
        words = [names[token] for token in tokens.token.tolist()]
        first = len(self.chunk.ends) - 1
        for start, end in pairwise(bounds):
            self.chunk.add(self.words[word] for word in words[start:end])
        self.kinds.extend(tokens.kind.tolist())
        self.counts.extend(tokens.count.astype(int).tolist())
        return first

    def add_example(self, example: Example) -> None:
        asked = [self.words[word] for word in question_words(example.question)]
        if asked:
            self.question.add(asked)
            self.sources.append(NUMBER[example.source])
            self.answers.append(example.chunk)

    def add_sentence(self, chunk: int, target: Iterable[str], source: Iterable[tuple[str, str]]) -> None:
        self.target.add(self.surface[word] for word in target)
        source = list(source)
        self.source.add(self.surface[word] for word, _ in source)
        self.roles.extend(ROLES.index(role) for _, role in source)
        self.told.append(chunk)

    def tally(self) -> dict[str, int]:
        """How many examples of each source."""
        counts = Counter(self.sources)
        return {source: counts[number] for source, number in NUMBER.items() if counts[number]}

    def arrays(self) -> dict[str, np.ndarray]:
        arrays = self.chunk.arrays("chunk") | self.question.arrays("question")
        arrays |= self.target.arrays("target") | self.source.arrays("source")
        arrays |= {
            "chunk.kind": np.array(self.kinds, np.uint8),
            "chunk.count": np.array(np.minimum(self.counts, 60_000), np.uint16),
            "source.role": np.array(self.roles, np.uint8),
            "example.source": np.array(self.sources, np.uint8),
            "example.chunk": np.array(self.answers, np.uint32),
            "sentence.chunk": np.array(self.told, np.uint32),
        }
        for name, numbers in (("words", self.words), ("surface", self.surface)):
            packed = Strings.pack(numbers)
            arrays |= {f"{name}.data": packed.data, f"{name}.offsets": packed.offsets}
        return arrays
