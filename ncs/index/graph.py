"""Who calls and who imports whom, by name from syntax.

A call counts for the chunks that define a function of that name; a name defined in many places says
little, so its calls are shared out. An import counts for the files whose path ends as the import says.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np

from ncs.types import Chunk

# Files that stand for the folder they lie in when it is imported.
FOLDER_FILES = frozenset(("__init__", "index", "mod", "lib", "main", "init"))
_PARTS = re.compile(r"[\w-]+")
_MOST_TARGETS = 8  # an import that fits more files names none of them


def callers(chunks: Sequence[Chunk]) -> np.ndarray:
    """[N] how many chunks call what each chunk defines, shared among namesakes."""
    defined = Counter(name for chunk in chunks for name in chunk.defines)
    called = Counter(name for chunk in chunks for name in chunk.calls)
    counts = [sum((called[name] - (name in chunk.calls)) / defined[name] for name in chunk.defines) for chunk in chunks]
    return np.array(np.maximum(0, np.rint(counts)), np.uint32).reshape(len(chunks))


def _ending(parts: Sequence[str]) -> str:
    return "/".join(parts[-2:]).lower()


def importers(paths: Sequence[str], chunks: Sequence[Chunk]) -> np.ndarray:
    """[F] how many files import each file."""
    targets: dict[str, set[int]] = defaultdict(set)
    for row, path in enumerate(paths):
        pure = PurePosixPath(path)
        parts = [*pure.parts[:-1], pure.stem]
        if parts[-1] in FOLDER_FILES and len(parts) > 1:
            parts = parts[:-1]
        targets[_ending(parts)].add(row)
        targets[_ending(parts[-1:])].add(row)
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks:
        for name in chunk.imports:
            for row in _imported(_PARTS.findall(name), targets):
                if paths[row] != chunk.path:
                    found[row].add(chunk.path)
    return np.array([len(found[row]) for row in range(len(paths))], np.uint32)


def _imported(parts: list[str], targets: dict[str, set[int]]) -> set[int]:
    """The files that an import means: by its last two parts, else by its last, else by all but the last."""
    for ending in (parts, parts[-1:], parts[:-1]):
        rows = targets.get(_ending(ending)) if ending else None
        if rows and len(rows) <= _MOST_TARGETS:
            return rows
    return set()
