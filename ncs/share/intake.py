"""The bytes of an index as they arrive: counted, hashed, and refused as soon as they can't be one.

An index says in its header how long it is, so an endless body ends here after the first piece too many.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from ncs.errors import IndexFileError
from ncs.index.format import LONGEST_HEADER, declared_size
from ncs.share.shelf import LARGEST


class Intake:
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
        self._head: bytes | None = b""
        self.expected = LARGEST if self._size is None else min(self._size, LARGEST)

    def write(self, piece: bytes) -> None:
        self.count += len(piece)
        self._hash.update(piece)
        if self._head is not None:
            self._read_head(piece)
        if self.count > self.expected:
            raise refused(f"more than {self.expected} bytes came")
        self._out.write(piece)

    def whole(self) -> bool:
        """Whether as much has come as the file itself says it is long."""
        return self._head is None and self.count == self.expected

    def finish(self) -> str:
        """The digest of what has come; raises IndexFileError when it is not what was promised."""
        if self._size is not None and self.count != self._size:
            raise refused(f"{self.count} bytes came instead of {self._size}")
        found = f"sha256:{self._hash.hexdigest()}"
        if self._digest and found != self._digest:
            raise refused("its digest is not the one that was published with it")
        return found

    def _read_head(self, piece: bytes) -> None:
        self._head = (self._head or b"") + piece
        size = declared_size(self._head)
        if size is None and len(self._head) <= LONGEST_HEADER + 8:
            return
        if size is None:
            raise refused("its header is too long")
        if size > self.expected or (self._size is not None and size != self._size):
            raise refused(f"its header says that it has {size} bytes")
        self.expected, self._head = size, None


def refused(fault: str) -> IndexFileError:
    return IndexFileError(f"a published index is refused: {fault}", fault)
