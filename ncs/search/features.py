"""What the ranker knows of each chunk for one question: one array [N] per feature, all between 0 and 1."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search import lexical
from ncs.search.question import Question
from ncs.text.tokenizer import stem

BEST_OF_FILE = 3  # a file counts by its best few chunks: long files would win by length otherwise


class Features(NamedTuple):
    lexical: np.ndarray  # BM25, the best chunk at 1
    covered: np.ndarray  # share of the question, by rarity, that the chunk holds
    latent: np.ndarray  # nearness above the mean chunk's, the best at 1
    name: np.ndarray  # share of the question found in the names that the chunk defines
    name_precision: np.ndarray  # share of those names found in the question
    defines: np.ndarray  # 1 where the chunk defines the very symbol that is asked for
    stem: np.ndarray  # share of the question found in the file's own name
    stem_precision: np.ndarray
    folder: np.ndarray  # share of the question found in the folders above
    called: np.ndarray  # how much it is called, in logs
    imported: np.ndarray  # how much its file is imported, in logs


def scaled(scores: np.ndarray) -> np.ndarray:
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else np.zeros_like(scores)


def above_mean(cosines: np.ndarray) -> np.ndarray:
    """Cosines as shares of the way from the mean chunk to the best one."""
    if not len(cosines):
        return cosines
    mean = cosines.mean()
    return np.maximum(0.0, cosines - mean) / max(1e-6, float(cosines.max() - mean))


def file_scores(index: Index, scores: np.ndarray) -> np.ndarray:
    """[N] -> [F]: the sum of each file's best few chunks, the second and third counting half and a third."""
    left, found = scores, np.zeros(len(index.paths))
    for place in range(BEST_OF_FILE):
        best = index.best_of_files(left)
        held = best >= 0
        found[held] += left[best[held]] / (1.0 + place)
        left = left.copy()
        left[best[held]] = 0.0
    return found


def features(index: Index, question: Question, words: np.ndarray, cosines: np.ndarray) -> Features:
    """words [N] BM25, cosines [N]."""
    asked = lexical.reach(index, question)
    name = lexical.coverage(index.name, len(index), asked)
    stem = lexical.coverage(index.stem, len(index.paths), asked)
    folder = lexical.coverage(index.folder, len(index.paths), asked)
    of = index.file_of
    return Features(
        scaled(words),
        lexical.coverage(index.body, len(index), asked).recall,
        above_mean(cosines),
        name.recall,
        name.precision,
        _defines(index, question),
        stem.recall[of],
        stem.precision[of],
        folder.recall[of],
        *_standing(index),
    )


@lru_cache(maxsize=4)
def _standing(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """[N], [N] how much each chunk is called and its file imported: the same for every question."""
    called, imported = (scaled(np.log1p(index.file.array(f"graph.{of}"))) for of in ("callers", "importers"))
    return called, imported[index.file_of]


def _defines(index: Index, question: Question) -> np.ndarray:
    """Chunks whose names hold a symbol of the question whole."""
    found = np.zeros(len(index), np.float32)
    for whole in {question.symbol, *question.wholes} - {""}:
        row = index.terms.find(whole if "_" in whole else stem(whole))
        if row >= 0:
            start, end = int(index.name.starts[row]), int(index.name.starts[row + 1])
            exact = index.name.impacts[start:end] if "_" not in whole else 1.0
            held = index.name.documents[start:end]
            found[held] = np.maximum(found[held], exact)
    return found
