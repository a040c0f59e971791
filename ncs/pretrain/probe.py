"""What a base model is worth on repositories that it has not seen: each level at each task, and its health."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ncs.model import encoder, flow, sde
from ncs.pretrain.dataset import LEVEL, Dataset
from ncs.pretrain.drawing import Batch, Drawer, Mixture
from ncs.pretrain.tensors import tensors
from ncs.train.losses import epps_pulley, epps_pulley_null

STAGES = ("pooled", "syntax", "structure", "drifted", "semantics")  # "drifted": before the flow
TASKS = ("name to body", "names it uses to body", "description to code")
FEWEST_QUESTIONS, MOST_QUESTIONS = 20, 400  # of one repository and task
ACTIVE = 0.01  # variance of the mean over chunks (Burda et al. 2015, arXiv 1509.00519)


def stages(p: dict[str, Tensor], bags: encoder.Bags) -> list[Tensor]:
    """The unit vectors [B,·] of every stage of the path."""
    with torch.no_grad():
        pooled = encoder.pool(torch, p, bags)
        mean, _ = encoder.encode(torch, p, bags)
        path = sde.solve(torch, p, mean)
        meaning, _ = flow.forward(torch, p, path[-1], sde.TIMES[-1])
        return [torch.nn.functional.normalize(x, dim=-1) for x in (pooled, *path, meaning)]


def sample(data: Dataset, repositories: list[int], task: int, most: int, seed: int = 0) -> np.ndarray:
    """At most so many examples of one task in these repositories, in order."""
    rows = np.flatnonzero(np.isin(data.repository, repositories) & (LEVEL[data.source] == task))
    return np.sort(np.random.default_rng(seed).permutation(rows)[:most])


def questions(data: Dataset, repositories: list[int], task: int) -> Iterator[Batch]:
    """The sampled examples of each repository that has enough of them, shown whole."""
    drawer = Drawer(data, repositories, Mixture(), 0)
    for repository in repositories:
        rows = sample(data, [repository], task, MOST_QUESTIONS)
        if len(rows) >= FEWEST_QUESTIONS:
            yield drawer.lay_out(task, rows, blur=False)


def reciprocal_ranks(p: dict[str, Tensor], data: Dataset, repositories: list[int], task: int) -> np.ndarray:
    """[5 stages] mean reciprocal rank of the right answer among the sampled answers of the same repository, a
    mean over repositories."""
    scores = []
    for batch in questions(data, repositories, task):
        half = len(batch.same)
        scores.append([mrr(x[:half] @ x[half:].T, batch.same) for x in stages(p, tensors(batch))])
    return np.mean(scores, 0) if scores else np.full(len(STAGES), np.nan)


def mrr(scores: Tensor, same: np.ndarray) -> float:
    """Mean reciprocal rank of the diagonal of [B,B]; rows and columns that are `same` are no rivals."""
    cosines = scores.numpy()
    own = np.diag(cosines)
    rivals = (cosines > own[:, None]) & ~same
    ties = ((cosines == own[:, None]) & ~same).sum(1) / 2
    return float((1.0 / (1.0 + rivals.sum(1) + ties)).mean())


def health(p: dict[str, Tensor], bags: encoder.Bags, seed: int = 0) -> dict[str, Any]:
    """Whether the latent space is in use: a few figures of each stage over these chunks."""
    with torch.no_grad():
        mean, logvar = encoder.encode(torch, p, bags)
    kl = 0.5 * (mean * mean + logvar.exp() - 1.0 - logvar).mean(0)
    said: dict[str, Any] = {
        "active dimensions": [int((mean.var(0) > ACTIVE).sum()), mean.shape[1]],
        "KL per dimension, nats": _quartiles(kl),
        "Epps-Pulley null": round(epps_pulley_null(), 3),
    }
    for name, x in zip(STAGES, stages(p, bags), strict=True):
        directions = torch.randn(64, x.shape[1], generator=torch.Generator().manual_seed(seed))
        directions = torch.nn.functional.normalize(directions, dim=-1)
        cosines = x @ x.T - 2 * torch.eye(len(x))
        spread = cosines[~torch.eye(len(x), dtype=torch.bool)]
        said[name] = {
            "Epps-Pulley": round(float(epps_pulley(x * x.shape[1] ** 0.5, directions)), 3),
            "cosine to the nearest": _quartiles(cosines.max(1).values),
            "cosine to another": [round(float(spread.mean()), 3), round(float(spread.std()), 3)],
        }
    return said


def _quartiles(values: Tensor) -> list[float]:
    quarters = torch.quantile(values.float(), torch.tensor([0.25, 0.5, 0.75]))
    return [round(float(v), 3) for v in quarters]
