"""Scores from the latent trajectory: exact cosines of the question and every chunk at the three times."""

from __future__ import annotations

import numpy as np

from ncs.index.index import Index
from ncs.model.reading import tokens_of_passage, tokens_of_question
from ncs.search.question import Question

WIDE = 1 << 24  # numbers: up to here an index is widened to float32 once, and kept so for later questions
ROWS = 1024  # rows widened to float32 at once: what fits a cache
FILE = 1.0  # of the file's cosine beside the chunk's (LOG.md)
MIX = (0.35, 0.15, 0.5)  # share of each level when all are asked for, in a model that says nothing of it


def question_vectors(index: Index, question: Question) -> np.ndarray:
    """[3,D], the question's path, made by the functions that made the index."""
    model = index.model
    read = tokens_of_passage if question.passage else tokens_of_question
    return model.embed_question(read(model.shape.preset, question.text))


def cosines(index: Index, question: np.ndarray) -> np.ndarray:
    """[3,D] -> [3,N] cosine with every chunk at each level."""
    count = len(index)
    if index.vectors.size <= WIDE:
        return np.stack([rows @ asked for rows, asked in zip(index.wide_vectors, question, strict=True)]) * index.scale
    found = np.empty((3, count), np.float32)
    for level in range(3):
        vectors = index.vectors[level]
        for start in range(0, count, ROWS):
            found[level, start : start + ROWS] = vectors[start : start + ROWS].astype(np.float32) @ question[level]
    return found * index.scale


def scores(index: Index, levels: np.ndarray, level: str) -> np.ndarray:
    """[3,N] -> [N]: how near each chunk is, and its file as a whole: what surrounds a chunk says what it is for."""
    sums = np.stack([np.bincount(index.file_of, row, len(index.paths)) for row in levels])
    files = sums / np.maximum(index.file_lengths, 1e-9)
    return mixed(index, levels, level) + FILE * mixed(index, files, level)[index.file_of]


def mixed(index: Index, levels: np.ndarray, level: str) -> np.ndarray:
    """[3,N] -> [N]: one level, or all in the shares that were best on held-out repositories."""
    if level == "all":
        return np.asarray(index.about.get("mix", MIX), np.float32) @ levels
    return levels[("syntax", "structure", "semantics").index(level)]
