"""The index file: named arrays in one safetensors file, checked before they are believed.

The file, in order:

    8 bytes   N, the length of the header, little-endian
    N bytes   JSON: array name -> {"dtype", "shape", "data_offsets"}, and "__metadata__" -> {"ncs": TEXT}
    the rest  the arrays' bytes, end to end, in the order of their offsets

TEXT is canonical JSON (sorted keys, no spaces). It holds "format" (below), "digests" (array name ->
SHA-256 of its type, shape and bytes), "about" (what the index is of; see index/index.py) and "seal", the
SHA-256 of the three. One metadata key, because safetensors does not write several in a stable order.

Reading maps the file into memory. An array's digest is compared when the array is first asked for, so a
query pays for what it uses; `verify` compares all. Nothing is unpickled.

Formats: 1 the first.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from typing import Any

import numpy as np

from ncs.errors import IndexFileError, SituationError

FORMAT = 1
LONGEST_HEADER = 4 << 20  # bytes: 200 arrays need 40 kB
DTYPES = {"U8": np.uint8, "I8": np.int8, "U16": np.uint16, "U32": np.uint32, "F16": np.float16, "F32": np.float32}


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(array: np.ndarray) -> str:
    hashed = hashlib.sha256(f"{array.dtype.str}{array.shape}".encode())
    hashed.update(array.reshape(-1).view(np.uint8).data)
    return hashed.hexdigest()


def seal(text: dict[str, Any]) -> str:
    sealed = {key: text.get(key) for key in ("format", "digests", "about")}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()


def encode(arrays: dict[str, np.ndarray], about: dict[str, Any]) -> bytes:
    """The whole file as bytes; equal input gives equal bytes."""
    from safetensors.numpy import save

    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    unreadable = [name for name, array in whole.items() if array.dtype not in DTYPES.values()]
    if unreadable:
        raise TypeError(f"no reader knows the types of {unreadable}")
    text = {"format": FORMAT, "digests": {name: digest(array) for name, array in whole.items()}, "about": about}
    return save(whole, {"ncs": canonical(text | {"seal": seal(text)})})


def declared_size(start: bytes | bytearray) -> int | None:
    """How long a file says it is, from its first bytes; None when more of them are needed. Checks little else."""
    if len(start) < 8:
        return None
    (length,) = struct.unpack("<Q", start[:8])
    if length > LONGEST_HEADER or start[8:9] not in (b"", b"{"):
        raise IndexFileError("this is no index", "it does not begin as an index does")
    if len(start) < 8 + length:
        return None
    try:
        header = json.loads(start[8 : 8 + length])
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return 8 + int(length) + int(max(ends, default=0))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        raise IndexFileError("this is no index", "its header can't be read") from None


class Container:
    """An open index file. Arrays are views of the map: valid as long as somebody holds them."""

    def __init__(self, path: str | os.PathLike[str], trusted: bool = False) -> None:
        self.path = os.fspath(path)
        self._bytes = _map(self.path)
        header, self._data = self._split()
        self._table = header
        text = self._metadata(header)
        self.about: dict[str, Any] = text["about"]
        self._digests: dict[str, str] = text["digests"]
        self.seal: str = text["seal"]
        self._trusted = trusted  # digests are compared by `verify` only
        self._verified: dict[str, np.ndarray] = {}
        self._check_offsets()

    def damaged(self, what: str) -> IndexFileError:
        return IndexFileError(f"the index {self.path} is damaged ({what}): run `ncs index` to make it anew", what)

    def __contains__(self, name: str) -> bool:
        return name in self._digests

    def names(self) -> list[str]:
        return sorted(self._digests)

    def layout(self, name: str) -> tuple[str, tuple[int, ...]]:
        """The type and the shape of an array, as the table says it."""
        return self._table[name]["dtype"], tuple(self._table[name]["shape"])

    def digest_of(self, name: str) -> str:
        """The digest that the file gives for an array, compared or not."""
        return str(self._digests[name])

    def nbytes(self, name: str) -> int:
        start, end = self._table[name]["data_offsets"]
        return int(end - start)

    def array(self, name: str) -> np.ndarray:
        """One array, its digest compared the first time."""
        if name not in self._verified:
            array = self._view(name)
            if not self._trusted and digest(array) != self._digests[name]:
                raise self.damaged(f"array {name}")
            self._verified[name] = array
        return self._verified[name]

    def verify(self) -> None:
        """Compare every digest; raises IndexFileError at the first that differs."""
        for name in self.names():
            if digest(self._view(name)) != self._digests[name]:
                raise self.damaged(f"array {name}")

    def _view(self, name: str) -> np.ndarray:
        if name not in self._digests:
            raise self.damaged(f"no array {name}")
        entry = self._table[name]
        start, end = entry["data_offsets"]
        flat = np.frombuffer(self._bytes, np.uint8, end - start, self._data + start)
        return flat.view(DTYPES[entry["dtype"]]).reshape(entry["shape"])

    def _split(self) -> tuple[dict[str, Any], int]:
        if len(self._bytes) < 8:
            raise self.damaged("too short")
        (length,) = struct.unpack("<Q", self._bytes[:8])
        if length > min(LONGEST_HEADER, len(self._bytes) - 8):
            raise self.damaged("header")
        try:
            header = json.loads(bytes(self._bytes[8 : 8 + length]))
        except (ValueError, RecursionError):
            raise self.damaged("header") from None
        if not isinstance(header, dict):
            raise self.damaged("header")
        return header, 8 + length

    def _metadata(self, header: dict[str, Any]) -> dict[str, Any]:
        metadata = header.pop("__metadata__", None)
        try:
            text = json.loads(metadata["ncs"])
            written = text["format"]
        except (TypeError, KeyError, ValueError, RecursionError):
            raise self.damaged("header") from None
        if written != FORMAT:
            newer = isinstance(written, int) and written > FORMAT
            what = "update ncs, or run `ncs index` to make it anew" if newer else "run `ncs index` to make it anew"
            other = f"format {str(written)[:20]!r}, this ncs reads {FORMAT}"
            raise IndexFileError(f"the index {self.path} has {other}: {what}", other)
        if not isinstance(text.get("about"), dict) or not isinstance(text.get("digests"), dict):
            raise self.damaged("header")
        if set(text["digests"]) != set(header) or text.get("seal") != seal(text):
            raise self.damaged("header")
        return text

    def _check_offsets(self) -> None:
        """Every array lies inside the file, has a known type, and its shape fills its bytes exactly."""
        end_of_data = 0
        for name, entry in self._table.items():
            try:
                dtype, shape, (start, end) = DTYPES[entry["dtype"]], entry["shape"], entry["data_offsets"]
                sizes = [size for size in shape if type(size) is int and 0 <= size < 2**48]
                good = type(start) is int and type(end) is int and 0 <= start <= end and len(sizes) == len(shape)
            except (TypeError, KeyError, ValueError):
                raise self.damaged(f"array {name}") from None
            size = np.dtype(dtype).itemsize
            for length in sizes:
                size *= length
            if not good or size != end - start or self._data + end > len(self._bytes):
                raise self.damaged(f"array {name}")
            end_of_data = max(end_of_data, end)
        if self._data + end_of_data != len(self._bytes):
            raise self.damaged("length")


class Loose(Container):
    """Arrays that were just made and lie in no file, behind the same door."""

    def __init__(self, path: str, arrays: dict[str, np.ndarray], about: dict[str, Any]) -> None:
        self.path, self.about, self.seal = path, about, ""
        self._verified = arrays
        self._digests = dict.fromkeys(arrays, "")
        self._table = {name: _entry(array) for name, array in arrays.items()}


def _entry(array: np.ndarray) -> dict[str, Any]:
    """What the table of a file would say of an array."""
    dtype = next((name for name, known in DTYPES.items() if array.dtype == known), str(array.dtype))
    return {"dtype": dtype, "shape": list(array.shape), "data_offsets": [0, array.nbytes]}


def _map(path: str) -> mmap.mmap:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                raise IndexFileError(f"the index {path} is damaged (empty): run `ncs index` to make it anew")
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise IndexFileError(f"there is no index at {path}: run `ncs index`") from None
    except PermissionError:
        raise SituationError(f"{path} can't be read: check its permissions") from None
    except (OSError, ValueError) as problem:
        raise IndexFileError(f"{path} is not an index ({problem}): run `ncs index`") from None
