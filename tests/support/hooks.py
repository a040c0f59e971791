"""Hooks in repositories of tests: real ones, called by real git."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from pathlib import Path

QUIET = {".ncs.yaml": "learn: false\n"}
LONGEST = 60.0  # seconds; a busy machine is no failure


def settle(root: Path) -> None:
    """Waits until no update is asked for and no worker is at one; `root` may be the git folder."""
    folder = (root / ".git" if (root / ".git").exists() else root) / "ncs"
    deadline = time.monotonic() + LONGEST
    while (folder / "pending").exists() or is_held(folder / "lock"):
        assert time.monotonic() < deadline, f"still at it: {sorted(path.name for path in folder.iterdir())}"
        time.sleep(0.02)


def is_held(lock: Path) -> bool:
    try:
        with open(lock) as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def updates(root: Path) -> list[str]:
    """What the worker wrote into its log, without the times."""
    log = root / ".git/ncs/hook.log"
    return [line[20:] for line in log.read_text().splitlines()] if log.exists() else []


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder: mode, and content or link target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        content = os.readlink(path).encode() if stat.S_ISLNK(mode) else path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (mode, content)
    return found


def write_hook(root: Path, event: str, text: str, mode: int = 0o755, folder: str = ".git/hooks") -> Path:
    path = root / folder / event
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path
