"""A large table of vectors as int8 rows with a scale each, read as float32 only where asked."""

from __future__ import annotations

from typing import Any

import numpy as np


def quantize(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows [..., D] -> int8 rows and the scale [...] of each, so that rows are about packed * scale."""
    scale = np.abs(vectors).max(-1) / 127.0
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    return np.rint(vectors / scale[..., None]).astype(np.int8), scale


class Table:
    """`table[ids]` -> [len(ids), E]. Rows of its own, sorted, lie over those of the table below."""

    def __init__(self, packed: np.ndarray, scale: np.ndarray) -> None:
        self.packed, self.scale = packed, scale
        self.rows = np.zeros(0, np.uint32)
        self.own = self.own_scale = np.zeros(0)

    @classmethod
    def of(cls, vectors: Any) -> Table:
        return vectors if isinstance(vectors, Table) else cls(*quantize(vectors))

    def over(self, rows: np.ndarray, own: np.ndarray, own_scale: np.ndarray) -> Table:
        """The same table with other rows at these places."""
        table = Table(self.packed, self.scale)
        table.rows, table.own, table.own_scale = rows, own, own_scale
        return table

    def with_changes(self, vectors: Any) -> Table:
        """This table with those rows of `vectors` that differ from it."""
        if isinstance(vectors, Table):
            return vectors
        rows = np.flatnonzero((vectors != self.whole()).any(-1))
        return self.over(rows.astype(np.uint32), *quantize(vectors[rows]))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.packed.shape

    def __len__(self) -> int:
        return len(self.packed)

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        found: np.ndarray = self.packed[ids].astype(np.float32) * self.scale[ids, None]
        if len(self.rows):
            places = np.minimum(np.searchsorted(self.rows, ids), len(self.rows) - 1)
            owned = self.rows[places] == ids
            places = places[owned]
            found[owned] = self.own[places].astype(np.float32) * self.own_scale[places, None]
        return found

    def whole(self) -> np.ndarray:
        return self[np.arange(len(self.packed))]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.whole() if dtype is None else self.whole().astype(dtype)
