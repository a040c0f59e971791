"""What is known of chunks when their sentences are begun, and the chances of each next symbol.

Both search for sentences (model/writing.py) and judging given ones (model/judging.py) go step by step from here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import Reading, State
from ncs.model.layers import unit_rms


class Sources(NamedTuple):
    """The source words of B chunks, padded to S: symbols of W or more can only be copied."""

    symbols: np.ndarray  # [B,S]
    vectors: np.ndarray  # [B,S,E], zeros behind the last word
    roles: np.ndarray  # [B,S]
    places: np.ndarray  # [B,S]
    mask: np.ndarray  # [B,S]


class Given(NamedTuple):
    """Of B chunks."""

    params: dict[str, Any]
    z: np.ndarray  # [B,D] semantic vectors of unit mean square
    sources: Sources | None
    reading: Reading | None
    allowed: np.ndarray | None = None  # [B,W] 0 for words that a chunk's sentences may not use; None: all may be used

    def rows(self, rows: np.ndarray | slice) -> Given:
        """Of these chunks, which may repeat."""
        sources = self.sources and Sources(*(array[rows] for array in self.sources))
        reading = self.reading and Reading(*(array[rows] for array in self.reading))
        allowed = None if self.allowed is None else self.allowed[rows]
        return Given(self.params, self.z[rows], sources, reading, allowed)


def given(params: dict[str, Any], z: np.ndarray, sources: Sources | None, allowed: np.ndarray | None = None) -> Given:
    """z [B,D] semantic vectors of any length."""
    if "decoder.word" in params:  # all of it is needed at every step
        params = params | {"decoder.word": np.asarray(params["decoder.word"])}
    reading = None if sources is None else decoder.read(np, params, *sources[1:])
    return Given(params, unit_rms(np, z), sources, reading, allowed)


def chances(of: Given, last: np.ndarray, state: State) -> tuple[State, np.ndarray]:
    """last [B] the symbols written last -> the next state, and the probability [B,W+S] of each symbol, written or
    copied."""
    state, copy = advance(of, last, state)
    write, gate = written(of, np.arange(len(last)), state.layers[-1], state.context)
    if of.sources is None or copy is None or gate is None:
        return state, write
    found = np.concatenate([write * gate[:, None], np.zeros_like(copy)], 1)
    np.add.at(found, (np.arange(len(found))[:, None], of.sources.symbols), (1.0 - gate)[:, None] * copy)
    return state, np.asarray(found)


def advance(of: Given, last: np.ndarray, state: State) -> tuple[State, np.ndarray | None]:
    """last [B] -> the next state, and how much of what is copied comes from each source word [B,S]."""
    return decoder.advance(np, of.params, _seen_as(of, last), of.z, state, of.reading)


def written(of: Given, rows: np.ndarray, top: np.ndarray, context: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """rows [M] of these chunks, states and contexts [M,H] -> the probability [M,W] of each word if one is written, and
    that [M] that one is."""
    answer = decoder.emit(np, of.params, top, context, of.z[rows])
    write = np.exp(answer.scores - answer.scores.max(-1, keepdims=True))
    if of.allowed is not None:
        write *= of.allowed[rows]
    write /= write.sum(-1, keepdims=True)
    return np.asarray(write), answer.gate


def _seen_as(of: Given, last: np.ndarray) -> np.ndarray:
    """Vectors [B,H] of what was written last: words as the table has them, copies as attention sees them."""
    words = decoder.vocabulary_size(of.params)
    known = decoder.symbol_vectors(of.params)[np.minimum(last, words - 1)]
    if of.reading is None:
        return np.asarray(known)
    copied = of.reading.keys[np.arange(len(last)), np.maximum(last - words, 0)]
    return np.where((last >= words)[:, None], copied, known)
