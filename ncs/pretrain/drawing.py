"""Batches for pretraining: which examples stand together, and what each may see of its answer.

Most of a batch are blocks of one repository each: telling apart what one project says of its own parts is
the task of search, and harder than telling projects apart. All randomness comes from one numpy generator.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.pretrain.dataset import HIDDEN, LEVEL, Dataset
from ncs.ragged import positions
from ncs.text.tokenizer import KIND_ID

DOCSTRING = KIND_ID["docstring"]


class Mixture(NamedTuple):
    """How batches are drawn and blurred."""

    batch: int = 1024
    block: int = 256  # examples of one repository
    blocks: float = 0.7  # share of the batch that comes in blocks
    levels: tuple[float, ...] = (0.2, 0.2, 0.6)  # how often each level is trained
    dropout: float = 0.15  # of tokens
    no_path: float = 0.3  # of answers are shown without their path,
    no_name: float = 0.2  # without their names,
    no_echo: float = 0.25  # without the words of the question


class Batch(NamedTuple):
    """Bags laid end to end, B questions before B answers."""

    level: int
    ids: np.ndarray
    kinds: np.ndarray
    counts: np.ndarray
    starts: np.ndarray
    same: np.ndarray  # [B,B] true where two rows have the same question or the same answer


class Drawer:
    """Draws batches from the examples of some repositories."""

    def __init__(self, data: Dataset, repositories: list[int], mixture: Mixture, seed: int) -> None:
        self.data, self.mixture = data, mixture
        self.rng = np.random.default_rng(seed)
        allowed = np.isin(data.repository, repositories)
        self.rows = [np.flatnonzero(allowed & (LEVEL[data.source] == level)) for level in range(3)]
        self.homes = [self._by_repository(rows) for rows in self.rows]
        shares = np.array([m * (len(rows) > 1) for m, rows in zip(mixture.levels, self.rows, strict=True)])
        self.shares = shares / shares.sum()

    def _by_repository(self, rows: np.ndarray) -> list[np.ndarray]:
        homes = self.data.repository[rows]
        return [part for part in np.split(rows, np.flatnonzero(np.diff(homes)) + 1) if len(part) > 1]

    def draw(self) -> Batch:
        level = int(self.rng.choice(3, p=self.shares))
        return self.lay_out(level, self._rows(level))

    def _rows(self, level: int) -> np.ndarray:
        m, homes = self.mixture, self.homes[level]
        blocks = int(m.blocks * m.batch / m.block + 0.5)
        sizes = np.sqrt([len(home) for home in homes])  # large repositories more often, but not by their size
        chosen = self.rng.choice(len(homes), min(blocks, len(homes)), replace=False, p=sizes / sizes.sum())
        parts = [self.rng.choice(homes[i], min(m.block, len(homes[i])), replace=False) for i in chosen]
        wanted = min(m.batch, len(self.rows[level])) - sum(map(len, parts))
        if wanted > 0:
            parts.append(self.rng.choice(self.rows[level], wanted, replace=False))
        return np.unique(np.concatenate(parts))

    def lay_out(self, level: int, rows: np.ndarray, blur: bool = True) -> Batch:
        """The bags of these examples; without blur they are shown whole."""
        d = self.data
        places, ends = positions(d.question.ends, rows)
        asked = d.question.values[places]
        answer, bounds = positions(d.chunk.ends, d.answer[rows])
        owner = np.repeat(np.arange(len(rows)), np.diff(bounds))
        ids, kinds, counts = d.chunk.values[answer], d.kind[answer], d.weight[answer].astype(np.float32)
        counts = counts * ((1 << kinds) & self._hidden(rows, level, blur)[owner] == 0)
        ones = np.ones(len(asked), np.float32)
        if blur:
            counts = counts * ~self._echoes(owner, ids, asked, ends, len(rows))
            ones, counts = self._drop(ones), self._drop(counts)
        return Batch(
            level,
            np.concatenate([asked, ids]),
            np.concatenate([np.full(len(asked), DOCSTRING, np.uint8), kinds]),
            np.concatenate([ones, counts]),
            np.concatenate([ends[:-1], bounds[:-1] + len(asked)]),
            _same(d.identity[rows]) | _same(d.answer[rows]),
        )

    def _hidden(self, rows: np.ndarray, level: int, blur: bool) -> np.ndarray:
        """[B] bits of the kinds that each answer is shown without."""
        bits = HIDDEN[self.data.source[rows]].astype(np.int64)
        if blur:
            for kind, share in (("path", self.mixture.no_path), ("name", self.mixture.no_name if level else 0.0)):
                bits = bits | ((self.rng.random(len(rows)) < share) << KIND_ID[kind])
        return bits

    def _echoes(
        self, owner: np.ndarray, ids: np.ndarray, asked: np.ndarray, ends: np.ndarray, count: int
    ) -> np.ndarray:
        """Tokens of an answer that its question holds too, in those rows that lose them."""
        chosen = self.rng.random(count) < self.mixture.no_echo
        size = int(max(ids.max(initial=0), asked.max(initial=0))) + 1
        keys = np.repeat(np.arange(count), np.diff(ends)) * size + asked
        return np.isin(owner * size + ids, keys) & chosen[owner]

    def _drop(self, counts: np.ndarray) -> np.ndarray:
        return counts * (self.rng.random(len(counts)) >= self.mixture.dropout)


def _same(values: np.ndarray) -> np.ndarray:
    return np.asarray(values[:, None] == values)
