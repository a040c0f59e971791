"""The first weights of a model, drawn from a seed by numpy, so that torch is not needed for them.

Beginning as a random projection of weighted words is the point: search works before training, and
training starts from cosines that already mean something. The last layers of drift and flow start near
zero, so the trajectory starts as a straight line.
"""

from __future__ import annotations

import math

import numpy as np

from ncs.model.shape import Shape, parameters
from ncs.types import KINDS

# How much more a word says in a name or a path than in code, as first guess, in logs; training moves it.
KIND_WEIGHT = {"name": 0.7, "path": 0.5, "header": 0.7, "comment": -0.2, "string": -0.5}
CONTRAST_SCALE = math.log(1 / 0.05)  # inverse temperature of the contrastive loss, in logs
NEARLY_ZERO = 0.02
SMOOTHING = {"standard": 1e-3, "tutorial": 1e-2}  # a of a / (a + p): a character is more probable than a word
LOGVAR = -3.0  # the posterior starts narrow: noise as wide as the signal teaches nothing


def initial(shape: Shape, seed: int, uses: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Fresh weights as float32 arrays by name. uses [tokens]: how often the texts at hand use each token;
    the shared rows of unknown words count as used once."""
    rng = np.random.default_rng(seed)
    drawn = {name: _draw(rng, shape, name, sizes) for name, sizes in parameters(shape).items()}
    if uses is not None:
        uses = np.concatenate([uses, np.ones(shape.buckets)])
        drawn |= _weighed_and_centred(drawn["token.vector"], uses, SMOOTHING[shape.preset])
    return drawn


def _weighed_and_centred(vectors: np.ndarray, uses: np.ndarray, smoothing: float) -> dict[str, np.ndarray]:
    """Rare tokens weigh more, a / (a + p) for probability p (Arora et al. 2017, "A simple but tough-to-beat
    baseline"); and the mean text becomes the origin, else all texts would lie in one direction."""
    share = uses / max(1e-9, uses.sum())
    weight = smoothing / (smoothing + share)
    centre = (share * weight) @ vectors / max(1e-9, float((share * weight).sum()))
    return {
        "token.weight": np.log(weight).astype(np.float32),
        "token.vector": (vectors - centre).astype(np.float32),
    }


def _draw(rng: np.random.Generator, shape: Shape, name: str, sizes: tuple[int, ...]) -> np.ndarray:
    if name == "kind.weight":
        return np.array([KIND_WEIGHT.get(kind, 0.0) for kind in KINDS], np.float32)
    if name == "contrast.scale":
        return np.full(1, CONTRAST_SCALE, np.float32)
    if ".norm" in name and name.endswith("weight"):
        return np.ones(sizes, np.float32)
    if name == "encoder.head.bias":
        return np.repeat(np.array([0.0, LOGVAR], np.float32), shape.latent)
    if name.endswith("bias") or name in ("token.weight", "decoder.follow"):
        return np.zeros(sizes, np.float32)
    if name == "encoder.straight" and sizes[0] == sizes[1]:
        return np.eye(sizes[0], dtype=np.float32)
    if name == "decoder.word":  # it is multiplied by itself: small, so that no word begins as the likely one
        return rng.standard_normal(sizes, np.float32) / math.sqrt(sizes[1])
    if name == "token.vector":
        return _vector_size(shape) * rng.standard_normal(sizes, np.float32)
    if name in ("decoder.role", "decoder.place"):
        return rng.standard_normal(sizes, np.float32)
    spread = 1.0 / math.sqrt(sizes[0])
    if _starts_silent(shape, name):
        spread *= NEARLY_ZERO
    return spread * rng.standard_normal(sizes, np.float32)


def _vector_size(shape: Shape) -> np.float32:
    """Of a token vector's numbers. Pooling scales words' away, and small ones learn faster; the decoder also
    reads characters as they are."""
    return np.float32(0.25 if shape.copies else 1.0)


def _starts_silent(shape: Shape, name: str) -> bool:
    """Layers that only add to a path which already carries the meaning."""
    beside_straight = shape.copies and name == "encoder.head.weight"
    return beside_straight or name == "drift.out.weight" or (name.startswith("flow") and ".out." in name)
