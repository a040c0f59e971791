"""The path of one question, with all that is the same for every question folded into the weights once.

The functions beside this file serve many texts, any time, and training. A question needs neither variance nor
determinant, its times are known, and a coupling of the flow reads only the half of z that it keeps.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ncs.model import flow, sde
from ncs.model.arrays import Params
from ncs.model.encoder import Bags
from ncs.model.model import Model, unit
from ncs.text.tokens import Tokens

ALL = slice(None)


class Affine(NamedTuple):
    weight: np.ndarray  # [I,O]
    bias: np.ndarray  # [O]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        moved: np.ndarray = x.dot(self.weight)
        moved += self.bias
        return moved

    def scaled(self, factor: float) -> Affine:
        return Affine(self.weight * np.float32(factor), self.bias * np.float32(factor))

    def beside(self, constant: np.ndarray) -> Affine:
        """The same for an input that always has this behind it."""
        size = len(self.weight) - len(constant)
        return Affine(self.weight[:size], constant @ self.weight[size:] + self.bias)

    def part(self, inputs: slice, outputs: slice) -> Affine:
        return Affine(np.ascontiguousarray(self.weight[inputs, outputs]), self.bias[outputs])


class Norm(NamedTuple):
    """Half of a layer norm; the layer before it centres, which is linear."""

    gain: np.ndarray
    bias: np.ndarray

    def __call__(self, centred: np.ndarray) -> np.ndarray:
        return centred * (self.gain / math.sqrt(centred.dot(centred) / len(centred) + 1e-5)) + self.bias


class Coupling(NamedTuple):
    """A coupling that keeps the `kept` of z and moves the others."""

    kept: slice
    moved: slice
    hidden0: Affine
    hidden1: Affine
    scale_and_shift: Affine  # the scales divided by their range


def _silu(half: np.ndarray) -> np.ndarray:
    """silu(2 * half): the layers before it are halved instead."""
    return half + half * np.tanh(half)


def _layer(p: Params, name: str) -> Affine:
    return Affine(p[f"{name}.weight"], p[f"{name}.bias"])


def _centred(layer: Affine) -> Affine:
    return Affine(layer.weight - layer.weight.mean(-1, keepdims=True), layer.bias - layer.bias.mean())


def _norm(p: Params, name: str) -> Norm:
    return Norm(0.5 * p[f"{name}.weight"], 0.5 * p[f"{name}.bias"])


def _coupling(p: Params, number: int, latent: int) -> Coupling:
    kept, moved = slice(number % 2, latent, 2), slice(1 - number % 2, latent, 2)
    hidden0 = _layer(p, f"flow{number}.hidden0").beside(flow.time_features(sde.TIMES[-1]))
    out = _layer(p, f"flow{number}.out")
    scale = out.part(ALL, moved).scaled(1.0 / flow.SCALE_RANGE)
    shift = out.part(ALL, slice(latent + moved.start, 2 * latent, 2))
    return Coupling(
        kept,
        moved,
        hidden0.part(kept, ALL).scaled(0.5),
        _layer(p, f"flow{number}.hidden1").scaled(0.5),
        Affine(np.concatenate([scale.weight, shift.weight], 1), np.concatenate([scale.bias, shift.bias])),
    )


class Asking:
    """`Asking(model).levels(tokens)` is `model.embed(tokens)[:, 0]` of one text, up to rounding."""

    def __init__(self, model: Model) -> None:
        p, latent = model.params, model.shape.latent
        self.model = model
        self.hidden0, self.norm0 = _centred(_layer(p, "encoder.hidden0")), _norm(p, "encoder.norm0")
        self.hidden1, self.norm1 = _centred(_layer(p, "encoder.hidden1")), _norm(p, "encoder.norm1")
        self.mean = _layer(p, "encoder.head").part(ALL, slice(latent))
        drift = _layer(p, "drift.hidden0").scaled(0.5)
        self.drift0 = [drift.beside(np.array([t / sde.TIMES[-1]], np.float32)) for t in sde.TIMES[:-1]]
        self.drift1 = _layer(p, "drift.hidden1").scaled(0.5)
        self.speed = _layer(p, "drift.out")
        self.steps = [(end - start) / sde.TIMES[-1] for start, end in zip(sde.TIMES, sde.TIMES[1:], strict=False)]
        self.couplings = [_coupling(p, number, latent) for number in range(flow.COUPLINGS)]

    def levels(self, tokens: Tokens) -> np.ndarray:
        """[3,D] unit vectors at the three times; zeros where nothing is known."""
        bag = self._read(tokens)
        if not bag.counts.sum() > 0:
            return np.zeros((3, self.model.shape.latent), np.float32)
        path = [self._encoded(self._pooled(bag))]
        for hidden0, step in zip(self.drift0, self.steps, strict=True):
            path.append(path[-1] + step * self.speed(_silu(self.drift1(_silu(hidden0(path[-1]))))))
        return unit(np.stack([path[0], path[1], self._flown(path[-1])]))

    def _read(self, tokens: Tokens) -> Bags:
        """Model.read of one text."""
        ids, kinds, counts = tokens.token, tokens.kind, tokens.count
        if self.model.shape.copies:
            rows = [self.model.vocabulary.rows(tokens.names[token]) for token in ids.tolist()]
            sizes = [len(each) for each in rows]
            ids = np.array([row for each in rows for row in each], np.int64)
            kinds, counts = kinds.repeat(sizes), (1.0 + np.log(counts)).astype(np.float32).repeat(sizes)
        return Bags(ids, kinds, counts, np.zeros(1, np.int64))

    def _pooled(self, bag: Bags) -> np.ndarray:
        """encoder.pool of one bag."""
        p = self.model.params
        weights = bag.counts * np.exp(p["token.weight"][bag.ids] + p["kind.weight"][bag.kinds])
        summed = weights.dot(p["token.vector"][bag.ids])
        return np.asarray(summed / math.sqrt(summed.dot(summed) / len(summed) + 1e-12))

    def _encoded(self, pooled: np.ndarray) -> np.ndarray:
        h = _silu(self.norm1(self.hidden1(_silu(self.norm0(self.hidden0(pooled))))))
        mean = self.mean(h)
        straight = self.model.params.get("encoder.straight")
        return mean if straight is None else np.asarray(mean + pooled.dot(straight))

    def _flown(self, z: np.ndarray) -> np.ndarray:
        z = z.copy()
        for kept, moved, hidden0, hidden1, scale_and_shift in self.couplings:
            out = scale_and_shift(_silu(hidden1(_silu(hidden0(z[kept])))))
            size = len(out) // 2
            z[moved] = z[moved] * np.exp(flow.SCALE_RANGE * np.tanh(out[:size])) + out[size:]
        return z
