"""The few operations that numpy and torch spell differently. All else in model/ is written once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Array = Any  # a numpy or a torch array
Params = dict[str, Array]


def is_torch(xp: Any) -> bool:
    return bool(xp.__name__ == "torch")


def like(xp: Any, values: np.ndarray, x: Array) -> Array:
    """Constants of the kind, type and place of x."""
    return xp.as_tensor(values, dtype=x.dtype, device=x.device) if is_torch(xp) else values.astype(x.dtype, copy=False)


LARGE = 4096  # rows: from there on the gradient of a table is kept as the rows that a batch has used


def is_large(table: Array) -> bool:
    return bool(table.shape[0] > LARGE)


def weighted_bags(xp: Any, vectors: Array, ids: Array, weights: Array, starts: Array) -> Array:
    """Sum of weighted rows per bag. vectors [V,E], ids [T], weights [T], starts [B] -> [B,E].

    Bag b owns positions starts[b] up to starts[b+1]; none may be empty. In numpy each bag is one product of its
    own, so a row of the result does not depend on the other bags in the batch; and its rows fit a cache.
    """
    if is_torch(xp):
        return xp.nn.functional.embedding_bag(
            ids, vectors, starts, mode="sum", per_sample_weights=weights, sparse=is_large(vectors)
        )
    bounds = [*starts.tolist(), len(ids)]
    summed = np.empty((len(starts), vectors.shape[1]), np.float32)
    for row, (start, end) in enumerate(pairwise(bounds)):
        summed[row] = weights[start:end] @ vectors[ids[start:end]]
    return summed
