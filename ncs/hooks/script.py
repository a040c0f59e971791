"""The hook as a text: one POSIX shell script for every event.

It carries a digest of itself, so that ncs takes back or renews only what nobody else has changed.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

EVENTS = ("post-commit", "post-merge", "post-checkout", "post-rewrite")
_HEADER = re.compile(rb"\A#!/bin/sh\n# ncs-hook ([0-9a-f]{16})\n")


def script(python: str = "") -> bytes:
    """The hook; `python` is the interpreter to start, "" leaves that to PATH."""
    template = (Path(__file__).parent / "hook.sh").read_bytes()
    text = template.replace(b"@python@", shlex.quote(python).encode() if python else b"")
    return text.replace(b"@digest@", _digest(text.split(b"@digest@\n", 1)[1]).encode())


def is_ours(data: bytes) -> bool:
    """Whether ncs wrote this hook, in any version."""
    return bool(_HEADER.match(data))


def is_unchanged(data: bytes) -> bool:
    """Whether it still is as ncs wrote it: another tool may have added lines of its own."""
    found = _HEADER.match(data)
    return bool(found and _digest(data[found.end() :]) == found[1].decode())


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
