"""Small models with weights that do something, for tests of the maths."""

from __future__ import annotations

import numpy as np

from ncs.model.model import Model
from ncs.model.shape import STANDARD, TUTORIAL, Shape, parameters
from ncs.model.vocabulary import Vocabulary
from ncs.model.weights import initial
from ncs.strings import Strings, by_bytes
from ncs.text.tokens import Tokens

WORDS = by_bytes("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho".split())


def lively(shape: Shape, seed: int = 0) -> dict[str, np.ndarray]:
    """Initial weights, but no layer silent: drift, flow and heads move what passes through."""
    rng = np.random.default_rng(seed + 1)
    params = initial(shape, seed)
    for name, sizes in parameters(shape).items():
        if name.endswith(".weight") and len(sizes) == 2:
            params[name] = (rng.standard_normal(sizes) / np.sqrt(sizes[0])).astype(np.float32)
    return params


def standard(seed: int = 0) -> Model:
    shape = STANDARD._replace(tokens=len(WORDS), buckets=4, words=12, latent=16, hidden=24, embed=32, decoder_hidden=20)
    words = Strings.pack(["", "\x02", "\x03", "\x1a", *WORDS[:8]])
    return Model(shape, lively(shape, seed), Vocabulary(Strings.pack(WORDS), 4), words)


def tutorial(seed: int = 0) -> Model:
    return Model(TUTORIAL, lively(TUTORIAL, seed), Vocabulary(Strings.pack([])), Strings.pack([]))


def texts(model: Model, count: int, seed: int = 0) -> Tokens:
    """Random texts of one to thirty tokens."""
    rng = np.random.default_rng(seed)
    ends = np.cumsum([0, *rng.integers(1, 30, count)])
    names = WORDS if model.shape.copies else ()
    token, kind = rng.integers(0, len(names) or 256, ends[-1]), rng.integers(0, 7, ends[-1])
    return Tokens(names, token, kind.astype(np.uint8), rng.integers(1, 9, ends[-1]).astype(np.float32), ends).merged()
