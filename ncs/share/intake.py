"""Bytes as they arrive: counted, hashed, and refused as soon as they can't be what was promised.

An index says in its header how long it is, so an endless body ends here after the first piece too many.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from ncs.errors import IndexFileError, SituationError
from ncs.index.format import LONGEST_HEADER, declared_size
from ncs.share.shelf import LARGEST


class Sink:
    """Writes into an open file. `size` and `digest` are what was promised, where something was."""

    def __init__(self, out: BinaryIO, size: int | None = None, digest: str = "") -> None:
        self._out, self._size, self._digest = out, size, digest
        self._begin = out.tell()
        self.restart()

    def restart(self) -> None:
        """Forget what has come."""
        self._out.seek(self._begin)
        self._out.truncate()
        self.count = 0
        self._hash = hashlib.sha256()
        self._most = LARGEST if self._size is None else min(self._size, LARGEST)

    def write(self, piece: bytes) -> None:
        self.count += len(piece)
        self._hash.update(piece)
        if self.count > self._most:
            raise refused(f"more than the {self._most} bytes came that it should have")
        try:
            self._out.write(piece)
        except OSError as problem:
            raise SituationError(f"what is downloaded can't be written: {problem.strerror}") from None

    def whole(self) -> bool:
        """Whether as much has come as was promised; True where nothing was."""
        return self._size is None or self.count == self._size

    def finish(self) -> str:
        """The digest of what has come; raises IndexFileError when it is not what was promised."""
        if self._size is not None and self.count != self._size:
            raise refused(f"{self.count} bytes came instead of {self._size}")
        found = f"sha256:{self._hash.hexdigest()}"
        if self._digest and found != self._digest:
            raise refused("its digest is not the one that was published with it")
        return found


class Intake(Sink):
    """The same for an index, which must be as long as its own header says."""

    def restart(self) -> None:
        super().restart()
        self._head: bytearray | None = bytearray()

    def write(self, piece: bytes) -> None:
        if self._head is not None:
            self._head += piece
            self._read(self._head)
        super().write(piece)

    def whole(self) -> bool:
        return self._head is None and self.count == self._most

    def _read(self, head: bytearray) -> None:
        size = declared_size(head)
        if size is None and len(head) <= LONGEST_HEADER + 8:
            return
        if size is None or size > self._most or (self._size is not None and size != self._size):
            raise refused(f"its header says that it has {size} bytes" if size else "its header is too long")
        self._most, self._head = size, None


def refused(fault: str) -> IndexFileError:
    return IndexFileError(f"a published index is refused: {fault}", fault)
