"""Who calls and who imports whom, by name from syntax.

A call counts for the chunks that define a function of that name; a name defined in many places says
little, so its calls are shared out. An import counts for the files whose path ends as the import says.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from pathlib import PurePosixPath

import numpy as np

# Files that stand for the folder they lie in when it is imported.
FOLDER_FILES = frozenset(("__init__", "index", "mod", "lib", "main", "init"))
_PARTS = re.compile(r"[\w-]+")
_MOST_TARGETS = 8  # an import that fits more files names none of them


def callers(defines: Sequence[Sequence[str]], calls: Sequence[Sequence[str]]) -> np.ndarray:
    """[N] how many chunks call what each chunk defines, shared among namesakes."""
    defined = Counter(chain.from_iterable(defines))
    called = Counter(chain.from_iterable(calls))
    counts = [
        sum((called[name] - (name in own)) / defined[name] for name in names)
        for names, own in zip(defines, calls, strict=True)
    ]
    return np.array(np.maximum(0, np.rint(counts)), np.uint32).reshape(len(defines))


def _ending(parts: Sequence[str]) -> str:
    return "/".join(parts[-2:]).lower()


def importers(paths: Sequence[str], owner: Sequence[int], imports: Sequence[Sequence[str]]) -> np.ndarray:
    """[F] how many files import each file; owner [N] is the file of each chunk."""
    targets: dict[str, set[int]] = defaultdict(set)
    for row, path in enumerate(paths):
        pure = PurePosixPath(path)
        parts = [*pure.parts[:-1], pure.stem]
        if parts[-1] in FOLDER_FILES and len(parts) > 1:
            parts = parts[:-1]
        targets[_ending(parts)].add(row)
        targets[_ending(parts[-1:])].add(row)
    found: list[set[int]] = [set() for _ in paths]
    known: dict[str, set[int]] = {}
    for file, names in zip(owner, imports, strict=True):
        for name in names:
            if name not in known:
                known[name] = _imported(_PARTS.findall(name), targets)
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
