"""A model inside an index: token vectors as int8 rows, everything else as float16.

What is packed is what is used: a build packs the trained weights, unpacks them again and embeds with
those, so that index and query are made by the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ncs.index.format import Container
from ncs.model.model import Model
from ncs.model.shape import PRESETS, Shape, parameters
from ncs.model.vocabulary import Vocabulary
from ncs.strings import Strings

TABLE = "token.vector"
LARGEST, MOST_LAYERS = 1 << 24, 16  # of a model's sizes


class Rows:
    """A table of int8 rows that is read as float32, only where asked: `rows[ids]` -> [len(ids), E]."""

    def __init__(self, packed: np.ndarray, scale: np.ndarray) -> None:
        self.packed, self.scale = packed, scale

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        return self.packed[ids].astype(np.float32) * self.scale[ids, None]

    def whole(self) -> np.ndarray:
        return self.packed.astype(np.float32) * self.scale[:, None]


def quantize(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows [..., D] -> int8 rows and the scale [...] of each, so that rows are about packed * scale."""
    scale = np.abs(vectors).max(-1) / 127.0
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    return np.rint(vectors / scale[..., None]).astype(np.int8), scale


def pack(model: Model) -> dict[str, np.ndarray]:
    """The model's arrays as they lie in the index file."""
    packed, scale = quantize(model.params[TABLE])
    arrays = {f"model.{name}": array.astype(np.float16) for name, array in model.params.items() if name != TABLE}
    arrays |= {f"model.{TABLE}": packed, f"model.{TABLE}.scale": scale}
    for name, strings in (("vocabulary", model.vocabulary.words), ("words", model.words)):
        arrays |= {f"model.{name}.data": strings.data, f"model.{name}.offsets": strings.offsets}
    return arrays


def as_stored(model: Model) -> Model:
    """The model with the numbers that a reader of the index will have."""
    params = {name: array.astype(np.float16).astype(np.float32) for name, array in model.params.items()}
    params[TABLE] = Rows(*quantize(model.params[TABLE])).whole()
    return model._replace(params=params)


def _possible(shape: Shape) -> bool:
    """Whether a shape out of a file may be reckoned with: ten million layers would take hours to list."""
    like = PRESETS.get(shape.preset) if isinstance(shape.preset, str) else None
    if like is None or [type(value) for value in shape] != [type(value) for value in like]:
        return False
    sizes = [value for value in shape if type(value) is int]
    return all(0 <= size <= LARGEST for size in sizes) and shape.decoder_layers <= MOST_LAYERS


def unpack(file: Container) -> Model:
    """The model of an index; raises IndexFileError when its arrays are not those of its shape."""
    try:
        shape = Shape(**file.about["model"])
    except (TypeError, KeyError):
        raise file.damaged("another model") from None
    if not _possible(shape):
        raise file.damaged("another model")
    table = parameters(shape)
    params: dict[str, Any] = {}
    for name, sizes in table.items():
        array = file.array(f"model.{name}")
        if array.shape != sizes:
            raise file.damaged(f"another model: {name}")
        params[name] = array if name == TABLE else array.astype(np.float32)
    params[TABLE] = Rows(params[TABLE], file.array(f"model.{TABLE}.scale"))
    words = {name: Strings(file.array(f"model.{name}.data"), file.array(f"model.{name}.offsets"))
             for name in ("vocabulary", "words")}  # fmt: skip
    return Model(shape, params, Vocabulary(words["vocabulary"]), words["words"])
