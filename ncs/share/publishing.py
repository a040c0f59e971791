"""Publishing an index: checked, never in the place of a newer one, old ones removed."""

from __future__ import annotations

import os
from typing import Any

from ncs.errors import SituationError, UsageError
from ncs.index.index import Index
from ncs.index.verify import verify
from ncs.share import choosing
from ncs.share.shelf import KEPT, LARGEST, Published, Shelf
from ncs.source import remotes
from ncs.source.location import Location
from ncs.source.remotes import OutrunError

TRIES = 3  # when others publish at the same time


def publish(path: str, shelf: Shelf, location: Location) -> dict[str, Any]:
    """Put the index on the shelf and say what was done."""
    commit = _commit_of(path)
    said = {"commit": commit, "place": shelf.place, "bytes": os.path.getsize(path)}
    version = shelf.version_of(path)
    for _ in range(TRIES):
        there = shelf.published()
        if any(entry.commit == commit and entry.version == version for entry in there):
            return said | {"published": False, "removed": 0}
        _refuse_to_go_back(location, commit, there, shelf)
        others = [entry for entry in there if entry.commit != commit]
        gone = [entry for entry in there if entry.commit == commit] + others[KEPT - 1 :]
        try:
            shelf.put(path, commit, there, gone)
        except OutrunError:
            continue
        return said | {"published": True, "removed": len(gone)}
    raise SituationError(f"others publish to {shelf.place} at the same time: try again")


def _commit_of(path: str) -> str:
    """The commit of an index that others can use."""
    verify(path)
    about = Index(path).about
    commit = about.get("commit")
    if os.path.getsize(path) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST >> 20} MiB: exclude files in .ncs.yaml")
    if not commit or about.get("worktree"):
        raise UsageError(f"{path} is not the index of a commit: run `ncs index` in a repository, without --worktree")
    if about.get("scope"):
        raise UsageError(f"{path} is the index of a folder: publish the one of the whole repository (`ncs index`)")
    return str(commit)


def _refuse_to_go_back(location: Location, commit: str, there: list[Published], shelf: Shelf) -> None:
    later = choosing.newer(location, commit, there, remotes.usual(location))
    if later is not None:
        raise SituationError(
            f"the index of {commit[:9]} is not published: {shelf.place} has that of {later.commit[:9]}, which is newer"
        )
