"""What hooks and the worker tell each other: small files in the index's folder.

    pending   a hook was called: the top of the work tree that asked last. Worker, look at it.
    working   the mark that the worker is at; left behind, the worker was killed or failed.
    failed    why the last update failed, in one line.
    lock      held by the worker while it lives, with its process id; the kernel lets it go with the process.

hook.sh writes `pending` and `failed` too. Imports only what a hook can afford.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PENDING, WORKING, FAILED, LOCK = "pending", "working", "failed", "lock"
_LONGEST = 4096


def mark(folder: str, root: str) -> None:
    """Ask for an update of `root`, atomically."""
    os.makedirs(folder, exist_ok=True)
    beside = os.path.join(folder, f".{PENDING}.{os.getpid()}")
    with open(beside, "wb") as file:
        file.write(os.fsencode(root) + b"\n")
    os.replace(beside, os.path.join(folder, PENDING))


def is_there(folder: str, name: str) -> bool:
    return os.path.lexists(os.path.join(folder, name))


def read(folder: str, name: str) -> str:
    """The first line of a mark; "" when it is not there, or empty: on a full disk, or while it is written."""
    with suppress(OSError), open(os.path.join(folder, name), "rb") as file:
        return os.fsdecode(file.readline(_LONGEST)).strip("\n")
    return ""


def claim(folder: str) -> bool:
    """Take the pending mark; what is asked for from now on is a new one."""
    try:
        os.replace(os.path.join(folder, PENDING), os.path.join(folder, WORKING))
    except FileNotFoundError:
        return False
    return True


def remove(folder: str, name: str) -> None:
    with suppress(OSError):
        os.unlink(os.path.join(folder, name))


def fail(folder: str, why: str) -> None:
    """Keep the reason for the next `ncs query`. On a full disk the mark `working` has to say it alone."""
    with suppress(OSError), open(os.path.join(folder, FAILED), "w", encoding="utf-8", errors="replace") as file:
        file.write(" ".join(why.split())[:500] + "\n")


def clear(folder: str) -> None:
    """Leave nothing behind, unless a worker is still at it."""
    if not worker_lives(folder):
        for name in (PENDING, WORKING, FAILED, LOCK):
            remove(folder, name)


@contextmanager
def locked(folder: str) -> Iterator[bool]:
    """Whether this process is the only worker now. It leaves its process id there while it is."""
    handle = os.open(os.path.join(folder, LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    try:
        _write_id(handle, b"%d\n" % os.getpid())
        yield True
    finally:
        _write_id(handle, b"")
        os.close(handle)


def worker_lives(folder: str) -> bool:
    """Asks the process id: to try the lock, even for a moment, could turn a worker away that starts right then."""
    number = read(folder, LOCK)
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _write_id(handle: int, text: bytes) -> None:
    with suppress(OSError):  # a full disk: only `worker_lives` is the poorer for it
        os.ftruncate(handle, 0)
        os.pwrite(handle, text, 0)
