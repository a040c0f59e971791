"""The sentences of all harvests, as the decoder learns them: what to write, and what it may copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.format import Container
from ncs.model.decoder import END, UNKNOWN
from ncs.model.model import Model, symbol_table
from ncs.pretrain.dataset import Dataset
from ncs.ragged import Rows
from ncs.strings import Strings
from ncs.text.tokenizer import KIND_ID
from ncs.text.tokens import Tokens
from ncs.train.batches import Sentence

FEWEST_KNOWN = 0.6  # share of a sentence that can be written or copied: of less than that nothing is learned
SAID = (1 << KIND_ID["docstring"]) | (1 << KIND_ID["comment"])


class Home(NamedTuple):
    """The sentences of one repository."""

    first_chunk: int  # row of its first chunk in the dataset
    chunk: np.ndarray  # [S] row in the repository
    target: Rows  # local numbers of words
    source: Rows
    role: np.ndarray  # beside source.values
    symbol: np.ndarray  # what each local word is to the decoder, -1 if it can't write it
    read: Tokens  # the token rows of each local word


class Sentences:
    """Every sentence that is worth learning, by (repository, row)."""

    def __init__(self, harvests: Sequence[Container], model: Model, data: Dataset) -> None:
        self.model, self.data = model, data
        firsts = np.concatenate([[0], np.cumsum([len(h.array("chunk.ends")) - 1 for h in harvests])])
        self.homes = [_home(h, model, int(first)) for h, first in zip(harvests, firsts, strict=False)]

    def places(self, repositories: Sequence[int]) -> list[tuple[int, int]]:
        return [(home, row) for home in repositories for row in self._worth(self.homes[home])]

    def length(self, place: tuple[int, int]) -> int:
        """How many words a sentence has."""
        ends = self.homes[place[0]].target.ends
        return int(ends[place[1] + 1] - ends[place[1]])

    def _worth(self, home: Home) -> Iterator[int]:
        for row in range(len(home.chunk)):
            words, copyable = _row(home.target, row), set(_row(home.source, row).tolist())
            known = sum(home.symbol[word] >= 0 or word in copyable for word in words.tolist())
            if len(words) and known >= FEWEST_KNOWN * len(words) and self._shown(home, row).any():
                yield row

    def _shown(self, home: Home, row: int) -> np.ndarray:
        """[T] which tokens of its chunk are not what people say of it."""
        start, end = self._chunk(home, row)
        return np.asarray((1 << self.data.kind[start:end]) & SAID == 0)

    def _chunk(self, home: Home, row: int) -> tuple[int, int]:
        chunk = home.first_chunk + int(home.chunk[row])
        return int(self.data.chunk.ends[chunk]), int(self.data.chunk.ends[chunk + 1])

    def sentence(self, place: tuple[int, int]) -> Sentence:
        home = self.homes[place[0]]
        words, source = _row(home.target, place[1]), _row(home.source, place[1])
        size = len(self.model.words)
        symbols = np.where(home.symbol[source] >= 0, home.symbol[source], size + np.arange(len(source)))
        copied = dict(zip(source.tolist(), symbols.tolist(), strict=True))
        written = [copied.get(word, int(home.symbol[word])) for word in words.tolist()]
        target = [symbol if symbol >= 0 else UNKNOWN for symbol in written]
        start, end = self._chunk(home, place[1])
        shown = self._shown(home, place[1])
        read = Tokens(
            (),
            self.data.chunk.values[start:end][shown].astype(np.int64),
            self.data.kind[start:end][shown],
            self.data.weight[start:end][shown].astype(np.float32),
            np.array([0, shown.sum()], np.int64),
        )
        roles = home.role[home.source.ends[place[1]] : home.source.ends[place[1] + 1]].astype(np.int64)
        return Sentence(read, np.array([*target, END], np.int64), symbols, home.read.take(source), roles)


def _row(table: Rows, row: int) -> np.ndarray:
    return np.asarray(table.values[table.ends[row] : table.ends[row + 1]])


def _home(harvest: Container, model: Model, first: int) -> Home:
    words = list(Strings(harvest.array("surface.data"), harvest.array("surface.offsets")))
    known = symbol_table(model.words)
    target, source = (
        Rows(harvest.array(name).astype(np.int64), harvest.array(f"{name}.ends").astype(np.int64))
        for name in ("target", "source")
    )
    symbol = np.array([known.get(word, -1) for word in words], np.int64)
    read = model.read_names(words)
    return Home(first, harvest.array("sentence.chunk"), target, source, harvest.array("source.role"), symbol, read)
