"""One file out of a zip that anybody may have made: by its exact name, counted as it swells, nothing else read."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import BinaryIO

from ncs.share.intake import Sink, refused

_PIECE = 1 << 16
_MOST_MEMBERS = 100
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65535


def member(packed: BinaryIO, name: str, sink: Sink) -> str:
    """Write the member called `name` and give its digest."""
    _check_size_of_list(packed)
    try:
        with zipfile.ZipFile(packed) as archive, archive.open(name) as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                sink.write(piece)
    except KeyError:
        raise refused(f"the artifact holds no file {name}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise refused("the artifact is damaged") from None
    return sink.finish()


def _check_size_of_list(packed: BinaryIO) -> None:
    """zipfile reads the whole list of members: a million of them would fill the memory."""
    size = packed.seek(0, os.SEEK_END)
    packed.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = packed.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        raise refused("the artifact is damaged")
    members, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    if members > _MOST_MEMBERS or length > _MOST_MEMBERS << 10:
        raise refused("the artifact holds too many files")
