"""The last step of a base's path: its words are moved so that questions find the files that answer them.

Pairs taken from code teach what goes with what; they do not teach what people ask, nor that a file is wanted. A few
thousand questions do, on repositories by the hundred: no more than words can be learned from so few, and few steps, as
more learn them by heart (LOG.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from ncs.model.model import Model
from ncs.pretrain.questions import Asked
from ncs.terminal import Watch
from ncs.text.tokens import Tokens
from ncs.train.optimizer import share
from ncs.train.table import TABLE, WEIGHT, numbered, pooled, rows_of, with_rows


class Tuning(NamedTuple):
    """Chosen on the development repositories (LOG.md)."""

    steps: int = 450
    repositories: int = 12  # in a batch
    questions: int = 8  # of each
    rivals: int = 30  # of each question, drawn anew each time
    rate: float = 2e-3  # of Adam, at its highest: of vectors,
    weight_rate: float = 2e-3  # and of the words' weights
    dropout: float = 0.2  # of tokens
    scale: float = 14.0  # inverse temperature
    seed: int = 0


class Batch(NamedTuple):
    """Of one repository: q questions and f files, each as its nearest chunk and another one."""

    questions: Tokens  # [q]
    chunks: Tokens  # [2f]
    right: np.ndarray  # [q,f] whether a file answers


def tune(model: Model, repositories: Sequence[Asked], plan: Tuning, watch: Watch) -> Model:
    """A copy of the model whose words have learned what is asked. Words that no repository uses stay."""
    rows, p = rows_of(model, [part for each in repositories for part in (each.questions, each.chunks)])
    known = [
        each._replace(questions=numbered(each.questions, rows), chunks=numbered(each.chunks, rows))
        for each in repositories
    ]
    adam = torch.optim.Adam([{"params": [p[TABLE]]}, {"params": [p[WEIGHT]]}], betas=(0.9, 0.99))
    draw, generator = np.random.default_rng(plan.seed), torch.Generator().manual_seed(plan.seed)
    for step in range(1, plan.steps + 1):
        drawn = draw.choice(len(known), min(plan.repositories, len(known)), replace=False)
        loss = contrast(p, [batch(known[number], plan, draw) for number in drawn], plan, generator)
        adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        for group, rate in zip(adam.param_groups, (plan.rate, plan.weight_rate), strict=True):
            group["lr"] = rate * share(step, plan.steps)
        adam.step()
        watch(step, plan.steps, {"questions": float(loss.detach())})
    return with_rows(model, rows, p)


def batch(asked: Asked, plan: Tuning, draw: np.random.Generator) -> Batch:
    """Some questions, and for each one answer and some rivals: all of them stand against every question."""
    rows = draw.choice(len(asked.candidates), min(plan.questions, len(asked.candidates)), replace=False)
    nearest: dict[int, int] = {}  # of each file, for the question that brought it
    for of in (asked.candidates[row] for row in rows):
        rivals = of.right + draw.choice(len(of.files) - of.right, min(plan.rivals, len(of.files) - of.right), False)
        for place in (int(draw.integers(of.right)), *rivals.tolist()):
            nearest.setdefault(int(of.files[place]), int(of.chunks[place]))
    files = np.fromiter(nearest, np.int64)
    first, end = asked.first[files], asked.first[files + 1]
    other = first + (draw.random(len(files)) * (end - first)).astype(np.int64)
    chunks = np.concatenate([np.fromiter(nearest.values(), np.int64), other])
    right = [np.isin(files, of.files[: of.right]) for of in (asked.candidates[row] for row in rows)]
    return Batch(asked.questions.take(rows), asked.chunks.take(chunks), np.array(right))


def contrast(p: dict[str, Tensor], batches: Sequence[Batch], plan: Tuning, generator: torch.Generator) -> Tensor:
    """Cross-entropy of the files that answer, together, among those of their repository: InfoNCE with several right
    ones (Khosla and others 2020, arXiv 2004.11362, the sum inside the logarithm)."""
    asked = pooled(p, [each.questions for each in batches], plan.dropout, generator)
    held = pooled(p, [each.chunks for each in batches], plan.dropout, generator)
    lost = []
    for each, questions, chunks in zip(batches, asked, held, strict=True):
        nearest, other = chunks.chunk(2)
        logits = plan.scale * questions @ normalize(nearest + other, dim=-1).T
        right = logits.masked_fill(~torch.as_tensor(each.right), -1e9)
        lost.append(logits.logsumexp(1) - right.logsumexp(1))
    return torch.cat(lost).mean()
