"""What the ranker knows of each chunk for one question: one array [N] per feature, all between 0 and 1."""

from __future__ import annotations

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
    order = np.lexsort((-scores, index.file_of))
    files = index.file_of[order]
    first = np.searchsorted(files, np.arange(len(index.paths)))
    place = np.arange(len(order)) - first[files]
    share = np.where(place < BEST_OF_FILE, 1.0 / (1.0 + place), 0.0)
    return np.bincount(files, scores[order] * share, len(index.paths))


def features(index: Index, question: Question, words: np.ndarray, cosines: np.ndarray) -> Features:
    """words [N] BM25, cosines [N]."""
    name = lexical.coverage(index, index.name, len(index), question)
    stem = lexical.coverage(index, index.stem, len(index.paths), question)
    folder = lexical.coverage(index, index.folder, len(index.paths), question)
    of = index.file_of
    return Features(
        scaled(words),
        lexical.coverage(index, index.body, len(index), question).recall,
        above_mean(cosines),
        name.recall,
        name.precision,
        _defines(index, question),
        stem.recall[of],
        stem.precision[of],
        folder.recall[of],
        scaled(np.log1p(index.file.array("graph.callers"))),
        scaled(np.log1p(index.file.array("graph.importers")))[of],
    )


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
