"""How far to go from the base towards what was learned: as far as held-out questions say, and no further.

Weights on the straight way between a model and what fine-tuning made of it often answer better than either end, above
all questions of another kind than those learned from (Wortsman et al. 2022, arXiv 2109.01903). Held-out questions are
of the same kind, so they ask for more than is good: the smallest factor is taken that is not behind the best one by
more than a standard error (Breiman et al. 1984, section 3.4.3).

Whether to go at all is asked of the whole of the way, its factors together: what is untrue may be of use in small
doses, since it tells common words from rare ones, but gets worse the further one goes (LOG.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ncs.model.model import Model
from ncs.train.judge import FEWEST, Judge, mean, standard_error, surely_better

FACTORS = (0.5, 0.75, 1.0)  # a quarter of the way brings half of what half of it does (LOG.md)


class Judged(NamedTuple):
    """What held-out questions say of the way from a model to what was learned."""

    factor: float  # of the way that is gone; 0: the model stays as it was
    before: float  # mean reciprocal rank,
    after: float  # that of the model at this factor; of a model that stays, what learning would have made of it


def between(begun: Model, learned: Model, factor: float) -> Model:
    """The model so far on the way; parameters that learning left alone are the same arrays."""
    if factor == 1.0:
        return learned
    params = dict(begun.params)
    for name, array in learned.params.items():
        if array is not params[name]:
            start = np.asarray(params[name], np.float32)
            params[name] = start + np.float32(factor) * (np.asarray(array, np.float32) - start)
    return begun._replace(params=params)


def judged(begun: Model, learned: Model, judge: Judge, mix: Sequence[float]) -> tuple[Model, Judged]:
    """The model that held-out questions choose between these two."""
    before = judge.ranks(begun, mix)
    after = {factor: judge.ranks(between(begun, learned, factor), mix) for factor in FACTORS}
    factor = best_factor(before, after, judge.told)
    shown = after[factor or max(FACTORS, key=lambda each: after[each].mean())]
    return between(begun, learned, factor) if factor else begun, Judged(factor, mean(before), mean(shown))


def best_factor(before: np.ndarray, after: Mapping[float, np.ndarray], told: np.ndarray) -> float:
    """before [Q]: reciprocal ranks of the base; after: those at each factor; told [Q]: whether a commit asks."""
    along = np.mean(list(after.values()), axis=0)
    if not surely_better(along, before) or _loses(before, along, told):
        return 0.0
    good = [factor for factor in sorted(after) if not _loses(before, after[factor], told)]
    best = max(good, key=lambda factor: float(after[factor].mean()), default=0.0)
    return next((factor for factor in good if _is_near(after[factor], after[best])), 0.0)


def _loses(before: np.ndarray, after: np.ndarray, told: np.ndarray) -> bool:
    """Whether questions of commits or those of descriptions are answered worse by more than a standard error: what only
    one kind gains by is that kind's manner of speaking."""
    parts = [(after - before)[chosen] for chosen in (told, ~told) if chosen.sum() >= FEWEST]
    return any(float(gain.mean()) < -standard_error(gain) for gain in parts)


def _is_near(after: np.ndarray, best: np.ndarray) -> bool:
    behind = best - after
    return float(behind.mean()) <= standard_error(behind)
