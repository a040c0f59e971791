"""A list of strings as two arrays: all bytes end to end, and where each begins.

Such a list lies in the index file and is read in place: nothing is decoded but what is asked for. A
sorted one is searched by bisection. Bytes are UTF-8; file names that are not keep their bytes through
surrogate escapes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from ncs.ragged import stretches

MANY = 50  # bisections: for more, a warm process takes all values apart once, and each costs a tenth


class Strings(Sequence[str]):
    """`Strings.pack(["a", "bc"])` holds data b"abc" and offsets [0, 1, 3]."""

    __slots__ = ("_found", "_listed", "_read", "_row_of", "_sought", "data", "offsets")

    def __init__(self, data: np.ndarray, offsets: np.ndarray) -> None:
        self.data = data
        self.offsets = offsets
        self._found: dict[str, int] = {}  # the same words are asked for again and again
        self._read: dict[int, str] = {}  # and so are the same rows
        self._sought = 0  # how many bisections there were
        self._listed: list[bytes] | None = None  # all values, once there were many
        self._row_of: dict[bytes, int] = {}  # and their rows

    @classmethod
    def pack(cls, values: Iterable[str | bytes]) -> Strings:
        encoded = [v if isinstance(v, bytes) else v.encode("utf-8", "surrogateescape") for v in values]
        offsets = np.zeros(len(encoded) + 1, np.uint32)
        np.cumsum([len(value) for value in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    @classmethod
    def join(cls, parts: Sequence[Strings]) -> Strings:
        """Lists one below the other."""
        ends = np.cumsum([0, *(int(part.offsets[-1]) for part in parts)])
        offsets = [part.offsets[1:] + np.uint32(end) for part, end in zip(parts, ends, strict=False)]
        data = np.concatenate([part.data for part in parts])
        return cls(data, np.concatenate([np.zeros(1, np.uint32), *offsets]))

    def take(self, rows: np.ndarray) -> Strings:
        parts = [self.data[self.offsets[a] : self.offsets[b]] for a, b in stretches(rows)]
        offsets = np.zeros(len(rows) + 1, np.uint32)
        np.cumsum(self.offsets[rows + 1] - self.offsets[rows], out=offsets[1:])
        return Strings(np.concatenate([self.data[:0], *parts]), offsets)

    def all_bytes(self) -> list[bytes]:
        data, bounds = self.data.tobytes(), self.offsets.tolist()
        return [data[start:end] for start, end in zip(bounds, bounds[1:], strict=False)]

    def beginning(self, start: str) -> np.ndarray:
        """[n] bool, which values begin with this."""
        found, left = np.zeros(len(self), bool), np.flatnonzero(np.diff(self.offsets) >= len(start.encode()))
        for place, byte in enumerate(start.encode()):
            left = left[self.data[self.offsets[left] + np.uint32(place)] == byte]
        found[left] = True
        return found

    def equal(self, value: str) -> np.ndarray:
        """[n] bool, which values are this."""
        return self.beginning(value) & (np.diff(self.offsets) == len(value.encode()))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def bytes_at(self, i: int) -> bytes:
        if self._listed is not None:
            return self._listed[i]
        return self.array_at(i).tobytes()

    def array_at(self, i: int) -> np.ndarray:
        """The bytes of one, in place."""
        return self.data[self.offsets.item(i) : self.offsets.item(i + 1)]

    def __getitem__(self, i):  # type: ignore[no-untyped-def, override]
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        found = self._read.get(i)
        if found is None:
            if not 0 <= i < len(self.offsets) - 1:
                raise IndexError(i)
            self._read[i] = found = str(self.array_at(i).data, "utf-8", "surrogateescape")
        return found

    def __iter__(self) -> Iterator[str]:
        data, bounds = self.data.tobytes(), self.offsets.tolist()
        for start, end in zip(bounds, bounds[1:], strict=False):
            yield data[start:end].decode("utf-8", "surrogateescape")

    def find(self, value: str) -> int:
        """Row of a value in a list sorted by bytes, or -1."""
        found = self._found.get(value)
        if found is None:
            wanted = value.encode("utf-8", "surrogateescape")
            if self._listed is not None:
                found = self._row_of.get(wanted, -1)
            else:
                row = self.bisect(wanted)
                found = row if row < len(self) and self.bytes_at(row) == wanted else -1
            self._found[value] = found
        return found

    def bisect(self, wanted: bytes) -> int:
        """The first row that is not smaller, in a list sorted by bytes."""
        self._sought += 1
        if self._listed is None and self._sought > MANY:
            self._listed = self.all_bytes()
            self._row_of = dict(zip(self._listed, range(len(self._listed)), strict=True))
        if self._listed is not None:
            return bisect_left(self._listed, wanted)
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low


Name = TypeVar("Name", str, bytes)


class Numbers(dict[Name, int]):
    """Numbers strings in the order in which they come."""

    def __missing__(self, value: Name) -> int:
        self[value] = number = len(self)
        return number


def by_bytes(values: Iterable[str]) -> list[str]:
    """Distinct values in the order that `Strings.find` needs, the same under every hash seed."""
    return sorted(set(values), key=lambda value: value.encode("utf-8", "surrogateescape"))
