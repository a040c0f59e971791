"""Who calls and who imports whom, by name from syntax.

A call counts for the chunks that define a function of that name; a name defined in many places says
little, so its calls are shared out. An import counts for the files whose path ends as the import says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from ncs.strings import Numbers, Strings

# Files that stand for the folder they lie in when it is imported.
FOLDER_FILES = frozenset(("__init__", "index", "mod", "lib", "main", "init"))
_PARTS = re.compile(r"[\w-]+")
_MOST_TARGETS = 8  # an import that fits more files names none of them


class Names(NamedTuple):
    """The names of N chunks or files, end to end; number i has names[ends[i] : ends[i + 1]]."""

    names: list[bytes]
    ends: np.ndarray  # [N+1]

    def owner(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.ends) - 1), np.diff(self.ends))


def parted(joined: Strings, mark: str) -> Names:
    """The names of rows that hold several, joined by a mark; an empty row holds none."""
    marks = np.flatnonzero(joined.data == ord(mark))
    filled = joined.offsets[1:] > joined.offsets[:-1]
    starts = np.sort(np.concatenate([joined.offsets[:-1][filled].astype(np.int64), marks + 1]))
    ends = np.sort(np.concatenate([joined.offsets[1:][filled].astype(np.int64), marks]))
    data = joined.data.tobytes()
    names = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return Names(names, np.searchsorted(starts, joined.offsets))


def callers(defines: Names, calls: Names) -> np.ndarray:
    """[N] how many chunks call what each chunk defines, shared among namesakes."""
    numbers = Numbers[bytes]()
    defined = np.fromiter(map(numbers.__getitem__, defines.names), np.int64, len(defines.names))
    called = np.fromiter((numbers.get(name, -1) for name in calls.names), np.int64, len(calls.names))
    by, called = calls.owner()[called >= 0], called[called >= 0]
    size = len(numbers)
    itself = np.isin(defines.owner() * size + defined, by * size + called)
    callers, namesakes = np.bincount(called, minlength=size), np.bincount(defined, minlength=size)
    shares = (callers[defined] - itself) / namesakes[defined]
    return np.rint(np.bincount(defines.owner(), shares, len(defines.ends) - 1)).astype(np.uint32)


def _ending(parts: Sequence[str]) -> str:
    return "/".join(parts[-2:]).lower()


def importers(paths: Sequence[str], imports: Names) -> np.ndarray:
    """[F] how many files import each file; imports [F] are those of each file."""
    targets: dict[str, set[int]] = defaultdict(set)
    for row, path in enumerate(paths):
        pure = PurePosixPath(path)
        parts = [*pure.parts[:-1], pure.stem]
        if parts[-1] in FOLDER_FILES and len(parts) > 1:
            parts = parts[:-1]
        targets[_ending(parts)].add(row)
        targets[_ending(parts[-1:])].add(row)
    found: list[set[int]] = [set() for _ in paths]
    known: dict[bytes, set[int]] = {}
    for file, name in zip(imports.owner().tolist(), imports.names, strict=True):
        if name not in known:
            known[name] = _imported(_PARTS.findall(name.decode("utf-8", "replace")), targets)
        for row in known[name]:
            found[row].add(file)
    return np.array([len(files - {row}) for row, files in enumerate(found)], np.uint32)


def _imported(parts: list[str], targets: dict[str, set[int]]) -> set[int]:
    """The files that an import means: by its last two parts, else by its last, else by all but the last."""
    for ending in (parts, parts[-1:], parts[:-1]):
        rows = targets.get(_ending(ending)) if ending else None
        if rows and len(rows) <= _MOST_TARGETS:
            return rows
    return set()
