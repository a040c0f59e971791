"""What commits say of files, beside one question: people name things in messages that the code never does."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.ragged import positions
from ncs.search.lexical import Matched, held, recall


class Changes(NamedTuple):
    """Files as rows of the commits that changed them."""

    commits: np.ndarray  # file by file
    ends: np.ndarray  # [F+1]


def told(index: Index, matched: Matched, files: np.ndarray) -> np.ndarray:
    """[n] how much of the question one commit speaks of that changed the file: of its commits the best."""
    changes, asked = _changes(index), matched.reach
    covered = recall(asked, held(asked, matched.told, len(index.changed)))
    places, ends = positions(changes.ends, files)
    found, changed = np.zeros(len(files)), np.diff(ends) > 0
    if len(places):
        found[changed] = np.maximum.reduceat(covered[changes.commits[places]], ends[:-1][changed])
    return found


@lru_cache(maxsize=4)
def _changes(index: Index) -> Changes:
    changed = index.changed
    commits = np.repeat(np.arange(len(changed)), changed.lengths())
    counts = np.bincount(changed.values, minlength=len(index.paths))
    return Changes(commits[np.argsort(changed.values, kind="stable")], np.concatenate([[0], np.cumsum(counts)]))
