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
    alone: float  # the latent part's share where words and latent are all that counts: names and paths speak for words


WORDS = Weights(0.4, 0.75, 1.4, 0.1, 0.0, 0.6, 0.6, 0.4, 0.2, 0.05, 0.0, 0.6)
SYMBOL = Weights(0.3, 0.0, 0.7, 0.3, 0.4, 2.0, 0.3, 0.4, 0.0, 0.03, 0.0, 0.45)
PASSAGE = Weights(*[0.0] * len(Weights._fields))._replace(latent=0.5, alone=0.5)

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


def score(index: Index, features: Features, w: Weights, shares: np.ndarray) -> np.ndarray:
    """[N], for ordering; shares [F] of the files' roles."""
    words = (1 - w.covered) * features.lexical + w.covered * features.covered
    total = (1 - w.latent) * words + w.latent * features.latent
    of_files = features.stem * (w.stem + w.stem_precision * features.stem_precision)
    of_files = of_files + w.folder * features.folder + w.imported * features.imported
    if w.file:
        of_files = of_files + w.file * scaled(file_scores(index, total))
    of_files = of_files.astype(np.float32)  # chunks are many: their sums stay in single precision
    total = total + features.name * (w.name + w.name_precision * features.name_precision)
    total = total + w.defines * features.defines + w.called * features.called + of_files[index.file_of]
    return np.asarray(total * shares[index.file_of])


def role_shares(index: Index, question: Question) -> np.ndarray:
    """[F] the factor for each file's role."""
    if question.passage:
        return np.ones(len(index.paths), np.float32)
    table = np.array([1.0 if role in question.roles else ROLE_SHARE.get(role, 1.0) for role in ROLES], np.float32)
    return table[index.file.array("files.role")]


def first(scores: np.ndarray, count: int) -> np.ndarray:
    """The places of the highest scores above 0, highest first; ties in the order of the places."""
    least = float(np.partition(scores, -count)[-count]) if count < len(scores) else 0.0
    places = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores > 0)
    return places[np.argsort(-scores[places], kind="stable")][:count]


def best(
    index: Index, scores: np.ndarray, firsts: np.ndarray, tops: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Chunk scores [N], the best chunk of each file [F], files' scores [F] to order those by -> the first k rows and
    their scores: one chunk of each file before any file's second.

    Ties break by path and line, which is the order of the rows.
    """
    files = first(tops, k)
    rows, found = firsts[files], tops[files]
    if len(rows) < k:
        left = scores * (tops / np.where(tops > 0, scores[firsts], 1.0))[index.file_of]
        left[rows] = 0.0
        others = first(left, k - len(rows))
        rows, found = np.concatenate([rows, others]), np.concatenate([found, left[others]])
    return rows, found
