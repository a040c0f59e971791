"""What was pulled last, so that the same is not downloaded again: a small file beside the index."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ncs.errors import NcsError
from ncs.index import placing
from ncs.index.format import Container, canonical

_LARGEST = 4096  # bytes


def held(target: str, place: str) -> str:
    """The version that was pulled from there, if the index still has its weights; "" otherwise."""
    said = _read(target)
    if said.get("place") != place or said.get("weights") != _weights(target):
        return ""
    version = said.get("version")
    return version if isinstance(version, str) else ""


def remember(target: str, place: str, version: str) -> None:
    said = {"place": place, "version": version, "weights": _weights(target)}
    placing.replace(_beside(target), canonical(said).encode())


def _weights(target: str) -> str:
    """A digest of what learning made: bringing an index up to date leaves it, making it anew does not."""
    try:
        file = Container(target)
    except NcsError:
        return "none"
    said = [file.about.get("base"), *(f"{n} {file.digest_of(n)}" for n in file.names() if n.startswith("model."))]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _read(target: str) -> dict[str, Any]:
    try:
        with open(_beside(target), "rb") as file:
            said = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _beside(target: str) -> str:
    return f"{target}.pulled"
