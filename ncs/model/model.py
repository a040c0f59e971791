"""A model: its weights, its vocabularies, and the whole path from token bags to the three levels.

Runs on numpy. Training uses the same functions of this folder over torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.model import encoder, flow, sde
from ncs.model.encoder import Bags
from ncs.model.shape import Shape
from ncs.model.vocabulary import Vocabulary
from ncs.strings import Strings
from ncs.text.tokenizer import identifier_words

LEVELS = ("syntax", "structure", "semantics")  # the latent at t = 0, 0.05, 0.1
# Rows per matrix product: always as many, so that a row's bits never depend on its neighbours, and no more than one
# tile of a BLAS kernel, so that they do not depend on its place either (32 did on one processor, on another not).
BLOCK = 8
ROWS = 512  # that go through everything else together

# (word, kind id) -> how often; for the tutorial preset (character, kind id) -> share
Tokens = Mapping[tuple[str, int], float] | Mapping[tuple[int, int], float]

Bag = tuple[np.ndarray, np.ndarray, np.ndarray]  # token ids, kinds and damped counts


class Model(NamedTuple):
    shape: Shape
    params: dict[str, np.ndarray]
    vocabulary: Vocabulary  # empty for characters
    words: Strings  # what the decoder can write, after its four marks

    def bag(self, tokens: Tokens) -> Bag:
        """Token ids, kinds and damped counts of one bag; an empty or unknown one holds one silent token."""
        if not self.shape.copies:
            rows = [(token, kind, share) for (token, kind), share in tokens.items()]
        else:
            rows = [
                (row, kind, 1.0 + np.log(count))
                for (word, kind), count in tokens.items()
                for row in self.vocabulary.rows(str(word))
            ]
        rows = rows or [(0, 0, 0.0)]
        ids, kinds, counts = zip(*rows, strict=True)
        return np.array(ids, np.int64), np.array(kinds, np.int64), np.array(counts, np.float32)

    def bag_of_name(self, name: str) -> Bag:
        """An identifier as a bag of its parts, each counted once: how the decoder sees a source word."""
        return self.bag({(part, 0): 1.0 for part in identifier_words(name)[0]})

    def embed(self, tokens: Iterable[Tokens]) -> np.ndarray:
        """Bags of tokens -> [3,B,D] unit vectors at the three times; zeros where nothing is known."""
        return embed(self.params, [self.bag(bag) for bag in tokens])

    def embed_question(self, tokens: Tokens) -> np.ndarray:
        """The same for a single question, [3,D], without the padding to a block."""
        return embed(self.params, [self.bag(tokens)], block=1)[:, 0]


@lru_cache(maxsize=4)
def symbol_table(words: Strings) -> dict[str, int]:
    """Word -> symbol of what the decoder can write."""
    return {word: symbol for symbol, word in enumerate(words)}


def lay_out(bags: list[Bag]) -> Bags:
    """Single bags end to end."""
    ids, kinds, counts = (np.concatenate(column) for column in zip(*bags, strict=True))
    starts = np.zeros(len(bags), np.int64)
    np.cumsum([len(bag[0]) for bag in bags[:-1]], out=starts[1:])
    return Bags(ids, kinds, counts, starts)


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


def embed(params: dict[str, np.ndarray], bags: list[Bag], block: int = BLOCK) -> np.ndarray:
    """Single bags -> [3,B,D] float32. Blocks are of one size, the last one padded with its first bag."""
    parts = [np.zeros((3, 0, params["encoder.head.weight"].shape[1] // 2), np.float32)]
    for start in range(0, len(bags), ROWS):
        some = bags[start : start + ROWS]
        padded = some + [some[0]] * (-len(some) % block)
        levels = unit(trajectory(params, lay_out(padded), block))[:, : len(some)]
        silent = np.array([not bag[2].any() for bag in some])
        parts.append(np.where(silent[None, :, None], 0.0, levels).astype(np.float32))
    return np.concatenate(parts, 1)
