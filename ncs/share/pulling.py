"""Taking a published index: the newest in the history of HEAD, wholly checked before it takes the old one's place.

What was committed here since is laid over it as `ncs sync` does, without learning.
"""

from __future__ import annotations

import os
from typing import Any

from ncs.errors import IndexFileError, SituationError
from ncs.hooks import marks
from ncs.index import placing
from ncs.index.format import Container
from ncs.index.verify import verify
from ncs.share import choosing, memory
from ncs.share.shelf import Published, Shelf
from ncs.source import lineage
from ncs.source.location import Location, index_path
from ncs.syncing import Order, sync
from ncs.terminal import Progress


def pull(shelf: Shelf, location: Location, show: Progress) -> dict[str, Any]:
    """Put the index that suits HEAD in place, lay local commits over it, and say what was done."""
    target = index_path(location.root)
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as problem:
        raise SituationError(f"the index can't be written to {folder}: {problem.strerror}") from None
    with marks.locked(folder) as alone:
        if not alone:
            raise SituationError("the index is being updated in the background: try again when that is done")
        done = _take(shelf, location, target)
        head = lineage.resolve(location, "HEAD")
        if done["behind"] and Container(target).about.get("commit") != head:
            synced = sync(Order(location.root, target, no_learn=True), show)
            done["synced"] = {key: synced[key] for key in ("state", "added", "kept", "gone") if key in synced}
    return done


def _take(shelf: Shelf, location: Location, target: str) -> dict[str, Any]:
    wanted, distance = _chosen(shelf, location)
    held = memory.held(target, shelf.place)
    said: dict[str, Any] = {"place": shelf.place, "index": target}
    if held and held == wanted.version:
        return said | _known(target, location) | {"pulled": False}
    try:
        with placing.beside(target) as file:
            version = shelf.fetch(wanted, file, held)
            if version is None:
                raise _UnchangedError
            file.flush()
            commit = check(file.name, wanted)
            distance = _distance(location, commit, shelf)
    except _UnchangedError:
        return said | _known(target, location) | {"pulled": False}
    except IndexFileError as problem:
        name = f"the index of {wanted.commit[:9]}" if wanted.commit else "the index"
        cure = "the one here is left as it was, `ncs index` makes one anew"
        raise IndexFileError(f"{name} at {shelf.place} is refused: {problem.fault} ({cure})", problem.fault) from None
    memory.remember(target, shelf.place, version)
    return said | {"commit": commit, "behind": distance, "pulled": True, "bytes": os.path.getsize(target)}


class _UnchangedError(Exception):
    """What is there is what is here."""


def check(path: str, wanted: Published) -> str:
    """Every law of an index, and that it is the one that was asked for; gives its commit."""
    verify(path)
    about = Container(path).about
    commit = about.get("commit")
    if not commit or about.get("worktree") or about.get("scope"):
        fault = "it is not the index of a commit of the whole repository"
        raise IndexFileError(fault, fault)
    if wanted.commit and commit != wanted.commit:
        fault = f"it says that it is of commit {commit[:9]}"
        raise IndexFileError(fault, fault)
    return str(commit)


def _chosen(shelf: Shelf, location: Location) -> tuple[Published, int]:
    there = shelf.published()
    if not there:
        cure = "run `ncs index`, or `ncs publish` where the index is made"
        raise IndexFileError(f"no index is published at {shelf.place}: {cure}")
    if there[0].commit == "":
        return there[0], 0
    if lineage.resolve(location, "HEAD") is None:
        raise IndexFileError("there is no commit here yet, so no published index suits: commit first")
    found = choosing.nearest(location, there)
    if found.chosen is None:
        raise IndexFileError(_none_suits(found, location, shelf))
    return found.chosen, found.distance


def _none_suits(found: choosing.Choice, location: Location, shelf: Shelf) -> str:
    total = found.unknown + found.elsewhere
    said = f"none of the {total} indexes at {shelf.place} is of a commit in the history of HEAD"
    if found.unknown and lineage.is_shallow(location):
        return f"{said}: this clone is shallow, `git fetch --unshallow` brings its history, `ncs index` makes an index"
    if found.unknown:
        return f"{said}; {found.unknown} are of commits that are not here: run `git pull` first, or `ncs index`"
    return f"{said}: they are of other branches or of a history that was rewritten: run `ncs index`"


def _distance(location: Location, commit: str, shelf: Shelf) -> int:
    """How far HEAD is ahead; for a file that names its commit itself, this is where that is judged."""
    steps = None
    if lineage.known(location, [commit]) and lineage.resolve(location, "HEAD"):
        steps = lineage.behind(location, commit, "HEAD")
    if steps is None:
        fault = f"its commit {commit[:9]} is not in the history of HEAD"
        raise IndexFileError(f"the index at {shelf.place} is refused: {fault}", fault)
    return steps


def _known(target: str, location: Location) -> dict[str, Any]:
    """What is here already, which a hook may have brought further since."""
    commit = Container(target).about.get("commit") or ""
    steps = lineage.behind(location, commit, "HEAD") if lineage.known(location, [commit]) else None
    return {"commit": commit, "behind": 1 if steps is None else steps, "bytes": os.path.getsize(target)}
