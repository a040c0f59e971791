"""What the ranker knows of chunks [N] and files [F] for one question: an array per feature, all between 0 and 1."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search.lexical import Matched, held, precision, recall
from ncs.search.question import Question
from ncs.text.tokenizer import stem

BEST_OF_FILE = 3  # a file counts by its best few chunks: long files would win by length otherwise
ROW_BITS = 32
LAST_ROW = (1 << ROW_BITS) - 1


class Features(NamedTuple):
    lexical: np.ndarray  # [N] BM25, the best chunk at 1
    covered: np.ndarray  # [N] share of the question, by rarity, that the chunk holds
    latent: np.ndarray  # [N] nearness above the mean chunk's, the best at 1
    name: np.ndarray  # [N] share of the question found in the names that the chunk defines
    name_precision: np.ndarray  # [N] share of those names found in the question
    defines: np.ndarray  # [N] 1 where the chunk defines the very symbol that is asked for
    called: np.ndarray  # [N] how much it is called, in logs
    stem: np.ndarray  # [F] share of the question found in the file's own name
    stem_precision: np.ndarray  # [F]
    folder: np.ndarray  # [F] share of the question found in the folders above
    imported: np.ndarray  # [F] how much the file is imported, in logs
    words_in_stem: np.ndarray  # [W,F] what each word of the question is worth there
    words_in_folder: np.ndarray  # [W,F]


def scaled(scores: np.ndarray) -> np.ndarray:
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else np.zeros_like(scores)


def above_mean(cosines: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
    """Cosines as shares of the way from the mean chunk to the best one, among themselves or among others."""
    among = cosines if among is None else among
    if not len(among):
        return cosines
    mean = among.sum() / len(among)
    return np.maximum(0.0, cosines - mean) / max(1e-6, float(among.max() - mean))


def file_scores(index: Index, scores: np.ndarray) -> np.ndarray:
    """[N] -> [F]: the sum of each file's best few chunks, the second and third counting half and a third."""
    found = np.zeros(len(index.paths))
    if not len(scores):
        return found
    # Numbers that are not negative lie in the order of their bits: with the row behind it, one says which is best.
    keys = scores.astype(np.float32).view(np.int32).astype(np.int64) << ROW_BITS | np.arange(len(scores))[::-1]
    for place in range(BEST_OF_FILE):
        best = np.maximum.reduceat(keys, index.first_of_filled)
        found[index.filled] += (best >> ROW_BITS).astype(np.int32).view(np.float32) / (1.0 + place)
        keys[len(scores) - 1 - (best & LAST_ROW)] &= LAST_ROW
    return found


def features(index: Index, question: Question, matched: Matched, words: np.ndarray, cosines: np.ndarray) -> Features:
    """words [N] BM25, cosines [N]."""
    asked, files = matched.reach, len(index.paths)
    called, imported = standing(index)
    covered, name, name_precision = np.zeros((3, len(index)), np.float32)
    if not question.passage:  # which is so long that this would take time, and what it covers says nothing
        covered = recall(asked, held(asked, matched.words, len(index)))
        name = recall(asked, held(asked, matched.name, len(index)))
        name_precision = precision(asked, matched.name, len(index))
    stem, folder = held(asked, matched.stem, files), held(asked, matched.folder, files)
    return Features(
        scaled(words),
        covered,
        above_mean(cosines),
        name,
        name_precision,
        _defines(index, question),
        called,
        recall(asked, stem),
        precision(asked, matched.stem, files),
        recall(asked, folder),
        imported,
        stem,
        folder,
    )


@lru_cache(maxsize=4)
def standing(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """[N], [F] how much each chunk is called and each file imported: the same for every question."""
    called, imported = (scaled(np.log1p(index.file.array(f"graph.{of}"))) for of in ("callers", "importers"))
    return called.astype(np.float32), imported.astype(np.float32)


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
