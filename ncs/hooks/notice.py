"""What went wrong in the background, told by the next `ncs query` or `ncs status` in one line.

All is read from the state that hooks and the worker leave, since a worker that was killed, or could not even be
started, tells nothing itself. On the cold query path: imports little, starts nothing.
"""

from __future__ import annotations

import os
import time

from ncs.hooks import marks
from ncs.source.location import locate

STARTING = 10.0  # seconds that a worker may take to start, on a busy machine too
_ROOM = 1 << 20  # bytes: with less, a disk counts as full


def notice(path: str = ".") -> str:
    """The line, or "" when all is well. What is older than the index is history: somebody has made it since."""
    found = locate(path)
    if found is None:
        return ""
    folder = os.path.join(found.common_dir, "ncs")
    index = _when(os.path.join(folder, "index.ncs")) or 0.0
    asked = [_when(os.path.join(folder, name)) or 0.0 for name in (marks.FAILED, marks.WORKING, marks.PENDING)]
    failed, working, pending = (when if when > index else 0.0 for when in asked)
    again = "run `ncs index`"
    if failed and failed >= working:
        return f"the last update in the background failed: {marks.read(folder, marks.FAILED)}"
    if os.path.isdir(folder) and not os.access(folder, os.W_OK) and _is_hooked(found.common_dir):
        return f"hooks can't bring the index up to date: {folder} can't be written to"
    if marks.worker_lives(folder):
        return ""
    if working:
        why = "the disk is full" if _is_full(folder) else "it was killed, or had no room left on the disk"
        return f"the last update in the background did not end ({why}): {again}"
    if pending and time.time() - pending > STARTING:
        return f"a hook was called {_ago(time.time() - pending)} ago, but no update has run since: {again}"
    return ""


def _when(path: str) -> float | None:
    try:
        return os.lstat(path).st_mtime
    except OSError:
        return None


def _is_hooked(common_dir: str) -> bool:
    return os.path.exists(os.path.join(common_dir, "hooks", "post-commit"))


def _is_full(folder: str) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _ROOM


def _ago(seconds: float) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {name}{'s' * (number > 1)}"
    return f"{int(seconds)} seconds"
