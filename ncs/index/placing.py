"""Putting an index file in place whole: written beside, flushed to disk, renamed.

Readers never see a part, and a writer killed at any moment leaves the old file or none. What a killed one
leaves beside is cleared by the next.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ncs.errors import SituationError

SUFFIX = ".ncs"


def may_be_index(path: str) -> bool:
    """Whether a file may be replaced by an index: it is one, was one before it was damaged, or is empty."""
    try:
        with open(path, "rb") as file:
            start = file.read(9)
    except OSError:
        return True  # that it can't be read is said elsewhere
    return path.endswith(SUFFIX) or not start or start[8:9] == b"{"


def replace(path: str | os.PathLike[str], data: bytes) -> None:
    """Put bytes in place as a whole file."""
    with beside(path) as file:
        file.write(data)


@contextmanager
def beside(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """An open file, that takes its place when the block ends well and is removed when not."""
    target = Path(path)
    if target.exists() and not target.is_file():  # as root, a rename would even take the place of /dev/null
        raise SituationError(f"the index can't be written to {target}: it is not a regular file")
    own = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_remains(target, own)
        with open(own, "xb") as file:  # x: never through a link that somebody put there
            _lock(file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(own, target)
    except OSError as problem:
        _remove(own)
        raise SituationError(f"the index can't be written to {target}: {problem.strerror}") from None
    except BaseException:
        _remove(own)
        raise


def _clear_remains(target: Path, own: Path) -> None:
    """Remove what killed writers left. A live one holds a lock on its file and is found by its process id:
    both must be gone, since neither is seen from everywhere (another container, a network file system)."""
    _remove(own)  # of an earlier process that had our id
    pattern = re.compile(rf"\.{re.escape(target.name)}\.([0-9]{{1,9}})\.new")
    for name in os.listdir(target.parent):
        found = pattern.fullmatch(name)
        if found and not _alive(int(found[1])):
            with suppress(OSError):
                _remove_unlocked(target.with_name(name))


def _remove_unlocked(remains: Path) -> None:
    handle = os.open(remains, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(remains)
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove(path: Path) -> None:
    with suppress(OSError):  # cleaning up must not hide what went wrong
        path.unlink(missing_ok=True)
