"""Learning a repository from the base: the words that it uses are moved, the layers stay.

A description's pooled words are drawn to those of its code and away from other code (InfoNCE). Search ranks a chunk
together with its file, so that is what is drawn: the chunk and another one of its file, each time another, which stands
for the whole. Layers that were learned on many repositories carry over; trained on one they learn it by heart, and a
step through them costs ten times as much (LOG.md).
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.model.model import Model
from ncs.terminal import Watch
from ncs.text.tokens import Tokens, join
from ncs.train import distilling, losses
from ncs.train.optimizer import share
from ncs.train.pairs import Pairs
from ncs.train.table import TABLE, WEIGHT, numbered, one_of, pooled, rows_of, with_rows
from ncs.train.teacher import SHARE, Taught
from ncs.train.trainer import OVERRUN, THREADS, Report


class Bend(NamedTuple):
    """How far the base is bent. Chosen on the development repositories (LOG.md)."""

    steps: int
    batch: int = 256
    rate: float = 6e-3  # of Adam, at its highest: of vectors,
    weight_rate: float = 1e-2  # and of the words' weights
    dropout: float = 0.3  # of tokens
    scale: float = 14.0  # inverse temperature
    seed: int = 0


EPOCHS = 10  # more learn the repository by heart: twenty lose half of the gain
MOST_PAIRS = 8000  # that are reckoned with: of more, each is seen less often
STEP_SECONDS = 0.04  # on one core of 2026, taught, measured (LOG.md)


def plan(pairs: Pairs, taught: Taught, budget: float, epochs: int | None, seed: int) -> Bend:
    """How many steps: of the given epochs, or as many as are of use and the budget holds."""
    most = max(len(pairs.questions), len(taught.questions))
    an_epoch = max(1, -(-min(most, MOST_PAIRS) // Bend._field_defaults["batch"]))
    affordable = max(1, int((1 - SHARE) * budget / STEP_SECONDS))
    return Bend(an_epoch * epochs if epochs else min(an_epoch * EPOCHS, affordable), seed=seed)


class Words(NamedTuple):
    """The rows of the table that some pairs and their files use, as parameters, and both in their numbers."""

    rows: np.ndarray  # [R], sorted
    params: dict[str, Tensor]
    questions: Tokens
    answers: Tokens
    beside: Tokens
    posed: Tokens  # the teacher's questions,
    shown: Tokens  # and what its answers are among


def words_of(model: Model, pairs: Pairs, taught: Taught | None = None) -> Words:
    read = [pairs.questions, pairs.answers, pairs.beside]
    read += [taught.questions, taught.shown] if taught else [join([]), join([])]
    rows, params = rows_of(model, read)
    return Words(rows, params, *(numbered(tokens, rows) for tokens in read))


def bend(
    model: Model,
    pairs: Pairs,
    plan: Bend,
    seconds: float,
    progress: Watch,
    taught: Taught | None = None,
) -> tuple[Model, Report]:
    """A copy of the model that has learned these pairs, and what it was taught. `seconds` is the budget that the clock
    enforces, generously."""
    torch.set_num_threads(THREADS)
    generator = torch.Generator().manual_seed(plan.seed)
    words = words_of(model, pairs, taught)
    optimizer = torch.optim.Adam([{"params": [words.params[TABLE]]}, {"params": [words.params[WEIGHT]]}], lr=plan.rate)
    draw = Drawing(len(pairs.questions), plan.batch, generator)
    pose = Drawing(len(taught.questions), distilling.BATCH, generator) if taught and len(taught.questions) else None
    started, history, step = time.monotonic(), [], 0
    for step in range(1, plan.steps + 1):
        optimizer.zero_grad(set_to_none=True)
        loss = contrast(words, pairs, draw.rows(), plan, generator)
        if pose and taught:
            loss = loss + likeness(words, taught, pose.rows(), plan, generator)
        loss.backward()  # type: ignore[no-untyped-call]
        for group, rate in zip(optimizer.param_groups, (plan.rate, plan.weight_rate), strict=True):
            group["lr"] = rate * share(step, plan.steps)
        optimizer.step()
        history.append(float(loss.detach()))
        progress(step, plan.steps, {"contrast": history[-1]})
        if time.monotonic() - started > OVERRUN * seconds:
            break
    last = float(np.mean(history[-max(1, len(history) // 10) :]))
    report = Report(step, time.monotonic() - started, {"contrast": last}, step < plan.steps)
    return with_rows(model, words.rows, words.params), report


MORE_STEPS = 24  # over the pairs of some commits, or EPOCHS of more of them


def bend_more(model: Model, pairs: Pairs, new: int, seed: int) -> Model:
    """The model after some steps over its first `new` pairs, each in a batch of others.

    Only words that the new questions are asked in move. Adam takes a step of nearly its rate wherever a gradient is not
    naught: round by round that shook all words of the repository loose from what they had learned (LOG.md).
    """
    torch.set_num_threads(THREADS)
    generator = torch.Generator().manual_seed(seed)
    half = Bend._field_defaults["batch"] // 2
    plan = Bend(max(MORE_STEPS, EPOCHS * -(-new // half)), seed=seed)
    words = words_of(model, pairs)
    moved = [words.params[name] for name in (TABLE, WEIGHT)]
    asked = torch.zeros(len(words.rows))
    asked[torch.as_tensor(words.questions.take(np.arange(new)).token.astype(np.int64))] = 1.0
    for tensor, mask in zip(moved, (asked[:, None], asked), strict=True):
        tensor.register_hook(mask.mul)  # type: ignore[no-untyped-call]  # of its gradient
    optimizer = torch.optim.Adam(moved, lr=plan.rate)
    fresh, others = Drawing(new, half, generator), Drawing(len(pairs.questions) - new, plan.batch, generator)
    for step in range(1, plan.steps + 1):
        first = fresh.rows()
        rows = np.concatenate([first, new + others.rows()[: plan.batch - len(first)]])
        optimizer.zero_grad(set_to_none=True)
        contrast(words, pairs, rows, plan, generator).backward()  # type: ignore[no-untyped-call]
        optimizer.param_groups[0]["lr"] = plan.rate * share(step, plan.steps)
        optimizer.step()
    return with_rows(model, words.rows, words.params)


class Drawing:
    """Batches of so many pairs in a random order, again and again."""

    def __init__(self, size: int, batch: int, generator: torch.Generator) -> None:
        self.size, self.batch, self.generator = size, batch, generator
        self.order: np.ndarray = np.zeros(0, np.int64)

    def rows(self) -> np.ndarray:
        if len(self.order) < min(self.batch, self.size):
            self.order = torch.randperm(self.size, generator=self.generator).numpy()
        rows, self.order = self.order[: self.batch], self.order[self.batch :]
        return rows


def contrast(words: Words, pairs: Pairs, rows: np.ndarray, plan: Bend, generator: torch.Generator) -> Tensor:
    """The loss of one batch. No chunk of an answer's own file counts as wrong: the file is found by it too."""
    first, last = pairs.first[rows], pairs.last[rows]
    beside = one_of(first, last, generator)
    read = [words.questions.take(rows), words.answers.take(rows), words.beside.take(beside)]
    question, answer, other = pooled(words.params, read, plan.dropout, generator)
    identity, file = (torch.as_tensor(column) for column in (pairs.identity[rows], first))
    same = (identity[:, None] == identity) | (file[:, None] == file)
    return losses.contrast(question, answer + other, torch.tensor(plan.scale), same)


def likeness(words: Words, taught: Taught, rows: np.ndarray, plan: Bend, generator: torch.Generator) -> Tensor:
    """How unlike the teacher's answers to some of its questions the vectors' own are."""
    drawn = distilling.draw(taught, rows, generator)
    read = [words.posed.take(rows), words.shown.take(drawn.chunks), words.shown.take(drawn.beside)]
    question, chunk, beside = pooled(words.params, read, plan.dropout, generator)
    answer = torch.nn.functional.normalize(chunk + beside, dim=-1)
    return distilling.divergence(question, answer, drawn.likely, plan.scale)
