"""Old content and new, woven into one: what an update is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.content import Chunks, Column, Content, Files, Labels
from ncs.index.vectors import Vectors
from ncs.index.words import weave
from ncs.ragged import lay, positions
from ncs.strings import Strings


class Weaving(NamedTuple):
    """What an update's files and chunks are: rows of the old ones, and behind those of the new ones."""

    files: np.ndarray  # [F]
    chunks: np.ndarray  # [N]
    place: np.ndarray  # of each old file: which of the update's files has its path, -1 if none has


def weaving(old: Content, kept: np.ndarray, new: Content) -> Weaving:
    """All kept files of the old content and all of the new, in order of path."""
    rows = np.concatenate([kept, len(old.files.path) + np.arange(len(new.files.path))]).astype(np.int64)
    paths = [old.files.path.bytes_at(int(row)) for row in kept]
    paths += [new.files.path.bytes_at(row) for row in range(len(new.files.path))]
    order = sorted(range(len(rows)), key=paths.__getitem__)
    files = rows[np.array(order, np.int64)]
    first = np.concatenate([old.first, old.size + new.first[1:]])
    row_of = {paths[row]: place for place, row in enumerate(order)}
    place = [row_of.get(path, -1) for path in old.files.path.all_bytes()]
    return Weaving(files, positions(first, files)[0], np.array(place, np.int64))


def woven(old: Content, new: Content, weaving: Weaving) -> Content:
    """With the old history, of the files that keep their names."""
    first = np.concatenate([old.first, old.size + new.first[1:]])
    files = _places(weaving.files, len(old.files.path), len(new.files.path))
    chunks = _places(weaving.chunks, old.size, new.size)
    return Content(
        Files(*(_taken(a, b, weaving.files) for a, b in zip(old.files, new.files, strict=True))),
        Chunks(*(_taken(a, b, weaving.chunks) for a, b in zip(old.chunks, new.chunks, strict=True))),
        positions(first, weaving.files)[1],
        weave(old.words, new.words, *chunks),
        weave(old.stems, new.stems, *files),
        weave(old.folders, new.folders, *files),
        old.history.moved(weaving.place),
    )


def woven_vectors(old: Vectors, new: Vectors, weaving: Weaving) -> Vectors:
    """With the old memory, of the files that keep their names."""
    by = (weaving.chunks, weaving.chunks, weaving.files)
    packed, scale, lengths = (
        np.stack([lay(ours, theirs, rows) for ours, theirs in zip(*sides, strict=True)])
        for *sides, rows in zip(old[:3], new[:3], by, strict=True)
    )
    return Vectors(packed, scale, lengths, old.memory.moved(weaving.place, len(weaving.files)))


def _places(rows: np.ndarray, old: int, new: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each old row and each new one lies from now on, -1 for one that is gone."""
    place = np.full(old + new, -1, np.int64)
    place[rows] = np.arange(len(rows))
    return place[:old], place[old:]


def _taken(old: Column, new: Column, rows: np.ndarray) -> Column:
    """Rows of a column that lies over another."""
    if isinstance(old, Strings):
        return Strings.join([old, new]).take(rows)
    if not isinstance(old, Labels):
        return lay(old, new, rows)
    known = sorted({*old.names, *new.names})
    numbers = [np.array([known.index(name) for name in side.names], np.int64)[side.rows] for side in (old, new)]
    taken = np.concatenate(numbers)[rows]
    used, rows = np.unique(taken, return_inverse=True)
    return Labels(tuple(known[number] for number in used), rows)
