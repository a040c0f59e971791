"""The words of paths: of each file's own name, and of the folders above it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ncs.index.graph import FOLDER_FILES
from ncs.index.words import Counted, Words, of_counted
from ncs.text.counting import Counting, split


def of_paths(paths: Sequence[str]) -> tuple[Words, Words]:
    """Of names and of folders. A file that stands for its folder has the folder's name."""
    stems, above = Counting(), Counting()
    for path in paths:
        *folders, name = path.split("/")
        stem = name.split(".", 1)[0] or name
        if stem in FOLDER_FILES and folders:
            stem = folders.pop()
        stems.add(stem, "name")
        above.add(" ".join(folders), "name")
        stems.end()
        above.end()
    return _once(split(stems.identifiers())), _once(split(above.identifiers()))


def _once(counted: Counted) -> Words:
    """In a path a word is there or not."""
    words = of_counted(counted)
    return words._replace(times=np.ones_like(words.times))
