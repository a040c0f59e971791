"""The training loop of a model that begins from nothing, top to bottom. (From the base: train/bending.py.)

Each step draws a batch of examples for every level and a few documented chunks, and lowers the sum of
contrastive, explanation, KL and Epps-Pulley losses. How many steps is decided before the first one, by
`plan`, from the budget and a fixed cost: the same input gives the same weights on a busy machine too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.errors import SituationError
from ncs.model.model import Model
from ncs.terminal import Watch
from ncs.text.tokens import Tokens, join
from ncs.train import losses, module
from ncs.train.batches import Sentence, to_tensors
from ncs.train.optimizer import Optimizer
from ncs.train.pairs import Pairs

THREADS = 1  # fixed: the weights' bits depend on it; and a second thread spins when the machine is busy
OVERRUN = 3.0  # the clock ends a run that needs more than this many budgets


MEANING = 2  # the level that questions are about: it gets the full batch, the others half of one


class Plan(NamedTuple):
    steps: int
    batch: int  # examples per step at the last level, half as many at the others
    sentences: int  # documented chunks per step
    table_rate: float
    rate: float
    dropout: float = 0.15
    seed: int = 0
    weights: tuple[float, ...] = (0.5, 0.5, 1.0)  # of the contrastive loss at each level
    explanation: float = 0.5
    kl: float = 0.05
    free_bits: float = 0.1
    normality: float = 0.02
    directions: int = 32  # random projections of the Epps-Pulley term
    blindness: float = 0.3  # share of symbols that the decoder may not look back at
    hidden_sources: float = 0.3  # share of sentences that must be written from the latent alone


def device_for(wanted: str) -> str:
    """`auto` is the CPU: models of this size and batches of this many tokens gain little elsewhere."""
    if wanted == "cuda" and not torch.cuda.is_available():
        raise SituationError("no CUDA device is there: leave --device away to learn on the CPU")
    return "cuda" if wanted == "cuda" else "cpu"


class Report(NamedTuple):
    """What training did."""

    steps: int
    seconds: float
    losses: dict[str, float]  # mean over the last tenth of the steps
    stopped: bool  # the clock ended it before its last step


class Pace(NamedTuple):
    """How a kind of model is trained."""

    batch: int
    sentences: int  # a step; a line of characters is five times as long as one of words
    table_rate: float  # of Adam, at its highest: of token vectors,
    rate: float  # and of everything else
    epochs: int  # after which more is of no use
    step_seconds: float  # of one step on one core of 2026, measured (LOG.md)


PACES = {
    "standard": Pace(256, 24, 2e-3, 2e-3, 30, 0.16),
    "tutorial": Pace(128, 12, 6e-3, 6e-3, 40, 0.16),
}


def plan(model: Model, pairs: Sequence[Pairs], budget: float, epochs: int | None, seed: int) -> Plan:
    """How much to train: the given epochs, or as many as the budget holds up to a useful number."""
    pace = PACES[model.shape.preset]
    longest = max((len(level.questions) for level in pairs), default=0)
    an_epoch = max(1, -(-longest // pace.batch))
    affordable = max(1, int(budget / pace.step_seconds))
    wanted = an_epoch * (epochs if epochs is not None else pace.epochs)
    steps = wanted if epochs is not None else min(wanted, affordable)
    return Plan(steps, pace.batch, pace.sentences, pace.table_rate, pace.rate, seed=seed)


def learn(
    model: Model,
    pairs: Sequence[Pairs],
    sentences: Sequence[Sentence],
    plan: Plan,
    seconds: float,
    progress: Watch,
    device: str = "cpu",
) -> tuple[Model, Report]:
    """Train a copy of the model. `seconds` is the budget that the clock enforces, generously."""
    torch.set_num_threads(THREADS)
    generator = torch.Generator(device).manual_seed(plan.seed)
    with torch.device(device):
        p = module.parameters(model.params)
        optimizer = Optimizer(p, plan.table_rate, plan.rate, plan.steps)
        started, history, step = time.monotonic(), [], 0
        for step in range(1, plan.steps + 1):
            terms = loss_terms(p, pairs, sentences, plan, generator)
            optimizer.step(torch.stack(list(terms.values())).sum(), step)
            history.append({name: float(term.detach()) for name, term in terms.items()})
            progress(step, plan.steps, history[-1])
            if time.monotonic() - started > OVERRUN * seconds:
                break
    last = history[-max(1, len(history) // 10) :]
    means = {name: float(np.mean([row[name] for row in last])) for name in last[0]}
    report = Report(step, time.monotonic() - started, means, step < plan.steps)
    return model._replace(params=module.arrays(p)), report


class Drawn(NamedTuple):
    """One step's batch: texts that go through the trajectory together, and what each stretch of them is."""

    read: Tokens
    stretches: list[tuple[int, Pairs, list[int]]]  # level, pairs, rows; its questions lie before its answers
    sentences: list[Sentence]  # their chunks lie last

    @property
    def early(self) -> tuple[int, int]:
        """How many texts are wanted at level 0 only, and at level 1 only."""
        sizes = {level: 2 * len(rows) for level, _, rows in self.stretches}
        return sizes.get(0, 0), sizes.get(1, 0)


