"""Pretraining of the explanation decoder: on what a trained trajectory says of documented code.

Only the decoder's own arrays move: search owns the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.pretrain.checkpoint import Checkpoints, Run, Watch
from ncs.pretrain.sentences import Sentences
from ncs.text.tokens import join
from ncs.train import losses, module
from ncs.train.batches import Sentence, to_tensors
from ncs.train.optimizer import Optimizer

AT_ONCE = 128  # sentences


class Writing(NamedTuple):
    steps: int = 3000
    batch: int = 96
    rate: float = 2e-3
    blindness: float = 0.15  # share of symbols that the decoder may not look back at
    hidden_sources: float = 0.15  # share of sentences that must be written from the latent alone
    every: int = 500  # steps between checkpoints
    seed: int = 0


def latents(p: dict[str, Tensor], sentences: Sequence[Sentence]) -> Tensor:
    """The semantic vectors [B,D] of the chunks without what people say of them."""
    with torch.no_grad():
        levels, _, _ = module.trajectory(p, to_tensors(join([s.read for s in sentences]), 0.0, torch.Generator()), None)
    return levels[2]


def held_out_loss(p: dict[str, Tensor], chosen: Sequence[Sentence], shuffled: bool = False) -> float:
    """Mean loss in nats a symbol; with `shuffled` each sentence is written from another chunk's latent."""
    total = symbols = 0.0
    with torch.no_grad():
        z = latents(p, chosen)
        z = z.roll(1, 0) if shuffled else z
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            count = sum(len(s.target) for s in some)
            total += count * float(losses.explanation(*module.write(p, z[start : start + AT_ONCE], some)))
            symbols += count
    return total / max(1.0, symbols)


def _by_length(sentences: Sentences, places: Sequence[tuple[int, int]], seed: int) -> list[tuple[int, int]]:
    """Sentences of equal length beside each other, shuffled: a batch of them has no padding, and half the cost."""
    shuffled = [places[i] for i in np.random.default_rng(seed).permutation(len(places))]
    return sorted(shuffled, key=sentences.length)


def train(
    p: dict[str, Tensor],
    sentences: Sentences,
    places: Sequence[tuple[int, int]],
    plan: Writing,
    checkpoints: Checkpoints | None = None,
    watch: Watch = lambda step, of, losses: None,
) -> None:
    """Train the decoder in place."""
    own = {name: tensor for name, tensor in p.items() if name.startswith("decoder.")}
    noise, drawn = torch.Generator().manual_seed(plan.seed), np.random.default_rng(plan.seed)
    run = Run(own, Optimizer(own, plan.rate, plan.rate, plan.steps), noise, drawn)
    first, _ = checkpoints.load(run) if checkpoints else (0, {})
    ordered = _by_length(sentences, places, plan.seed)
    for step in range(first + 1, plan.steps + 1):
        start = int(drawn.integers(max(1, len(ordered) - plan.batch + 1)))
        chosen = [sentences.sentence(place) for place in ordered[start : start + plan.batch]]
        hide = (torch.rand(len(chosen), generator=noise) < plan.hidden_sources).float()
        loss = losses.explanation(*module.write(p, latents(p, chosen), chosen, hide, (plan.blindness, noise)))
        run.optimizer.step(loss, step)
        watch(step, plan.steps, {"loss": float(loss.detach())})
        if checkpoints and step % plan.every == 0 and step < plan.steps:
            checkpoints.save(run, step, {})
