"""Beam search with the decoder: latents and source words to a few sentences each, all chunks together.

Deterministic: among equals the lower number wins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import BEGIN, END, PAD, UNKNOWN, Reading, State
from ncs.model.layers import unit_rms

NEVER = (PAD, BEGIN, UNKNOWN)


class Sources(NamedTuple):
    """The source words of B chunks, padded to S: symbols of W or more can only be copied."""

    symbols: np.ndarray  # [B,S]
    vectors: np.ndarray  # [B,S,E], zeros behind the last word
    roles: np.ndarray  # [B,S]
    mask: np.ndarray  # [B,S]


class Draft(NamedTuple):
    symbols: list[int]  # without END
    log: float  # of its probability
    ended: bool  # False: cut where it became too long

    @property
    def per_symbol(self) -> float:
        """The mean log-probability of a symbol, END included."""
        return self.log / max(1, len(self.symbols) + self.ended)


class _Beam(NamedTuple):
    """K unfinished or finished drafts of each of B chunks, row after row."""

    written: list[list[int]]  # [B*K]
    logs: np.ndarray  # [B*K]
    done: np.ndarray  # [B*K]
    last: np.ndarray  # [B*K] the symbol written last
    state: State


def write(
    params: dict[str, Any],
    z: np.ndarray,
    sources: Sources | None,
    longest: int,
    width: int = 1,
    free: Collection[int] | None = None,
) -> list[list[Draft]]:
    """z [B,D] semantic vectors of any length -> `width` drafts per row, the most probable first. With `free`, all
    other symbols are written once at most."""
    if not len(z):
        return []
    if "decoder.word" in params:  # all of it is needed at every step
        params = params | {"decoder.word": np.asarray(params["decoder.word"])}
    z = np.repeat(unit_rms(np, z), width, 0)
    reading = None
    if sources is not None:
        sources = Sources(*(np.repeat(array, width, 0) for array in sources))
        reading = decoder.read(np, params, sources.vectors, sources.roles, sources.mask)
    beam = _begin(params, z, width)
    for _ in range(longest):
        beam = _step(params, z, sources, reading, beam, width, free)
        if beam.done.all():
            break
    return [_drafts(beam, first, width) for first in range(0, len(z), width)]


def _begin(params: dict[str, Any], z: np.ndarray, width: int) -> _Beam:
    logs = np.where(np.arange(len(z)) % width > 0, -np.inf, 0.0)  # all drafts of a chunk begin alike: one is enough
    empty: list[list[int]] = [[] for _ in z]
    return _Beam(empty, logs, np.zeros(len(z), bool), np.full(len(z), BEGIN), decoder.begin(np, params, z))


def _step(
    params: dict[str, Any],
    z: np.ndarray,
    sources: Sources | None,
    reading: Reading | None,
    beam: _Beam,
    width: int,
    free: Collection[int] | None,
) -> _Beam:
    symbol = _seen_as(params, beam.last, reading)
    state, weights = decoder.advance(np, params, symbol, z, beam.state, reading)
    chances = _chances(decoder.emit(np, params, state.layers[-1], state.context, z), weights, sources)
    for row, so_far in enumerate(beam.written):
        chances[row, _banned(so_far, free)] = 0.0
    chances[beam.done] = 0.0
    chances[beam.done, END] = 1.0  # a finished draft stays as it is
    parents, symbols, logs = _best(chances, beam.logs, width)
    done = beam.done[parents]
    written = [
        beam.written[parent] if ended or symbol == END else [*beam.written[parent], symbol]
        for parent, symbol, ended in zip(parents.tolist(), symbols.tolist(), done.tolist(), strict=True)
    ]
    moved = State([layer[parents] for layer in state.layers], state.context[parents])
    return _Beam(written, logs, done | (symbols == END), symbols, moved)


def _best(chances: np.ndarray, logs: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The `width` best ways to go on from the drafts of each chunk: their rows, symbols and log-probabilities."""
    top = np.sort(np.argpartition(-chances, min(width, chances.shape[1] - 1), axis=1)[:, :width], axis=1)
    likely = np.take_along_axis(chances, top, 1)
    with np.errstate(divide="ignore"):
        totals = (logs[:, None] + np.log(likely)).reshape(-1, width * width)
    order = np.argsort(-totals, axis=1, kind="stable")[:, :width]
    place = (np.arange(len(order))[:, None] * width * width + order).ravel()
    return place // width, top.ravel()[place], totals.ravel()[place]


def _seen_as(params: dict[str, Any], last: np.ndarray, reading: Reading | None) -> np.ndarray:
    """Vectors [N,H] of what was written last: words as the table has them, copies as attention sees them."""
    words = decoder.vocabulary_size(params)
    known = decoder.symbol_vectors(params)[np.minimum(last, words - 1)]
    if reading is None:
        return np.asarray(known)
    copied = reading.keys[np.arange(len(last)), np.maximum(last - words, 0)]
    return np.where((last >= words)[:, None], copied, known)


def _chances(answer: decoder.Written, copy: np.ndarray | None, sources: Sources | None) -> np.ndarray:
    """Probability of each symbol, written or copied. [N, W+S]"""
    write = np.exp(answer.scores - answer.scores.max(-1, keepdims=True))
    write /= write.sum(-1, keepdims=True)
    if sources is None or copy is None or answer.gate is None:
        return np.asarray(write)
    chances = np.concatenate([write * answer.gate[:, None], np.zeros_like(copy)], 1)
    rows = np.arange(len(chances))[:, None]
    np.add.at(chances, (rows, sources.symbols), (1.0 - answer.gate)[:, None] * copy)
    return np.asarray(chances)


def _banned(written: list[int], free: Collection[int] | None) -> list[int]:
    """No padding, no unknown word, no symbol twice in a row, no pair of symbols twice, no empty sentence."""
    if not written:
        return [*NEVER, END]
    last = written[-1]
    again = [second for first, second in zip(written, written[1:], strict=False) if first == last]
    told = [] if free is None else [symbol for symbol in written if symbol not in free]
    return [*NEVER, last, *again, *told]


def _drafts(beam: _Beam, first: int, width: int) -> list[Draft]:
    rows = [row for row in range(first, first + width) if np.isfinite(beam.logs[row])]
    return [Draft(beam.written[row], float(beam.logs[row]), bool(beam.done[row])) for row in rows]
