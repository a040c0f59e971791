"""From features to one order. Constants were chosen on the development repositories (LOG.md)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search.features import Features, file_scores, scaled
from ncs.search.question import Question
from ncs.source.roles import ROLES


class Weights(NamedTuple):
    """What each feature adds to a chunk's score."""

    latent: float  # share of the latent part in the mix of words and latent
    covered: float  # share of coverage in the words' part; the rest is BM25
    file: float  # what the best chunks of its file score together
    name: float
    name_precision: float  # times recall: a short name that is all in the question
    defines: float
    stem: float
    stem_precision: float
    folder: float
    called: float
    imported: float


WORDS = Weights(0.4, 0.75, 1.4, 0.1, 0.0, 0.6, 0.6, 0.4, 0.2, 0.05, 0.0)
SYMBOL = Weights(0.3, 0.0, 0.7, 0.3, 0.4, 2.0, 0.3, 0.4, 0.0, 0.03, 0.0)
PASSAGE = Weights(0.5, *[0.0] * 10)

# What is left of a chunk's score for the role of its file, unless the question asks for that role.
ROLE_SHARE = {
    "test": 0.25,
    "example": 0.55,
    "document": 0.5,
    "compat": 0.5,
    "reexport": 0.5,
    "declaration": 0.8,
    "data": 0.6,
}


def weights_for(question: Question) -> Weights:
    if question.passage:
        return PASSAGE
    return SYMBOL if question.symbol else WORDS


def fused(features: Features, share: float) -> np.ndarray:
    """Words and latent mixed, nothing else."""
    return (1 - share) * features.lexical + share * features.latent


def score(index: Index, question: Question, features: Features, w: Weights) -> np.ndarray:
    """[N], for ordering."""
    words = (1 - w.covered) * features.lexical + w.covered * features.covered
    total = (1 - w.latent) * words + w.latent * features.latent
    if w.file:
        total = total + w.file * scaled(file_scores(index, total))[index.file_of]
    total = total + w.defines * features.defines
    total = total + w.name * features.name + w.name_precision * features.name * features.name_precision
    total = total + w.stem * features.stem + w.stem_precision * features.stem * features.stem_precision
    total = total + w.folder * features.folder + w.called * features.called + w.imported * features.imported
    return total * role_shares(index, question)[index.file_of]


def role_shares(index: Index, question: Question) -> np.ndarray:
    """[F] the factor for each file's role."""
    if question.passage:
        return np.ones(len(index.paths))
    table = np.array([1.0 if role in question.roles else ROLE_SHARE.get(role, 1.0) for role in ROLES])
    return table[index.file.array("files.role")]


def best(index: Index, scores: np.ndarray, k: int) -> np.ndarray:
    """The first k rows with a score, best first: one chunk of each file before any file's second.

    Ties break by path and line, which is the order of the rows.
    """
    of_files = index.best_of_files(scores)
    firsts = np.sort(of_files[of_files >= 0])
    firsts = firsts[scores[firsts] > 0]
    rows = firsts[np.argsort(-scores[firsts], kind="stable")]
    if len(rows) < k:
        left = scores.copy()
        left[firsts] = 0.0
        others = np.flatnonzero(left > 0)
        rows = np.concatenate([rows, others[np.argsort(-left[others], kind="stable")]])
    return rows[:k]
