"""The latent stochastic differential equation dz = f(z,t) dt + g(z,t) dW on 0 <= t <= 0.1.

Three times carry meaning because training pulls them to it: t=0 how a chunk is written, t=0.05 how it is
structured, t=0.1 what it means. Letters follow Li et al. 2020, arXiv 2001.01328: f drift, g diffusion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ncs.model.arrays import Array, Params, like
from ncs.model.layers import linear, linear_beside, silu

TIMES = (0.0, 0.05, 0.1)
LOG_SIGMA_RANGE = (math.log(1e-4), 0.0)

Field = Callable[[Array, float], Array]  # (z [B,D], t) -> [B,D]


def euler_maruyama(f: Field, g: Field, z: Array, times: Sequence[float], noise: Array | None) -> list[Array]:
    """Solve from times[0] on: z [B,D], noise [len(times)-1,B,D] standard normal or None -> z at each time.

    Strong order 1/2 (Kloeden and Platen 1992, section 10.2); without noise it is Euler's method.
    """
    path = [z]
    for step in range(len(times) - 1):
        t, dt = times[step], times[step + 1] - times[step]
        moved = z + f(z, t) * dt
        if noise is not None:
            moved = moved + g(z, t) * math.sqrt(dt) * noise[step]
        z = moved
        path.append(z)
    return path


def _time(xp: Any, z: Array, t: float) -> Array:
    """[1]: the time as one more input, scaled to [0, 1]."""
    return like(xp, np.array([t / TIMES[-1]], np.float32), z)


def drift(xp: Any, p: Params, z: Array, t: float) -> Array:
    """Speed at a point and time. In units of the whole span, else the short span would slow learning tenfold."""
    h = silu(xp, linear_beside(p, "drift.hidden0", z, _time(xp, z, t)))
    h = silu(xp, linear(p, "drift.hidden1", h))
    return linear(p, "drift.out", h) / TIMES[-1]


def diffusion(xp: Any, p: Params, z: Array, t: float) -> Array:
    """Standard deviation per square root of time, diagonal, between 1e-4 and 1."""
    h = silu(xp, linear_beside(p, "diffusion.hidden0", z, _time(xp, z, t)))
    return xp.exp(xp.clip(linear(p, "diffusion.out", h), *LOG_SIGMA_RANGE))


def solve(xp: Any, p: Params, z0: Array, noise: Array | None = None) -> list[Array]:
    """z0 [B,D] -> the latent at each of TIMES. Noise [2,B,D] in training, None elsewhere."""

    def f(z: Array, t: float) -> Array:
        return drift(xp, p, z, t)

    def g(z: Array, t: float) -> Array:
        return diffusion(xp, p, z, t)

    return euler_maruyama(f, g, z0, TIMES, noise)
