"""What is said of a finished base: scores on held-out repositories, health of the latent, worth of the decoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ncs.model.encoder import Bags
from ncs.pretrain import probe, writing
from ncs.pretrain.dataset import Dataset
from ncs.pretrain.drawing import Drawer, Mixture
from ncs.pretrain.sentences import Sentences
from ncs.pretrain.tensors import tensors
from ncs.pretrain.writing import Writing

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
WORTH = 0.001  # of the mean reciprocal rank: what one more level must bring
MOST_SENTENCES, MOST_CHUNKS = 1000, 2000
ALONE, UNSEEN = 4, 5  # repositories on which a decoder is trained alone, and one sentence in so many that it never saw


def measure(p: dict[str, Tensor], data: Dataset, held_out: list[int]) -> dict[str, Any]:
    ranks = np.stack([probe.reciprocal_ranks(p, data, held_out, task) for task in range(len(probe.TASKS))], 1)
    table = {
        stage: {task: round(float(value), 4) for task, value in zip(probe.TASKS, row, strict=True)}
        for stage, row in zip(probe.STAGES, ranks, strict=True)
    }
    return {"mean reciprocal rank": table, "latent": probe.health(p, _chunks(data, held_out))}


def _chunks(data: Dataset, repositories: list[int], seed: int = 0) -> Bags:
    """A sample of described chunks without what describes them."""
    drawer = Drawer(data, repositories, Mixture(), seed)
    rows = probe.sample(data, repositories, 2, MOST_CHUNKS, seed)
    batch = drawer.lay_out(2, rows, blur=False)
    first = batch.starts[len(rows)]
    answers = slice(first, None)
    return tensors(
        batch._replace(
            ids=batch.ids[answers],
            kinds=batch.kinds[answers],
            counts=batch.counts[answers],
            starts=batch.starts[len(rows) :] - first,
        )
    )


def fit_mix(p: dict[str, Tensor], data: Dataset, held_out: list[int]) -> tuple[list[float], float]:
    """Shares of the three levels with which descriptions find their code on repositories held out, and the mean
    reciprocal rank that they reach."""
    scores: dict[tuple[float, ...], list[float]] = {}
    for batch in probe.questions(data, held_out, 2):
        half = len(batch.same)
        at = probe.stages(p, tensors(batch))
        cosines = [x[:half] @ x[half:].T for x in (at[1], at[2], at[4])]
        for shares in product(SHARES, repeat=3):
            if sum(shares) == 1.0:
                mixed = torch.stack([share * cosine for share, cosine in zip(shares, cosines, strict=True)]).sum(0)
                scores.setdefault(shares, []).append(probe.mrr(mixed, batch.same))
    reached = {shares: float(np.mean(each)) for shares, each in scores.items()} or {(0.0, 0.0, 1.0): 0.0}
    chosen = fewest_levels(reached)
    return list(chosen), round(reached[chosen], 4)


def fewest_levels(reached: Mapping[tuple[float, ...], float]) -> tuple[float, ...]:
    """The best of the shares that leave out most levels and are hardly worse than the best of all: every level that
    takes part costs each question its time."""
    least = max(reached.values()) - WORTH
    good = [shares for shares in reached if reached[shares] >= least]
    return max(good, key=lambda shares: (shares.count(0.0), reached[shares], shares))


def decoder(
    fresh: dict[str, Tensor], trained: dict[str, Tensor], told: Sentences, held_out: Sequence[int], alone: Writing
) -> dict[str, Any]:
    """Loss in nats a symbol on sentences of repositories held out; `alone` says how the decoder is trained that
    learns from one of them only."""
    rows = told.of(held_out)
    rows = rows[:: max(1, len(rows) // MOST_SENTENCES)]
    if not len(rows):
        return {}
    losses = {
        "untrained": writing.held_out_loss(fresh, told, rows),
        "trained": writing.held_out_loss(trained, told, rows),
        "trained, latents shuffled": writing.held_out_loss(trained, told, rows, "latents"),
        "trained, words shuffled": writing.held_out_loss(trained, told, rows, "words"),
    }
    losses |= _alone(fresh, trained, told, held_out, alone)
    return {"decoder": {name: round(value, 4) for name, value in losses.items()} | {"sentences": len(rows)}}


def _alone(
    fresh: dict[str, Tensor], trained: dict[str, Tensor], told: Sentences, held_out: Sequence[int], plan: Writing
) -> dict[str, float]:
    """On the repositories with most sentences: the decoder as pretrained, and one from scratch that has learned four
    fifths of that repository's own sentences; both on the other fifth."""
    homes = sorted(held_out, key=lambda home: (-len(told.of([home])), home))[:ALONE]
    ours, theirs = [], []
    for home in homes:
        rows = told.of([home])
        unseen = np.arange(len(rows)) % UNSEEN == 0
        if unseen.all():
            continue
        scratch = {name: tensor.detach().clone().requires_grad_() for name, tensor in fresh.items()}
        writing.train(scratch, told, rows[~unseen], plan)
        ours.append(writing.held_out_loss(trained, told, rows[unseen]))
        theirs.append(writing.held_out_loss(scratch, told, rows[unseen]))
    if not ours:
        return {}
    return {
        f"trained, on {len(ours)} repositories": float(np.mean(ours)),
        "trained on each of those alone": float(np.mean(theirs)),
    }
