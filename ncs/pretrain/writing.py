"""Pretraining of the explanation decoder: on what a trained trajectory says of documented code.

Only the decoder's own arrays move: search owns the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.pretrain.checkpoint import Checkpoints, Run
from ncs.pretrain.sentences import Sentences
from ncs.terminal import Watch
from ncs.text.explainable import MOST
from ncs.train import losses, module
from ncs.train.optimizer import Optimizer

AT_ONCE = 128  # sentences
READ = ("vectors", "roles", "places", "mask")  # what of a page is looked at


class Writing(NamedTuple):
    steps: int = 12_000
    batch: int = 128
    rate: float = 2e-3
    blindness: float = 0.1  # share of symbols that the decoder may not look back at
    hidden_sources: float = 0.1  # share of sentences that must be written from the latent alone
    lonely: float = 0.15  # share of sentences that see nothing of their neighbours, as in a repository that says little
    noise: float = 0.1  # of latents, as a share of their size: they are close to what learned them by heart
    bfloat16: bool = False  # products in half the bits: two thirds of the time where a processor has them (LOG.md)
    every: int = 1000  # steps between checkpoints
    seed: int = 0


def held_out_loss(p: dict[str, Tensor], sentences: Sentences, rows: np.ndarray, shuffled: str = "") -> float:
    """Mean loss in nats a symbol; `shuffled` says what comes from another chunk: "latents", "words" or nothing."""
    total = symbols = 0.0
    with torch.no_grad():
        for start in range(0, len(rows), AT_ONCE):
            z, page = sentences.page(rows[start : start + AT_ONCE])
            if shuffled == "latents":
                z = z.roll(1, 0)
            if shuffled == "words":
                page = page._replace(**{name: getattr(page, name).roll(1, 0) for name in READ})
            count = float((page.target > 0).sum())
            total += count * float(losses.explanation(*module.write(p, z, page)))
            symbols += count
    return total / max(1.0, symbols)


def _by_length(sentences: Sentences, rows: np.ndarray, seed: int) -> np.ndarray:
    """Sentences of equal length beside each other, shuffled: a batch of them has no padding, and half the cost."""
    shuffled = np.random.default_rng(seed).permutation(rows)
    return shuffled[np.argsort(sentences.target.lengths()[shuffled], kind="stable")]


def train(
    p: dict[str, Tensor],
    sentences: Sentences,
    rows: np.ndarray,
    plan: Writing,
    checkpoints: Checkpoints | None = None,
    watch: Watch = lambda step, of, losses: None,
) -> None:
    """Train the decoder in place."""
    own = {name: tensor for name, tensor in p.items() if name.startswith("decoder.")}
    noise, drawn = torch.Generator().manual_seed(plan.seed), np.random.default_rng(plan.seed)
    run = Run(own, Optimizer(own, plan.rate, plan.rate, plan.steps), noise, drawn)
    first, _ = checkpoints.load(run) if checkpoints else (0, {})
    ordered = _by_length(sentences, rows, plan.seed)
    for step in range(first + 1, plan.steps + 1):
        start = int(drawn.integers(max(1, len(ordered) - plan.batch + 1)))
        with torch.autocast("cpu", torch.bfloat16, enabled=plan.bfloat16):
            loss = _loss(p, sentences, ordered[start : start + plan.batch], plan, noise)
        run.optimizer.step(loss, step)
        watch(step, plan.steps, {"loss": float(loss.detach())})
        if checkpoints and step % plan.every == 0 and step < plan.steps:
            checkpoints.save(run, step, {})


def _loss(
    p: dict[str, Tensor], sentences: Sentences, rows: np.ndarray, plan: Writing, generator: torch.Generator
) -> Tensor:
    z, page = sentences.page(rows)
    z = z + plan.noise * z.pow(2).mean(-1, keepdim=True).sqrt() * torch.randn(z.shape, generator=generator)
    hide = (torch.rand(len(rows), generator=generator) < plan.hidden_sources).float()
    lonely = torch.rand(len(rows), 1, generator=generator) < plan.lonely
    page = page._replace(mask=page.mask * ~(lonely & (page.places >= MOST)))
    return losses.explanation(*module.write(p, z, page, hide, (plan.blindness, generator)))
