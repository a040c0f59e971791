"""The vectors of chunks at the three times, as an index keeps them: int8 rows, their scales, and what files sum up to.

A chunk's vectors depend on its words and the model alone, to the bit, so an update with the same model keeps those
of chunks that stay.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from ncs.chunking.parsing import usable_processors
from ncs.index.content import Content
from ncs.index.corpus import Corpus
from ncs.index.memory import Memory, none, of_history
from ncs.index.tables import quantize
from ncs.index.words import as_tokens
from ncs.model.model import BLOCK, Model, embed
from ncs.text.tokens import Tokens

EMBEDDED_AT_ONCE = 128 * BLOCK


class Vectors(NamedTuple):
    packed: np.ndarray  # int8 [3,N,D]
    scale: np.ndarray  # float32 [3,N]: packed * scale are unit vectors
    lengths: np.ndarray  # float32 [3,F]: of the sum of the unit vectors of each file's chunks
    memory: Memory  # of what commits say of each file; none before `remembering`


def embedded_of(held: Content, read: Corpus, model: Model, progress: Callable[[int, int], None]) -> Vectors:
    """Of freshly cut files."""
    tokens = as_tokens(held.words, held.size) if model.shape.copies else read.tokens
    return embedded(tokens, held.first, model, progress)


def embedded(tokens: Tokens, first: np.ndarray, model: Model, progress: Callable[[int, int], None]) -> Vectors:
    """Of chunks with these tokens; file f owns chunks first[f] to first[f + 1]."""
    read = model.read(tokens)
    count = len(read)
    packed = np.zeros((3, count, model.shape.latent), np.int8)
    params = _widened(model.params, len(read.token))
    parts = [np.arange(start, min(count, start + EMBEDDED_AT_ONCE)) for start in range(0, count, EMBEDDED_AT_ONCE)]
    with ThreadPoolExecutor(usable_processors()) as pool:  # numpy lets go of the interpreter where the time goes
        made = pool.map(lambda rows: quantize(embed(params, read.take(rows)))[0], parts)
        for rows, part in zip(parts, made, strict=True):
            packed[:, rows] = part
            progress(int(rows[-1]) + 1, count)
    scale = np.zeros((3, count), np.float32)
    for level in range(3):
        wide = packed[level].astype(np.float32)
        length = np.sqrt((wide * wide).sum(-1))
        scale[level] = np.where(length > 0, 1.0 / np.maximum(length, 1.0), 0.0)
    return Vectors(packed, scale, _of_files(first, packed, scale), none(0, model.shape.latent))


def remembering(vectors: Vectors, held: Content, model: Model) -> Vectors:
    """With what commits say of each file."""
    return vectors._replace(memory=of_history(held.history, len(held.files.path), model))


def _widened(params: dict[str, Any], tokens: int) -> dict[str, Any]:
    """The table of words as float32 once, where its rows would be widened more often than it has any."""
    table = params["token.vector"]
    return params | {"token.vector": np.asarray(table)} if tokens > len(table) else params


def _of_files(first: np.ndarray, packed: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """[3,F]: what makes a mean cosine that of the file's own direction."""
    lengths = np.zeros((3, len(first) - 1), np.float32)
    for number, (start, end) in enumerate(zip(first.tolist(), first[1:].tolist(), strict=False)):
        for level in range(3):
            total = scale[level, start:end] @ packed[level, start:end].astype(np.float32)
            lengths[level, number] = np.sqrt((total * total).sum())
    return lengths


def arrays(vectors: Vectors) -> dict[str, np.ndarray]:
    return {
        "latent.vectors": vectors.packed,
        "latent.scale": vectors.scale,
        "latent.files": vectors.lengths,
        "memory.vectors": vectors.memory.packed,
        "memory.scale": vectors.memory.scale,
    }
