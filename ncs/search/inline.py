"""Tests that stand in a file of code, beside what they test: Rust's `mod tests`, Zig's test blocks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ncs.index.index import JOIN, Index
from ncs.search.question import Question
from ncs.source.roles import ROLES

MODULES = ("tests", "test")  # that hold nothing but tests
SHARE = 0.25  # of a test's score, when the chunk that is shown of its file is chosen: as files of tests have it
TEST = ROLES.index("test")


@lru_cache(maxsize=4)
def is_of_tests(index: Index) -> np.ndarray:
    """[N] which chunks are tests, or of a file of tests."""
    kinds, scopes, symbols = index.about["kinds"], index.strings("chunks.scopes"), index.strings("chunks.symbol")
    found = index.file.array("files.role")[index.file_of] == TEST
    if "test" in kinds:
        found |= index.file.array("chunks.kind") == kinds.index("test")
    for name in MODULES:
        found |= scopes.equal(name) | scopes.beginning(name + JOIN) | symbols.equal(name)
    return found


def beside(index: Index, question: Question, scores: np.ndarray, defines: np.ndarray) -> np.ndarray:
    """[N] scores by which a chunk of each file is chosen: a file counts by its tests too, but they are not what is
    shown of it, unless tests are asked for, or the name that one of them defines [N]."""
    if question.passage or "test" in question.roles:
        return scores
    return np.where(is_of_tests(index) & (defines == 0), np.float32(SHARE), np.float32(1.0)) * scores
