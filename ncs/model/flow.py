"""The normalizing flow: time-conditioned affine couplings, invertible, with an exact log-determinant.

After Dinh et al. 2017 (RealNVP, arXiv 1605.08803). Coupling i keeps the dimensions whose index has the
parity of i and moves the others: y = x * exp(s) + b, where s and b are computed from what is kept. So the
inverse needs no inversion of a network, and log|det dy/dx| is the sum of s.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ncs.model.arrays import Array, Params, like
from ncs.model.layers import linear, linear_beside, silu

COUPLINGS = 4
TIME_FEATURES = 32  # sine and cosine at 16 frequencies, 1 to 1000
SCALE_RANGE = 3.0  # |s| stays under 3: one coupling stretches by at most exp(3)


@lru_cache(maxsize=16)
def time_features(t: float) -> np.ndarray:
    """[TIME_FEATURES], as in Vaswani et al. 2017, arXiv 1706.03762, section 3.5."""
    angles = t * np.logspace(0, 3, TIME_FEATURES // 2)
    return np.concatenate([np.sin(angles), np.cos(angles)]).astype(np.float32)


@lru_cache(maxsize=16)
def _every_second(size: int, first: int) -> np.ndarray:
    return (np.arange(size) % 2 == first).astype(np.float32)


def _kept(xp: Any, i: int, x: Array) -> Array:
    """[D] of ones where coupling i keeps the dimension."""
    return like(xp, _every_second(x.shape[-1], i % 2), x)


def _scale_and_shift(xp: Any, p: Params, i: int, x: Array, kept: Array, t: float) -> tuple[Array, Array]:
    h = silu(xp, linear_beside(p, f"flow{i}.hidden0", x * kept, like(xp, time_features(t), x)))
    h = silu(xp, linear(p, f"flow{i}.hidden1", h))
    out = linear(p, f"flow{i}.out", h)
    size = x.shape[-1]
    scale = SCALE_RANGE * xp.tanh(out[..., :size] / SCALE_RANGE)
    return scale * (1.0 - kept), out[..., size:] * (1.0 - kept)


def forward(xp: Any, p: Params, z: Array, t: float) -> tuple[Array, Array]:
    """z [B,D] -> semantic vector [B,D] and log|det| [B]."""
    logdet = xp.zeros_like(z[..., 0])
    for i in range(COUPLINGS):
        s, b = _scale_and_shift(xp, p, i, z, _kept(xp, i, z), t)
        z = z * xp.exp(s) + b
        logdet = logdet + s.sum(-1)
    return z, logdet


def inverse(xp: Any, p: Params, y: Array, t: float) -> tuple[Array, Array]:
    """Undo forward: semantic vector [B,D] -> z [B,D] and the log|det| of the inverse [B]."""
    logdet = xp.zeros_like(y[..., 0])
    for i in reversed(range(COUPLINGS)):
        s, b = _scale_and_shift(xp, p, i, y, _kept(xp, i, y), t)
        y = (y - b) * xp.exp(-s)
        logdet = logdet - s.sum(-1)
    return y, logdet
