"""A learned path drawn back towards the pooled words that it begins with.

What its layers learn finds answers that hold none of the question's words, and costs a little where they hold them all:
there pooled words are hard to beat (LOG.md). Between the two lie paths that keep most of both, as between a network
before and after it was tuned (Wortsman et al. 2022, arXiv 2109.01903).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor

from ncs.model.flow import COUPLINGS
from ncs.pretrain import probe
from ncs.pretrain.dataset import Dataset
from ncs.train import module

SHARES = (1.0, 0.75, 0.5, 0.25)  # of the way from pooled words to what was learned
MOVING = ("drift.out", *(f"flow{number}.out" for number in range(COUPLINGS)))  # layers without which nothing moves
OWN = ("syntax", "structure", "semantics")  # the level that is trained for each of probe.TASKS


def back(params: dict[str, Any], share: float) -> dict[str, Any]:
    """The weights of the path that goes so far: at 0 the pooled words themselves, at all times."""
    straight = params["encoder.straight"]
    still = np.eye(*straight.shape, dtype=np.float32)
    moved = {"encoder.straight": (1.0 - share) * still + share * straight}
    for part in ("weight", "bias"):
        moved |= {f"{layer}.{part}": params[f"{layer}.{part}"] * share for layer in MOVING}
        head = params[f"encoder.head.{part}"].copy()
        head[..., : straight.shape[1]] *= share  # the means; what lies behind them are the variances
        moved[f"encoder.head.{part}"] = head
    return params | moved


def share(params: dict[str, Any], data: Dataset, held_out: list[int]) -> float:
    """As much of what was learned as leaves no level behind pooled words at its own task, in repositories held out."""
    for each in SHARES:
        if _keeps_up(module.parameters(back(params, each)), data, held_out):
            return each
    return SHARES[-1]


def _keeps_up(p: dict[str, Tensor], data: Dataset, held_out: list[int]) -> bool:
    for task, level in enumerate(OWN):
        found = dict(zip(probe.STAGES, probe.reciprocal_ranks(p, data, held_out, task).tolist(), strict=True))
        if found[level] < found["pooled"]:
            return False
    return True
