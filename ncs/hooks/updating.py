"""The update that hooks ask for: every index of the repository is brought to HEAD."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ncs import syncing
from ncs.errors import IndexFileError
from ncs.index.index import Index
from ncs.index.placing import SUFFIX
from ncs.relearning import learner
from ncs.source.location import index_path, locate, to_system


def update(root: str) -> str:
    """What was done, in one line. Where there is no index yet, the first one is made."""
    folders = sorted(_indexed(root)) or [root]
    done = [syncing.sync(syncing.Order(folder, build=True), _silent, learner(True)) for folder in folders]
    return ", ".join(f"{one['state']} at {str(one['commit'])[:9]}" for one in done)


def _indexed(root: str) -> Iterator[str]:
    """The folders of this work tree that there is an index of."""
    found = locate(root)
    folder = os.path.join(found.common_dir, "ncs") if found else ""
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        if name.startswith(".") or not name.endswith(SUFFIX):
            continue
        try:
            place = os.path.join(root, to_system(Index(path).about["scope"])).rstrip(os.sep)
        except IndexFileError:  # damaged: that of the whole repository is built anew
            place = root
        if os.path.isdir(place) and os.path.realpath(index_path(place)) == os.path.realpath(path):
            yield place


def _silent(what: str, done: int, of: int) -> None:
    pass
