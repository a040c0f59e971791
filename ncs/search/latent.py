"""Scores from the latent trajectory: exact cosines of the question and every chunk at the three times."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.reading import tokens_of_passage, tokens_of_question
from ncs.search.question import Question

WIDE = 5 << 20  # numbers: so many are kept as float32; more would be read from memory, not a cache
ROWS = 1024  # rows of a larger one widened at once: what fits a cache (LOG.md)
FILE = 1.0  # of the file's cosine beside the chunk's (LOG.md)
MEMORY = 0.1  # of the nearness of what is remembered of the file (LOG.md)
SEMANTICS = 2
LEVELS = ("syntax", "structure", "semantics")
MIX = (0.35, 0.15, 0.5)  # share of each level when all are asked for, in a model that says nothing of it


def question_vectors(index: Index, question: Question) -> np.ndarray:
    """[3,D], the question's path, as the index's own model has it."""
    preset = index.model.shape.preset
    if question.passage:
        return index.asking.levels(tokens_of_passage(preset, question.text))
    return index.asking.levels(tokens_of_question(preset, question.text, question.words))


def shares(index: Index, level: str) -> np.ndarray:
    """[3] one level, or all in the shares that were best on held-out repositories."""
    if level == "all":
        return np.asarray(index.about.get("mix", MIX), np.float32)
    return np.eye(3, dtype=np.float32)[LEVELS.index(level)]


def cosines(index: Index, question: np.ndarray, level: int) -> np.ndarray:
    """[3,D] -> [N] cosine with every chunk at one level."""
    kept, vectors = _kept(index), index.vectors[level]
    if level not in kept or vectors.size > WIDE:
        kept[level] = None
        return _in_blocks(vectors, question[level]) * index.scale[level]
    wide = kept[level]
    if wide is None:
        kept[level] = wide = vectors.astype(np.float32)
    return np.asarray(np.dot(wide, question[level]) * index.scale[level])


@lru_cache(maxsize=4)
def _kept(index: Index) -> dict[int, np.ndarray | None]:
    """The vectors of each level that was asked for, as float32 from the second time on: one question alone would wait
    for all of them to be written."""
    return {}


def _in_blocks(vectors: np.ndarray, question: np.ndarray) -> np.ndarray:
    """int8 [N,D], [D] -> [N] their products, with a few rows as float32 at a time. The very bits of all at once: blocks
    are multiples of what is multiplied together, and none is a single row, which would be multiplied otherwise."""
    found, wide = np.empty(len(vectors), np.float32), np.empty((ROWS + 1, len(question)), np.float32)
    edges = [*range(0, len(vectors) - 1, ROWS), len(vectors)] if len(vectors) > 1 else [0, len(vectors)]
    for start, end in pairwise(edges):
        rows = vectors[start:end]
        wide[: len(rows)] = rows
        np.dot(wide[: len(rows)], question, out=found[start:end])
    return found


def cosines_of(index: Index, question: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """[3,D] -> [3,k] cosines with some chunks at every level."""
    chosen = index.vectors[:, rows].astype(np.float32)
    return np.asarray(np.einsum("lkd,ld->lk", chosen, question) * index.scale[:, rows])


class Nearness(NamedTuple):
    """Cosines with the question, of the levels mixed."""

    chunks: np.ndarray  # [N]
    files: np.ndarray  # [F] with each file as a whole, the mean of its chunks

    def together(self, index: Index) -> np.ndarray:
        """[N] how near each chunk is, and its file: what surrounds a chunk says what it is for."""
        return self.chunks + (FILE * self.files)[index.file_of]


def nearness(index: Index, question: np.ndarray, level: str) -> Nearness:
    """[3,D] -> how near each chunk and each file is."""
    near, files = np.zeros(len(index), np.float32), np.zeros(len(index.paths), np.float32)
    for number, share in enumerate(shares(index, level)):
        if share:
            of_level = share * cosines(index, question, number)
            near += of_level
            lengths = np.maximum(index.file_lengths[number, index.filled], 1e-9)
            files[index.filled] += _of_files(index, of_level) / lengths
    return Nearness(near, files)


def remembered(index: Index, question: np.ndarray, level: str) -> np.ndarray:
    """[3,D] -> [N] how near the question is to what is remembered of its file, as far as meaning counts."""
    if not index.remembers:
        return np.zeros(len(index), np.float32)
    share = MEMORY * shares(index, level)[SEMANTICS]
    of_files = _in_blocks(index.memory_vectors, question[SEMANTICS]) * index.memory_scale
    return np.asarray((share * of_files)[index.file_of])


def _of_files(index: Index, values: np.ndarray) -> np.ndarray:
    """[N] -> the sum in each file that has chunks."""
    return np.asarray(np.add.reduceat(values, index.first_of_filled) if len(values) else np.zeros(0, np.float32))
