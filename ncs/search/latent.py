"""Scores from the latent trajectory: exact cosines of the question and every chunk at the three times."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.reading import tokens_of_passage, tokens_of_question
from ncs.search.question import Question

WIDE = 5 << 19  # numbers: up to here an index is widened to float32 once; a larger one would be read from memory
ROWS = 1024  # rows of a larger one widened at once: what fits a cache (LOG.md)
FILE = 1.0  # of the file's cosine beside the chunk's (LOG.md)
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
    return _in_blocks(index.vectors[level], question[level]) * index.scale[level]


def _in_blocks(vectors: np.ndarray, question: np.ndarray) -> np.ndarray:
    """int8 [N,D], [D] -> [N] their products, with a few rows as float32 at a time."""
    found, wide = np.empty(len(vectors), np.float32), np.empty((ROWS, len(question)), np.float32)
    for start in range(0, len(vectors), ROWS):
        rows = vectors[start : start + ROWS]
        wide[: len(rows)] = rows
        np.dot(wide[: len(rows)], question, out=found[start : start + len(rows)])
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
    mix = shares(index, level)
    levels = [number for number, share in enumerate(mix.tolist()) if share]
    if index.vectors.size <= WIDE:
        wide, asked = _wide(index, tuple(levels)), (mix[:, None] * question)[levels].ravel()
        return Nearness(wide.chunks @ asked, wide.files @ asked)
    near, files, filled = np.zeros(len(index), np.float32), np.zeros(len(index.paths), np.float32), index.filled
    for number in levels:
        of_level = mix[number] * cosines(index, question, number)
        near += of_level
        summed = np.add.reduceat(of_level, index.first_of_filled, dtype=np.float64)
        files[filled] += summed / np.maximum(index.file_lengths[number, filled], 1e-9)
    return Nearness(near, files)


class _Wide(NamedTuple):
    """Some levels of a small index as float32, beside each other: [q1 q2] . [v1 v2] are both products at once."""

    chunks: np.ndarray  # [N,levels*D]
    files: np.ndarray  # [F,levels*D] what makes the mean of the chunks the cosine with their own direction


@lru_cache(maxsize=4)
def _wide(index: Index, levels: tuple[int, ...]) -> _Wide:
    size = index.vectors.shape[-1]
    chunks = np.zeros((len(index), len(levels), size), np.float32)
    files = np.zeros((len(index.paths), len(levels), size), np.float32)
    for place, number in enumerate(levels):
        np.multiply(index.vectors[number], index.scale[number, :, None], out=chunks[:, place])
        if len(index):
            summed = np.add.reduceat(chunks[:, place], index.first_of_filled)
            files[index.filled, place] = summed / np.maximum(index.file_lengths[number, index.filled, None], 1e-9)
    return _Wide(*(found.reshape(len(found), size * len(levels)) for found in (chunks, files)))
