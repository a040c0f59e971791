"""A model: its weights, its vocabularies, and the whole path from token bags to the three levels.

Runs on numpy. Training uses the same functions of this folder over torch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.model import encoder, flow, sde
from ncs.model.encoder import Bags
from ncs.model.shape import Shape
from ncs.model.vocabulary import Vocabulary
from ncs.strings import Strings
from ncs.text.tokenizer import identifier_words
from ncs.text.tokens import Tokens, join

LEVELS = ("syntax", "structure", "semantics")  # the latent at t = 0, 0.05, 0.1
# Rows per matrix product: always as many, so that a row's bits never depend on its neighbours, and no more than one
# tile of a BLAS kernel, so that they do not depend on its place either (32 did on one processor, on another not).
BLOCK = 8
ROWS = 128  # that go through everything else together: what fits a cache; 512 took 1.4 times as long (LOG.md)


class Model(NamedTuple):
    shape: Shape
    params: dict[str, np.ndarray]
    vocabulary: Vocabulary  # empty for characters
    words: Strings  # what the decoder can write, after its four marks

    def read(self, tokens: Tokens) -> Tokens:
        """Words as rows of the token table, with damped counts; a text of which nothing is known holds one silent
        token."""
        if self.shape.copies:
            rows = tokens.replaced((), self.vocabulary.meaning(tokens.names))
            tokens = replace(rows, count=(1.0 + np.log(rows.count)).astype(np.float32))
        return _with_silence(tokens)

    def read_names(self, names: Iterable[str]) -> Tokens:
        """Identifiers as their parts, each counted once: how the decoder sees source words."""
        return self.read(join([Tokens.once(identifier_words(name)[0], "code") for name in names]))

    def embed(self, tokens: Tokens) -> np.ndarray:
        """Texts -> [3,B,D] unit vectors at the three times; zeros where nothing is known."""
        return embed(self.params, self.read(tokens))


def _with_silence(read: Tokens) -> Tokens:
    lengths = np.diff(read.ends)
    empty = read.ends[:-1][lengths == 0]
    if not len(empty):
        return read
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.maximum(lengths, 1))])
    return Tokens(
        (), np.insert(read.token, empty, 0), np.insert(read.kind, empty, 0), np.insert(read.count, empty, 0.0), ends
    )


@lru_cache(maxsize=4)
def symbol_table(words: Strings) -> dict[str, int]:
    """Word -> symbol of what the decoder can write."""
    return {word: symbol for symbol, word in enumerate(words)}


def bags(read: Tokens) -> Bags:
    """What Model.read gives, as the encoder takes it."""
    return Bags(read.token, read.kind, read.count, read.ends[:-1])


def trajectory(params: dict[str, np.ndarray], bags: Bags, block: int = 1) -> np.ndarray:
    """Bags -> [3,B,D]: the mean path at t=0 and t=0.05, and the flow of its end. No noise.

    Rows go through matrix products `block` at a time; B is a multiple of it.
    """
    pooled = encoder.pool(np, params, bags)
    mean, _ = encoder.encode_pooled(np, params, pooled.reshape(-1, block, pooled.shape[-1]))
    path = sde.solve(np, params, mean)
    meaning, _ = flow.forward(np, params, path[-1], sde.TIMES[-1])
    return np.stack([level.reshape(len(pooled), -1) for level in (path[0], path[1], meaning)])


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors of length 1 along the last axis; zeros stay zeros."""
    length = np.sqrt((vectors * vectors).sum(-1, keepdims=True))
    return vectors / np.maximum(length, 1e-12)


def embed(params: dict[str, np.ndarray], read: Tokens, block: int = BLOCK) -> np.ndarray:
    """What Model.read gives -> [3,B,D] float32. Blocks are of one size, the last one padded with its first text."""
    parts = [np.zeros((3, 0, params["encoder.head.weight"].shape[1] // 2), np.float32)]
    heard = np.add.reduceat(read.count, read.ends[:-1]) > 0 if len(read) else np.zeros(0, bool)
    for start in range(0, len(read), ROWS):
        rows = np.arange(start, min(start + ROWS, len(read)))
        padded = np.concatenate([rows, np.full(-len(rows) % block, start)])
        levels = unit(trajectory(params, bags(read.take(padded)), block))[:, : len(rows)]
        parts.append(np.where(heard[rows, None], levels, 0.0).astype(np.float32))
    return np.concatenate(parts, 1)
