"""How likely a ranked chunk really answers the question, between 0 and 1.

A score only orders; this says whether to believe. It looks at how much of what the question asks for is
in the chunk and in its file's name, weighing rare words more, and at how near the chunk is in the latent
space. Fitted by logistic regression on the development repositories (LOG.md): of the answers with
relevance 0.3, about three in ten lie in a file that was marked as right.
"""

from __future__ import annotations

import numpy as np

from ncs.search.holding import Held

ENOUGH = 0.69  # share of the question from which more of it changes nothing: the fitted parabola's top
BIAS, COVERED, COVERED_SQUARED, NEAR, STEM = -3.54, 2.71, -1.96, 4.01, 1.15
GOOD = 0.115  # if no answer reaches it, none is shown: so 9 of 10 off-topic questions are refused, 1 of 100 others


def relevance(words: Held, cosines: np.ndarray, stem: np.ndarray) -> np.ndarray:
    """What k chunks hold, cosines [k] of the mixed levels, stem [k] share of the question in the file's
    name -> [k]."""
    covered = np.minimum(coverage(words), ENOUGH)
    sure = BIAS + COVERED * covered + COVERED_SQUARED * covered**2 + NEAR * cosines + STEM * stem
    return 1.0 / (1.0 + np.exp(-sure))


def coverage(words: Held) -> np.ndarray:
    """[k] the share of the question, by rarity, that each chunk or its path holds."""
    parts = len(words.words) - words.wholes
    importance = words.importance[:parts]
    return np.asarray(importance @ words.share[:parts] / max(importance.sum(), 1e-9))
