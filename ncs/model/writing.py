"""Beam search with the decoder: latents and source words to a few sentences each, all chunks together.

Deterministic: among equals the lower number wins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import BEGIN, END, PAD, UNKNOWN, State
from ncs.model.given import Given, chances

NEVER = (PAD, BEGIN, UNKNOWN)


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

    def rows(self, rows: np.ndarray) -> _Beam:
        """Of these chunks only, all drafts of each."""
        written = [self.written[row] for row in rows.tolist()]
        return _Beam(written, self.logs[rows], self.done[rows], self.last[rows], self.state.rows(rows))


def write(of: Given, longest: int, width: int = 1, free: Collection[int] | None = None) -> list[list[Draft]]:
    """`width` drafts of each chunk, most probable first. With `free`, all other symbols are written once at most."""
    if not len(of.z):
        return []
    drafts: list[list[Draft]] = [[] for _ in of.z]
    chunks = np.arange(len(of.z))  # those whose drafts are not all finished
    of = of.rows(np.repeat(chunks, width))
    beam = _begin(of, width)
    for step in range(longest):
        beam = _step(of, beam, width, free)
        leave = beam.done.reshape(-1, width).all(1) | (step == longest - 1)
        for place in np.flatnonzero(leave).tolist():
            drafts[chunks[place]] = _drafts(beam, place * width, width)
        if leave.any():
            stay = np.flatnonzero(np.repeat(~leave, width))
            chunks, of, beam = chunks[~leave], of.rows(stay), beam.rows(stay)
        if not len(chunks):
            break
    return drafts


def _begin(of: Given, width: int) -> _Beam:
    rows = len(of.z)
    logs = np.where(np.arange(rows) % width > 0, -np.inf, 0.0)  # all drafts of a chunk begin alike: one is enough
    state = decoder.begin(np, of.params, of.z, of.reading)
    return _Beam([[] for _ in range(rows)], logs, np.zeros(rows, bool), np.full(rows, BEGIN), state)


def _step(of: Given, beam: _Beam, width: int, free: Collection[int] | None) -> _Beam:
    state, found = chances(of, beam.last, beam.state)
    for row, so_far in enumerate(beam.written):
        found[row, _banned(so_far, free)] = 0.0
    found[beam.done] = 0.0
    found[beam.done, END] = 1.0  # a finished draft stays as it is
    parents, symbols, logs = _best(found, beam.logs, width)
    done = beam.done[parents]
    written = [
        beam.written[parent] if ended or symbol == END else [*beam.written[parent], symbol]
        for parent, symbol, ended in zip(parents.tolist(), symbols.tolist(), done.tolist(), strict=True)
    ]
    return _Beam(written, logs, done | (symbols == END), symbols, state.rows(parents))


def _best(chances: np.ndarray, logs: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The `width` best ways to go on from the drafts of each chunk: their rows, symbols and log-probabilities."""
    top = np.sort(np.argpartition(-chances, min(width, chances.shape[1] - 1), axis=1)[:, :width], axis=1)
    likely = np.take_along_axis(chances, top, 1)
    with np.errstate(divide="ignore"):
        totals = (logs[:, None] + np.log(likely)).reshape(-1, width * width)
    order = np.argsort(-totals, axis=1, kind="stable")[:, :width]
    place = (np.arange(len(order))[:, None] * width * width + order).ravel()
    return place // width, top.ravel()[place], totals.ravel()[place]


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
