"""Rows of different length as one flat array and their ends; all of it vectorized."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Rows(NamedTuple):
    """Row i is values[ends[i] : ends[i + 1]]."""

    values: np.ndarray
    ends: np.ndarray  # [N+1] int64, begins with 0

    def __len__(self) -> int:
        return len(self.ends) - 1

    def lengths(self) -> np.ndarray:
        return np.diff(self.ends)


def positions(ends: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the values of these rows lie, row after row, and the ends [len(rows)+1] of what comes out."""
    starts, lengths = ends[rows], ends[rows + 1] - ends[rows]
    out = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(lengths, out=out[1:])
    return np.repeat(starts - out[:-1], lengths) + np.arange(out[-1]), out


def stretches(rows: np.ndarray) -> list[tuple[int, int]]:
    """Rows as ranges of neighbours. Copying by them is quick where most rows stay side by side: after an update."""
    breaks = np.flatnonzero(np.diff(rows, prepend=-2, append=-2) != 1)
    return list(zip(rows[breaks[:-1]].tolist(), (rows[breaks[1:] - 1] + 1).tolist(), strict=True))


def lay(upper: np.ndarray, lower: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Rows of two arrays, as numbered when the second lies below the first."""
    found = np.empty((len(rows), *upper.shape[1:]), upper.dtype)
    at = 0
    for start, end in stretches(rows):
        for part, first in ((upper, 0), (lower, len(upper))):
            piece = part[max(0, start - first) : max(0, end - first)]
            found[at : at + len(piece)] = piece
            at += len(piece)
    return found


def take(table: Rows, rows: np.ndarray) -> Rows:
    places, ends = positions(table.ends, rows)
    return Rows(table.values[places], ends)


def expand(table: Rows, meaning: Rows) -> tuple[Rows, np.ndarray]:
    """Each value replaced by the row of `meaning` that it numbers, which may be empty or have several
    values; and for each value that comes out, the place of the one it came from."""
    values, inner = positions(meaning.ends, table.values)
    came_from = np.repeat(np.arange(len(table.values)), np.diff(inner))
    return Rows(meaning.values[values], inner[table.ends]), came_from


def join(tables: list[Rows]) -> Rows:
    """Tables one below the other."""
    offsets = np.cumsum([0, *(len(table.values) for table in tables)])
    ends = [table.ends[1:] + offset for table, offset in zip(tables, offsets, strict=False)]
    return Rows(np.concatenate([t.values for t in tables]), np.concatenate([np.zeros(1, np.int64), *ends]))
