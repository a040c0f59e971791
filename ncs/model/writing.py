"""Greedy writing with the decoder: latents and source words to symbols, several chunks together.

Deterministic: at each step the most probable symbol, the lowest number among equals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import BEGIN, END, PAD, UNKNOWN
from ncs.model.layers import unit_rms

NEVER = 0.0


class Sources(NamedTuple):
    """The source words of B chunks, padded to S: symbols of W or more can only be copied."""

    symbols: np.ndarray  # [B,S]
    vectors: np.ndarray  # [B,S,E]
    roles: np.ndarray  # [B,S]
    mask: np.ndarray  # [B,S]


class Draft(NamedTuple):
    symbols: list[int]  # without END
    confidence: float  # geometric mean of the probabilities of what was written


def write(params: dict[str, np.ndarray], z: np.ndarray, sources: Sources | None, longest: int) -> list[Draft]:
    """z [B,D] semantic vectors of any length -> one draft per row."""
    z = unit_rms(np, z)
    if "decoder.word" in params:  # all of it is needed at every step
        params = params | {"decoder.word": np.asarray(params["decoder.word"])}
    words = decoder.vocabulary_size(params)
    reading = None if sources is None else decoder.read(np, params, sources.vectors, sources.roles, sources.mask)
    table, states = decoder.symbol_vectors(params), decoder.begin(np, params, z)
    last = np.full(len(z), BEGIN)
    written: list[list[int]] = [[] for _ in z]
    logs = np.zeros(len(z))
    done = np.zeros(len(z), bool)
    for _ in range(longest):
        shown = np.where(last < words, last, UNKNOWN)
        answer, states = decoder.step(np, params, table[shown], z, states, reading)
        chances = _chances(answer, sources, words)
        for row in np.flatnonzero(~done):
            _forbid(chances[row], written[row])
            last[row] = chosen = int(chances[row].argmax())
            logs[row] += np.log(chances[row, chosen] + 1e-9)
            done[row] = chosen == END
            if not done[row]:
                written[row].append(chosen)
        if done.all():
            break
    steps = [len(symbols) + int(ended) for symbols, ended in zip(written, done, strict=True)]
    return [
        Draft(symbols, float(np.exp(log / max(1, count))))
        for symbols, log, count in zip(written, logs, steps, strict=True)
    ]


def _chances(answer: decoder.Written, sources: Sources | None, words: int) -> np.ndarray:
    """Probability of each symbol, written or copied. [B, W+S]"""
    write = np.exp(answer.log_write)
    if sources is None or answer.gate is None:
        return write
    chances = np.concatenate([write * answer.gate[:, None], np.zeros_like(answer.copy)], 1)
    rows = np.arange(len(chances))[:, None]
    np.add.at(chances, (rows, sources.symbols), (1.0 - answer.gate)[:, None] * answer.copy)
    return chances


def _forbid(chances: np.ndarray, written: list[int]) -> None:
    """No padding, no unknown word, no symbol twice in a row, no pair of symbols twice."""
    chances[[PAD, BEGIN, UNKNOWN]] = NEVER
    if not written:
        chances[END] = NEVER
        return
    last = written[-1]
    chances[last] = NEVER
    for first, second in zip(written, written[1:], strict=False):
        if first == last:
            chances[second] = NEVER
