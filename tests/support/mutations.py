"""Index files that somebody spoiled, by accident or on purpose: a seed gives the same one again.

Accidents leave the digests as they were. Somebody with a purpose makes new ones, so these change what the file says
and seal it as ncs would.
"""

from __future__ import annotations

import json
import struct
from random import Random
from typing import Any

import numpy as np

from ncs.index import format

Parts = tuple[dict[str, np.ndarray], dict[str, Any]]  # arrays by name, and what is said about them
NUMBERS: tuple[Any, ...] = (0, 1, -1, 2, 255, 256, 2**15, 2**31 - 1, 2**32 - 1, 2**60, 2**63, 2**64, 10**30, -(2**60))
STRANGE: tuple[Any, ...] = (
    None, True, "", "x", "../../etc", "/etc", "a\0b", "\x1b]0;x\x07", [], {}, [[]], {"a": 1}, 0.5, -0.0, 1e308,
    float("nan"), float("inf"), "9" * 99, ["a"] * 99, "\ud800", *NUMBERS,
)  # fmt: skip
DTYPES = tuple(format.DTYPES)


def parts_of(data: bytes) -> Parts:
    """The arrays of a whole index, and the text about them."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    text = json.loads(header.pop("__metadata__")["ncs"])
    arrays = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        flat = np.frombuffer(data, np.uint8, end - start, 8 + length + start)
        arrays[name] = flat.view(format.DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays, text


def sealed(arrays: dict[str, np.ndarray], text: dict[str, Any], table: dict[str, Any] | None = None) -> bytes:
    """A file with right digests and seal, whatever is in it; `table` replaces entries of the header."""
    names = {np.dtype(dtype): name for name, dtype in format.DTYPES.items()}
    header: dict[str, Any] = {}
    place = 0
    for name, array in arrays.items():
        end = place + array.nbytes
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": [place, end]}
        place = end
    header |= table or {}
    digests = {name: format.digest(np.ascontiguousarray(array)) for name, array in arrays.items()}
    digests |= {name: "0" * 64 for name in header if name not in digests}
    text = text | {"digests": {name: digests[name] for name in header}}
    header["__metadata__"] = {"ncs": format.canonical(text | {"seal": format.seal(text)})}
    head = json.dumps(header).encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(head)) + head + b"".join(array.tobytes() for array in arrays.values())


def mutated(data: bytes, seed: int) -> bytes:
    """One spoiled copy."""
    random = Random(seed)
    kind = random.choice(("accident", "values", "values", "values", "table", "about"))
    if kind == "accident":
        return _accident(data, random)
    arrays, text = parts_of(data)
    if kind == "values":
        return sealed(_values(arrays, random), text)
    if kind == "table":
        return _table(arrays, text, random)
    text = text | {"about": _json(text["about"], random)}
    return sealed(arrays, text)


def _accident(data: bytes, random: Random) -> bytes:
    spoiled = bytearray(data)
    place = random.randrange(len(data)) if random.random() < 0.7 else random.randrange(min(len(data), 9000))
    length = random.choice((1, 1, 2, 8, 100, 4096))
    kind = random.choice(("flip", "set", "cut", "insert", "zero", "remove", "double", "move"))
    if kind == "flip":
        spoiled[place] ^= 1 << random.randrange(8)
    elif kind == "set":
        spoiled[place : place + length] = random.randbytes(len(spoiled[place : place + length]))
    elif kind == "cut":
        del spoiled[place:]
    elif kind == "insert":
        spoiled[place:place] = random.randbytes(length)
    elif kind == "zero":
        spoiled[place : place + length] = bytes(len(spoiled[place : place + length]))
    elif kind == "remove":
        del spoiled[place : place + length]
    elif kind == "double":
        spoiled[place:place] = spoiled[place : place + length]
    else:
        spoiled = spoiled[place:] + spoiled[:place]
    return bytes(spoiled)


def _values(arrays: dict[str, np.ndarray], random: Random) -> dict[str, np.ndarray]:
    """One to three arrays with other values of the same type and size."""
    arrays = dict(arrays)
    filled = [name for name, array in arrays.items() if array.size]
    own = [name for name in filled if not name.startswith("model.")]
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(own if random.random() < 0.8 else filled)
        arrays[name] = _spoiled(arrays[name], random)
    return arrays


def _spoiled(array: np.ndarray, random: Random) -> np.ndarray:
    flat = array.reshape(-1).copy()
    count = random.choice((1, 1, 1, 3, len(flat)))
    places = [random.randrange(len(flat)) for _ in range(min(count, 1000))]
    if flat.dtype.kind == "f":
        flat[places] = random.choice((np.nan, np.inf, -np.inf, -1.0, 0.0, 6e4, 1e-40, 3.0))
        if flat.dtype == np.float32 and random.random() < 0.3:
            flat[places] = random.choice((3.4e38, -3.4e38))
        return flat.reshape(array.shape)
    limits = np.iinfo(flat.dtype)
    kind = random.choice(("low", "high", "near", "any", "reverse", "shuffle", "constant"))
    if kind == "reverse":
        flat = flat[::-1].copy()
    elif kind == "shuffle":
        flat = flat[np.array(random.sample(range(len(flat)), len(flat)))]
    elif kind == "constant":
        flat[:] = random.choice((limits.min, limits.max, flat[0]))
    elif kind == "near":
        flat[places] = np.clip(flat[places].astype(np.int64) + random.choice((-1, 1)), limits.min, limits.max)
    else:
        flat[places] = {"low": limits.min, "high": limits.max}.get(kind, random.randint(limits.min, limits.max))
    return flat.reshape(array.shape)


def _table(arrays: dict[str, np.ndarray], text: dict[str, Any], random: Random) -> bytes:
    """Arrays that are missing, too many, of other types or sizes; or a table that lies about them."""
    arrays = dict(arrays)
    name, other = random.sample(list(arrays), 2)
    kind = random.choice(("drop", "swap", "add", "shorter", "type", "shape", "lie"))
    if kind == "drop":
        del arrays[name]
    elif kind == "swap":
        arrays[name], arrays[other] = arrays[other], arrays[name]
    elif kind == "add":
        arrays[random.choice(("x", "../x", "model.x", "text.data", "\x1b[2J", ""))] = arrays[name]
    elif kind == "shorter":
        arrays[name] = arrays[name].reshape(-1)[: random.randrange(arrays[name].size + 1)]
    elif kind == "type":
        size = arrays[name].nbytes
        fits = [d for d in format.DTYPES.values() if size % np.dtype(d).itemsize == 0]
        arrays[name] = arrays[name].reshape(-1).view(np.uint8).view(random.choice(fits))
    elif kind == "shape":
        arrays[name] = arrays[name].reshape(random.choice(((1, -1), (-1, 1), (1, 1, -1), (-1,))))
    else:
        entry = {"dtype": random.choice((*DTYPES, "O", "F64", None, 3)), "shape": [random.choice(STRANGE)]}
        entry["data_offsets"] = random.choice(
            ([0, random.choice(STRANGE)], [random.choice(STRANGE), 9], [], None, [0, 8])
        )
        return sealed(arrays, text, {random.choice((name, "y")): random.choice((entry, random.choice(STRANGE)))})
    return sealed(arrays, text)


def _json(value: Any, random: Random) -> Any:
    """A JSON value with something in it replaced, removed or added."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        if random.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return value | {key: _json(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.5:
        place = random.randrange(len(value))
        return [*value[:place], _json(value[place], random), *value[place + 1 :]]
    return random.choice(STRANGE)
