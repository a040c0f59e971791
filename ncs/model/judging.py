"""How probable the decoder finds sentences that it has not written itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import BEGIN, END
from ncs.model.given import Given, chances

LEAST = 1e-30  # of a probability: that of a copy which attention passes over may be nothing at all


def likelihoods(of: Given, owners: Sequence[int], sentences: Sequence[Sequence[int]]) -> list[float]:
    """The log-probability of each sentence, as symbols without END, for the chunk that it is offered to."""
    if not sentences:
        return []
    lengths = np.array([len(sentence) for sentence in sentences])
    order = np.argsort(-lengths, kind="stable")  # the shortest last: they leave first
    of = of.rows(np.array(owners, np.int64)[order])
    state, last = decoder.begin(np, of.params, of.z, of.reading), np.full(len(order), BEGIN)
    logs = np.zeros(len(order))
    for step in range(int(lengths.max()) + 1):
        here = order[: int((lengths >= step).sum())]
        rows = slice(len(here))
        state, found = chances(of.rows(rows), last[rows], state.rows(rows))
        last = np.array([sentences[row][step] if step < lengths[row] else END for row in here.tolist()])
        logs[here] += np.log(np.maximum(found[np.arange(len(here)), last], LEAST))
    return [float(log) for log in logs]
