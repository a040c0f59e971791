"""The training loop of the base model's trajectory: contrastive, KL and Epps-Pulley losses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.pretrain.checkpoint import Checkpoints, Run
from ncs.pretrain.dataset import Dataset
from ncs.pretrain.drawing import Batch, Drawer, Mixture
from ncs.pretrain.probe import STAGES, reciprocal_ranks
from ncs.pretrain.tensors import tensors
from ncs.terminal import Watch
from ncs.train import losses, module
from ncs.train.optimizer import Optimizer


class Schedule(NamedTuple):
    steps: int = 7000
    table: bool = True  # whether token vectors are learned too
    table_rate: float = 4e-3  # of token vectors
    rate: float = 1e-3  # of everything else
    decay: float = 0.5  # of the layers' matrices
    begin: float = 0.5  # of a description's loss, asked of the path's begin as well: it passes through there
    kl: float = 0.1
    free_bits: float = 0.1
    normality: float = 0.01
    directions: int = 64  # random projections of the Epps-Pulley term
    every: int = 1000  # steps between looks at the held-out repositories
    patience: int = 4  # looks without a better score, after which training ends
    mixture: Mixture = Mixture()
    seed: int = 0


class Best(NamedTuple):
    """The weights with the best held-out score, and all scores on the way."""

    arrays: dict[str, np.ndarray]
    step: int
    scores: list[float]


def loss_terms(p: dict[str, Tensor], batch: Batch, s: Schedule, generator: torch.Generator) -> dict[str, Tensor]:
    """One batch's losses by name, already weighted."""
    rows = len(batch.starts)
    early = ((rows, 0), (0, rows), (0, 0))[batch.level]
    levels, mean, logvar = module.trajectory(p, tensors(batch), generator, early)
    both, half = levels[batch.level], rows // 2
    scale = p["contrast.scale"].exp().clamp(max=100.0)
    terms = {f"contrast {batch.level}": losses.contrast(both[:half], both[half:], scale, torch.as_tensor(batch.same))}
    terms["kl"] = s.kl * losses.kl(mean, logvar, s.free_bits)
    if batch.level == 2:
        begun = losses.contrast(levels[0][:half], levels[0][half:], scale, torch.as_tensor(batch.same))
        terms["begin"] = s.begin * begun
        directions = torch.randn(s.directions, mean.shape[1], generator=generator)
        directions = torch.nn.functional.normalize(directions, dim=-1)
        terms["normality"] = s.normality * losses.epps_pulley(both, directions)
    return terms


def train(
    arrays: dict[str, np.ndarray],
    data: Dataset,
    learned: list[int],
    held_out: list[int],
    s: Schedule,
    checkpoints: Checkpoints,
    watch: Watch,
) -> Best:
    """Train on some repositories until the others say enough."""
    p = module.parameters(arrays)
    p["token.vector"].requires_grad_(s.table)
    moving = {name: tensor for name, tensor in p.items() if tensor.requires_grad and not name.startswith("decoder.")}
    drawer = Drawer(data, learned, s.mixture, s.seed)
    optimizer = Optimizer(moving, s.table_rate, s.rate, s.steps, s.decay)
    run = Run(moving, optimizer, torch.Generator().manual_seed(s.seed), drawer.rng)
    first, told = checkpoints.load(run)
    scores: list[float] = told.get("scores", [])
    best = Best(module.arrays(p), first, scores)
    for step in range(first + 1, s.steps + 1):
        terms = loss_terms(p, drawer.draw(), s, run.noise)
        run.optimizer.step(torch.stack(list(terms.values())).sum(), step)
        watch(step, s.steps, {name: float(term.detach()) for name, term in terms.items()})
        if step % s.every and step < s.steps:
            continue
        scores = [*scores, score(p, data, held_out)]
        watch(step, s.steps, {"held out": scores[-1]})
        if scores[-1] >= max(scores):
            best = Best(module.arrays(p), step, scores)
            checkpoints.save(run, step, {"scores": scores})
        if len(scores) - 1 - int(np.argmax(scores)) >= s.patience:
            break
    return best._replace(scores=scores)


def score(p: dict[str, Tensor], data: Dataset, repositories: list[int]) -> float:
    """How well descriptions find their code at the end of the path."""
    return float(reciprocal_ranks(p, data, repositories, 2)[STAGES.index("semantics")])
