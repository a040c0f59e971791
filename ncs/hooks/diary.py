"""What the worker did, line by line, in a file that stays small."""

from __future__ import annotations

import os
import time
from contextlib import suppress

NAME = "hook.log"
_MOST = 64 * 1024  # bytes: some hundred updates


def note(folder: str, line: str) -> None:
    """Add a line with the time. A log that can't be written stops nothing."""
    path = os.path.join(folder, NAME)
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    with suppress(OSError):
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{now} {' '.join(line.split())[:500]}\n")
            size = file.tell()
        if size > _MOST:
            _forget_older_half(path)


def remove(folder: str) -> None:
    with suppress(OSError):
        os.unlink(os.path.join(folder, NAME))


def _forget_older_half(path: str) -> None:
    with open(path, "rb") as file:
        lines = file.read()[-_MOST // 2 :].split(b"\n", 1)
    with open(path, "wb") as file:
        file.write(lines[-1])
