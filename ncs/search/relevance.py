"""Whether to believe an answer, and how likely each place is the right one.

A score only orders. Belief looks at how much of what the question asks for is in the chunk and in its file's name,
weighing rare words more, and at how near the chunk is in the latent space: it says whether the repository has an
answer at all. Relevance adds the rank, at which the whole ranking speaks: of the answers with relevance 0.6, about six
in ten lie in a file that was marked as right. Both are logistic regressions on development repositories (LOG.md).
"""

from __future__ import annotations

import numpy as np

from ncs.search.holding import Held

ENOUGH = 0.69  # share of the question from which more of it changes nothing: the fitted parabola's top
BIAS, COVERED, COVERED_SQUARED, NEAR, STEM = -3.54, 2.71, -1.96, 4.01, 1.15
BELIEVED = -2.04  # if no answer reaches it, none is shown: 9 of 10 off-topic questions are refused, 1 of 100 others
FIRST, BELIEF, RANK, BOTH = 1.609, 1.482, -3.361, -0.816  # the rank says the more, the more there is to believe


def belief(words: Held, cosines: np.ndarray, stem: np.ndarray) -> np.ndarray:
    """What k chunks hold, cosines [k] of the mixed levels, stem [k] share of the question in the file's
    name -> [k] log-odds."""
    covered = np.minimum(coverage(words), ENOUGH)
    return np.asarray(BIAS + COVERED * covered + COVERED_SQUARED * covered**2 + NEAR * cosines + STEM * stem)


def relevance(beliefs: np.ndarray) -> np.ndarray:
    """Of the first k results, in their order -> [k] the probability that the answer lies in each one's file."""
    rank = np.log1p(np.arange(len(beliefs)))
    return np.asarray(1.0 / (1.0 + np.exp(-(FIRST + BELIEF * beliefs + (RANK + BOTH * beliefs) * rank))))


def coverage(words: Held) -> np.ndarray:
    """[k] the share of the question, by rarity, that each chunk or its path holds."""
    parts = len(words.words) - words.wholes
    importance = words.importance[:parts]
    return np.asarray(importance @ words.share[:parts] / max(importance.sum(), 1e-9))
