"""Teaching the decoder how a repository speaks of its code: a few passes over its own sentences.

Only the layers between a state and a word move (what is asked of the source words, which of them count, whether to
copy, which words are likely): they are half a megabyte, where the whole decoder would be four. What was learned is
kept only if sentences that were held out become likelier.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.model.model import Model
from ncs.terminal import Watch
from ncs.text.tokens import join
from ncs.train import losses, module
from ncs.train.batches import Sentence, to_tensors
from ncs.train.narrowing import WORDS, narrow, narrowed, rows_of, widened
from ncs.train.optimizer import Optimizer
from ncs.train.trainer import OVERRUN, THREADS

ATTENTION = ("decoder.role", "decoder.follow")  # how far what is said of neighbours goes for this chunk too
BIAS = "decoder.word.bias"
MOVED = ("decoder.start.", "decoder.ask.", "decoder.gate.", "decoder.out.", BIAS, *ATTENTION)
EPOCHS = 4
SHARE = 0.25  # of the budget
STEP_SECONDS = 0.07  # on one core of 2026, measured (LOG.md)
FEWEST = 16  # sentences to learn from
FEWEST_HELD_OUT = 4
AT_ONCE = 32  # sentences that are judged: the likelihoods of all words for 128 take 160 MB more


class Plan(NamedTuple):
    steps: int
    batch: int = 32
    rate: float = 1e-3
    blindness: float = 0.1  # share of symbols that the decoder may not look back at
    hidden_sources: float = 0.1  # share of sentences that must be written from the latent alone
    seed: int = 0


def plan(sentences: int, budget: float, seed: int) -> Plan:
    batch = Plan._field_defaults["batch"]
    return Plan(max(1, min(EPOCHS * sentences // batch, int(SHARE * budget / STEP_SECONDS))), seed=seed)


def tell(
    model: Model,
    taught: Sequence[Sentence],
    held_out: Sequence[Sentence],
    plan: Plan,
    seconds: float,
    progress: Watch,
) -> tuple[Model, dict[str, Any]]:
    """The model with a decoder that has learned these sentences, or as it was; and what is said of it. Losses are in
    nats a word. `seconds` is the budget that the clock enforces, generously."""
    said: dict[str, Any] = {"sentences": len(taught), "held_out": len(held_out)}
    if len(taught) < FEWEST or len(held_out) < FEWEST_HELD_OUT:
        return model, said | {"steps": 0}
    torch.set_num_threads(THREADS)
    words = len(model.words)
    rows = rows_of([*taught, *held_out], words)
    taught, held_out = ([narrowed(one, rows, words) for one in side] for side in (taught, held_out))
    p = narrow(module.parameters(model.params), rows)
    before = loss(p, held_out)
    steps = _train(p, taught, plan, seconds, progress)
    after = loss(p, held_out)
    said |= {"steps": steps, "before": round(before, 4), "after": round(after, 4), "kept": after < before}
    return (model._replace(params=model.params | _moved(model, p, rows)) if after < before else model), said


def _moved(model: Model, p: dict[str, Tensor], rows: np.ndarray) -> dict[str, np.ndarray]:
    """What has moved, as the model has it."""
    found = {name: p[name].detach().numpy().copy() for name in p if name.startswith(MOVED) and name not in WORDS}
    return found | {BIAS: widened(model.params[BIAS], p[BIAS], rows)}


def _train(
    p: dict[str, Tensor],
    taught: Sequence[Sentence],
    plan: Plan,
    seconds: float,
    progress: Watch,
) -> int:
    """Move the parameters; how many steps were made."""
    for name, tensor in p.items():
        tensor.requires_grad_(name.startswith(MOVED))
    noise, drawn = torch.Generator().manual_seed(plan.seed), np.random.default_rng(plan.seed)
    moving = {name: tensor for name, tensor in p.items() if tensor.requires_grad}
    optimizer, ordered = Optimizer(moving, plan.rate, plan.rate, plan.steps), sorted(taught, key=_length)
    z, started = latents(p, ordered), time.monotonic()
    for step in range(1, plan.steps + 1):
        first = int(drawn.integers(max(1, len(ordered) - plan.batch + 1)))  # of like length: no padding
        rows = slice(first, first + plan.batch)
        page = module.page(p, ordered[rows])
        hide = (torch.rand(len(page.target), generator=noise) < plan.hidden_sources).float()
        lost = losses.explanation(*module.write(p, z[rows], page, hide, (plan.blindness, noise)))
        optimizer.step(lost, step)
        progress(step, plan.steps, {"explanation": float(lost.detach())})
        if time.monotonic() - started > OVERRUN * seconds:
            return step
    return plan.steps


def _length(sentence: Sentence) -> int:
    return len(sentence.target)


def latents(p: dict[str, Tensor], sentences: Sequence[Sentence]) -> Tensor:
    """The semantic vectors [B,D] of the chunks without what people say of them."""
    with torch.no_grad():
        levels, _, _ = module.trajectory(p, to_tensors(join([s.read for s in sentences]), 0.0, torch.Generator()), None)
    return levels[2]


def loss(p: dict[str, Tensor], sentences: Sequence[Sentence]) -> float:
    """Mean nats a word."""
    total = words = 0.0
    with torch.no_grad():
        for start in range(0, len(sentences), AT_ONCE):
            some = sentences[start : start + AT_ONCE]
            count = sum(map(_length, some))
            total += count * float(losses.explanation(*module.write(p, latents(p, some), module.page(p, some))))
            words += count
    return total / max(1.0, words)
