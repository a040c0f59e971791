"""The index behind a URL as a file here: downloaded once into the user's cache, asked anew by its ETag."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import NamedTuple

from ncs.errors import IndexFileError, SituationError
from ncs.index import placing
from ncs.index.verify import verify
from ncs.share import memory
from ncs.share.web import Web


class Copy(NamedTuple):
    path: str
    trouble: str = ""  # why an earlier copy has to serve


def fetched(url: str) -> Copy:
    """A checked copy of what is at a URL now; when it can't be reached, the earlier one."""
    shelf = Web(url)
    path = os.path.join(_folder(), hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:32] + ".ncs")
    try:
        _renew(path, shelf)
    except IndexFileError as problem:
        raise IndexFileError(f"the index at {shelf.place} is refused: {problem.fault}", problem.fault) from None
    except SituationError as problem:
        if not os.path.exists(path):
            raise
        return Copy(path, str(problem))
    return Copy(path)


def _renew(path: str, shelf: Web) -> None:
    held = memory.held(path, shelf.place)
    there = shelf.published()
    if not there:
        raise IndexFileError("no index is published there")
    if held and held == there[0].version:
        return
    with suppress(_UnchangedError):
        with placing.beside(path) as file:
            version = shelf.fetch(there[0], file, held)
            if version is None:
                raise _UnchangedError
            file.flush()
            verify(file.name)
        memory.remember(path, shelf.place, version)


class _UnchangedError(Exception):
    """What is there is what is here."""


def _folder() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "ncs")
