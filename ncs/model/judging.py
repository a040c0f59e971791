"""How probable the decoder finds sentences that it has not written itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ncs.model import decoder
from ncs.model.decoder import BEGIN, END
from ncs.model.given import Given, advance, written

LEAST = 1e-30  # of a probability: that of a copy which attention passes over may be nothing at all


class _Step(NamedTuple):
    """Of the sentences that are not at an end yet, M of them."""

    row: np.ndarray  # [M] which
    top: np.ndarray  # [M,H] state
    context: np.ndarray  # [M,H]
    wanted: np.ndarray  # [M] the symbol that comes next
    copied: np.ndarray  # [M] its probability where one is copied


def likelihoods(of: Given, owners: Sequence[int], sentences: Sequence[Sequence[int]]) -> list[float]:
    """The log-probability of each sentence, as symbols without END, for the chunk that it is offered to."""
    if not sentences:
        return []
    order = sorted(range(len(sentences)), key=lambda one: (-len(sentences[one]), one))  # the shortest leave first
    of = of.rows(np.array(owners, np.int64)[order])
    steps = [np.concatenate(parts) for parts in zip(*_steps(of, [sentences[one] for one in order]), strict=True)]
    row, top, context, wanted, copied = steps
    write, gate = written(of, row, top, context)  # of all steps together: what comes next is known
    words = write.shape[1]
    found = write[np.arange(len(row)), np.minimum(wanted, words - 1)] * (wanted < words)
    found = found if gate is None else gate * found + (1.0 - gate) * copied
    logs = np.zeros(len(order))
    logs[order] = np.bincount(row, np.log(np.maximum(found, LEAST)))
    return [float(log) for log in logs]


def _steps(of: Given, sentences: Sequence[Sequence[int]]) -> Iterator[_Step]:
    """sentences: the longest first."""
    state, last = decoder.begin(np, of.params, of.z, of.reading), np.full(len(sentences), BEGIN)
    for place in range(len(sentences[0]) + 1):
        here = slice(sum(len(sentence) >= place for sentence in sentences))
        some = of.rows(here)
        state, copy = advance(some, last[here], state.rows(here))
        last = np.array([sentence[place] if place < len(sentence) else END for sentence in sentences[here]])
        copied = np.zeros(len(last))
        if some.sources is not None and copy is not None:
            copied = (copy * (some.sources.symbols == last[:, None])).sum(1)
        yield _Step(np.arange(len(last)), state.layers[-1], state.context, last, copied)
