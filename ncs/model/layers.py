"""The layers that every part is made of."""

from __future__ import annotations

from typing import Any

from ncs.model.arrays import Array, Params


def linear(p: Params, name: str, x: Array) -> Array:
    """[..., in] -> [..., out]."""
    return x @ p[f"{name}.weight"] + p[f"{name}.bias"]


def linear_beside(p: Params, name: str, x: Array, constant: Array) -> Array:
    """[..., in] with the same [k] beside every row -> [..., out], without laying the two side by side."""
    weight, size = p[f"{name}.weight"], x.shape[-1]
    return x @ weight[:size] + (constant @ weight[size:] + p[f"{name}.bias"])


def sigmoid(xp: Any, x: Array) -> Array:
    """1 / (1 + exp(-x)), in the form that cannot overflow."""
    return 0.5 * (1.0 + xp.tanh(0.5 * x))


def silu(xp: Any, x: Array) -> Array:
    """x * sigmoid(x), in fewer steps: a question waits for every one of them."""
    half = 0.5 * x
    return half + half * xp.tanh(half)


def log_softmax(xp: Any, x: Array) -> Array:
    """Over the last axis."""
    shifted = x - xp.amax(x, -1)[..., None]
    return shifted - xp.log(xp.exp(shifted).sum(-1))[..., None]


def layer_norm(xp: Any, p: Params, name: str, x: Array) -> Array:
    """Ba et al. 2016, arXiv 1607.06450, over the last axis."""
    size = x.shape[-1]
    centred = x - (x.sum(-1) / size)[..., None]
    scale = xp.sqrt((centred * centred).sum(-1) / size + 1e-5)[..., None]
    return centred / scale * p[f"{name}.weight"] + p[f"{name}.bias"]


def unit_rms(xp: Any, x: Array) -> Array:
    """Rows scaled to a mean square of 1; rows of zeros stay zeros."""
    return x / xp.sqrt((x * x).sum(-1) / x.shape[-1] + 1e-12)[..., None]


def gru_cell(xp: Any, p: Params, name: str, x: Array, h: Array) -> Array:
    """One step of a gated recurrent unit (Cho et al. 2014, arXiv 1406.1078). x [B,I], h [B,H] -> [B,H].

    The gates lie side by side in the weights as reset, update, candidate, as torch orders them.
    """
    size = h.shape[-1]
    from_input = linear(p, f"{name}.input", x)
    from_state = linear(p, f"{name}.state", h)
    reset = sigmoid(xp, from_input[..., :size] + from_state[..., :size])
    update = sigmoid(xp, from_input[..., size : 2 * size] + from_state[..., size : 2 * size])
    candidate = xp.tanh(from_input[..., 2 * size :] + reset * from_state[..., 2 * size :])
    return (1.0 - update) * candidate + update * h
