"""A model inside a file: large tables as int8 rows, everything else as float16.

An index that was built on the base model holds only what differs from it, and names it. What is packed is
what is used: a build embeds with its weights as they are stored, so that index and query are made by the
same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ncs.index.format import Container
from ncs.index.tables import Table
from ncs.model.model import Model
from ncs.model.shape import PRESETS, Shape, parameters
from ncs.model.vocabulary import Vocabulary
from ncs.strings import Strings

TABLES = ("token.vector", "decoder.word")
LARGEST, MOST_LAYERS = 1 << 24, 16  # of a model's sizes


def as_stored(model: Model, base: Model | None = None) -> Model:
    """The model with the numbers that a reader of the file will have."""
    params: dict[str, Any] = {}
    for name, array in model.params.items():
        if name in TABLES:
            params[name] = Table.of(array) if base is None else _table(base, name).with_changes(array)
        else:
            params[name] = array.astype(np.float16).astype(np.float32)
    return model._replace(params=params)


def _table(model: Model, name: str) -> Table:
    return Table.of(model.params[name])


def pack(model: Model, base: Model | None = None) -> dict[str, np.ndarray]:
    """The arrays of a model as stored; with a base only what is not the base's."""
    arrays: dict[str, np.ndarray] = {}
    for name, array in model.params.items():
        if name in TABLES:
            arrays |= {f"model.{name}{part}": rows for part, rows in _parts(_table(model, name), base).items()}
        elif base is None or not np.array_equal(array, base.params[name]):
            arrays[f"model.{name}"] = array.astype(np.float16)
    if base is None:
        for name, strings in (("vocabulary", model.vocabulary.words), ("words", model.words)):
            arrays |= {f"model.{name}.data": strings.data, f"model.{name}.offsets": strings.offsets}
    return arrays


def _parts(table: Table, base: Model | None) -> dict[str, np.ndarray]:
    if base is None:
        return {"": table.packed, ".scale": table.scale}
    return {".rows": table.rows.astype(np.uint32), "": table.own, ".scale": table.own_scale} if len(table.rows) else {}


def _possible(shape: Shape) -> bool:
    """Whether a shape out of a file may be reckoned with: ten million layers would take hours to list."""
    like = PRESETS.get(shape.preset) if isinstance(shape.preset, str) else None
    if like is None or [type(value) for value in shape] != [type(value) for value in like]:
        return False
    if shape.copies != like.copies:  # one reads words, the other characters
        return False
    sizes = [value for value in shape if type(value) is int]
    return all(0 <= size <= LARGEST for size in sizes) and shape.decoder_layers <= MOST_LAYERS


def unpack(file: Container, base: Model | None = None) -> Model:
    """The model of a file; raises IndexFileError when its arrays are not those of its shape."""
    try:
        shape = Shape(**file.about["model"])
    except (TypeError, KeyError):
        raise file.damaged("another model") from None
    if not _possible(shape) or (base is not None and base.shape != shape):
        raise file.damaged("another model")
    params = unpack_arrays(file, parameters(shape), base)
    if base is not None:
        return Model(shape, params, base.vocabulary, base.words)
    return Model(shape, params, vocabulary_of(file, shape), written_of(file))


def vocabulary_of(file: Container, shape: Shape) -> Vocabulary:
    """What a model in a file that stands on no base reads."""
    return Vocabulary(_strings(file, "vocabulary"), shape.buckets)


def written_of(file: Container) -> Strings:
    """What a model in a file that stands on no base can write."""
    return _strings(file, "words")


def unpack_arrays(file: Container, sizes: dict[str, tuple[int, ...]], base: Model | None = None) -> dict[str, Any]:
    """The arrays of these names and sizes; with a base, its own where the file has none."""
    params: dict[str, Any] = {}
    for name, size in sizes.items():
        if base is not None and f"model.{name}" not in file:
            params[name] = base.params[name]
        elif name in TABLES:
            params[name] = _unpack_table(file, name, size, base)
        else:
            params[name] = _array(file, name, size).astype(np.float32)
    return params


def _unpack_table(file: Container, name: str, sizes: tuple[int, ...], base: Model | None) -> Table:
    scale = file.array(f"model.{name}.scale")
    if base is None:
        _expect(file, name, scale.shape == sizes[:1])
        return Table(_array(file, name, sizes), scale)
    rows = file.array(f"model.{name}.rows").astype(np.int64)
    _expect(file, name, rows.ndim == 1 and scale.shape == rows.shape)
    _expect(file, name, not len(rows) or (bool((np.diff(rows) > 0).all()) and rows[0] >= 0 and rows[-1] < sizes[0]))
    return _table(base, name).over(rows, _array(file, name, (len(rows), *sizes[1:])), scale)


def _array(file: Container, name: str, sizes: tuple[int, ...]) -> np.ndarray:
    array = file.array(f"model.{name}")
    _expect(file, name, array.shape == sizes)
    return array


def _expect(file: Container, name: str, good: bool) -> None:
    if not good:
        raise file.damaged(f"another model: {name}")


def _strings(file: Container, name: str) -> Strings:
    return Strings(file.array(f"model.{name}.data"), file.array(f"model.{name}.offsets"))