def draw(pairs: Sequence[Pairs], sentences: Sequence[Sentence], plan: Plan, generator: torch.Generator) -> Drawn:
    parts: list[Tokens] = []
    stretches = []
    for level, known in enumerate(pairs):
        if len(known.questions) >= 2:
            rows = _rows(len(known.questions), plan.batch if level == MEANING else plan.batch // 2, generator)
            parts += [known.questions.take(rows), known.answers.take(rows)]
            stretches.append((level, known, rows))
    chosen = [sentences[i] for i in _rows(len(sentences), plan.sentences, generator)]
    return Drawn(join([*parts, *(s.read for s in chosen)]), stretches, chosen)


def _rows(size: int, count: int, generator: torch.Generator) -> list[int]:
    return torch.randperm(size, generator=generator)[:count].tolist()


def loss_terms(
    p: dict[str, Tensor],
    pairs: Sequence[Pairs],
    sentences: Sequence[Sentence],
    plan: Plan,
    generator: torch.Generator,
) -> dict[str, Tensor]:
    """One batch's losses by name, already weighted."""
    drawn = draw(pairs, sentences, plan, generator)
    bags = to_tensors(drawn.read, plan.dropout, generator)
    levels, mean, logvar = module.trajectory(p, bags, generator, drawn.early)
    terms: dict[str, Tensor] = {}
    for level, known, rows in drawn.stretches:
        both = levels[level][: 2 * len(rows)]
        terms[f"contrast {level}"] = plan.weights[level] * _contrast(p, both, known, rows)
    if drawn.sentences:
        page = module.page(p, drawn.sentences)
        hide = (torch.rand(len(drawn.sentences), generator=generator) < plan.hidden_sources).float()
        written = losses.explanation(
            *module.write(p, levels[2][-len(drawn.sentences) :], page, hide, (plan.blindness, generator))
        )
        terms["explanation"] = plan.explanation * written
    terms["kl"] = plan.kl * losses.kl(mean, logvar, plan.free_bits)
    directions = torch.randn(plan.directions, mean.shape[1], generator=generator)
    directions = torch.nn.functional.normalize(directions, dim=-1)
    terms["normality"] = plan.normality * losses.epps_pulley(levels[2], directions)
    return terms


def _contrast(p: dict[str, Tensor], both: Tensor, pairs: Pairs, rows: list[int]) -> Tensor:
    """The contrastive loss of one stretch: both [2B,D], questions before answers."""
    identity, chunk = (torch.as_tensor(column[rows]) for column in (pairs.identity, pairs.chunk))
    same = (identity[:, None] == identity) | (chunk[:, None] == chunk)
    scale = p["contrast.scale"].exp().clamp(max=100.0)
    return losses.contrast(both[: len(rows)], both[len(rows) :], scale, same)
