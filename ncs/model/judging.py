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
    of = of.rows(np.array(owners, np.int64))
    longest = max(map(len, sentences)) + 1
    target = np.full((len(sentences), longest), END)
    for row, sentence in enumerate(sentences):
        target[row, : len(sentence)] = sentence
    unfinished = np.arange(longest) <= np.array([[len(sentence)] for sentence in sentences])
    state, last = decoder.begin(np, of.params, of.z, of.reading), np.full(len(sentences), BEGIN)
    logs = np.zeros(len(sentences))
    for step in range(longest):
        state, found = chances(of, last, state)
        last = target[:, step]
        logs += unfinished[:, step] * np.log(np.maximum(found[np.arange(len(last)), last], LEAST))
    return [float(log) for log in logs]
