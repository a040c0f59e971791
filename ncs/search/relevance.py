"""How likely a ranked chunk really answers the question, between 0 and 1.

A score only orders; this says whether to believe. It looks at how much of what the question asks for is
in the chunk and in its file's name, weighing rare words more, and at how near the chunk is in the latent
space. Fitted by logistic regression on the development repositories (LOG.md): of the answers with
relevance 0.3, about three in ten lie in a file that was marked as right.
"""

from __future__ import annotations

import numpy as np

from ncs.index.index import Index
from ncs.search import lexical
from ncs.search.question import Question

UNKNOWN_WEIGHT = 1.0  # of a word that the index has never seen, beside its rarest word
ENOUGH = 0.74  # share of the question from which more of it changes nothing: the fitted parabola's top
BIAS, COVERED, COVERED_SQUARED, NEAR, STEM = -5.0, 9.2, -6.2, 1.7, 2.1
GOOD = 0.08  # if no answer reaches it, none is shown: so 9 of 10 off-topic questions are refused, 1 of 20 others


def relevance(index: Index, question: Question, rows: np.ndarray, cosines: np.ndarray, stem: np.ndarray) -> np.ndarray:
    """rows [k], cosines [k] of the mixed levels, stem [k] share of the question in the file's name -> [k]."""
    covered = np.minimum(coverage(index, question, rows), ENOUGH)
    sure = BIAS + COVERED * covered + COVERED_SQUARED * covered**2 + NEAR * cosines + STEM * stem
    return 1.0 / (1.0 + np.exp(-sure))


def coverage(index: Index, question: Question, rows: np.ndarray) -> np.ndarray:
    """[k] the share of the question, by rarity, that each chunk or its path holds."""
    rarest = float(np.log1p(len(index) + 0.5))
    total, held = 0.0, np.zeros(len(rows))
    for word in question.words:
        reached = lexical.related(index, word)
        known = [lexical.idf(index, term) for term, weight in reached if weight == 1.0]
        importance = known[0] if known else UNKNOWN_WEIGHT * rarest
        total += importance
        best = np.zeros(len(rows))
        for term, weight in reached:
            best = np.maximum(best, weight * _holds(index, term, rows))
        held += importance * best
    return held / max(total, 1e-9)


def _holds(index: Index, term: int, rows: np.ndarray) -> np.ndarray:
    start, end = int(index.body.starts[term]), int(index.body.starts[term + 1])
    documents = index.body.documents[start:end]
    if not len(documents):
        return np.zeros(len(rows))
    places = np.minimum(np.searchsorted(documents, rows), len(documents) - 1)
    return (documents[places] == rows).astype(float)
