"""Each level of the latent at each level's own task: name → body, names it uses → body, description → code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.text.tokens import Tokens, join
from ncs.train.examples import SOURCES, Example, examples
from ncs.train.judge import is_drawn, reciprocal_ranks
from ncs.types import Chunk

TASKS = ("name to body", "names it uses to body", "description to code")
SOURCE = ("name", "structure", "docstring")  # that is asked at each task
MOST = 300  # questions of a task, which are also all the answers that they are told apart from


def by_level(model: Model, chunks: Sequence[Chunk], tokens: Tokens) -> dict[str, list[float]]:
    """Task -> mean reciprocal rank by each level, of chunks that learning held out; tasks without questions are left
    out."""
    drawn = {row for row, chunk in enumerate(chunks) if is_drawn(chunk)}
    found = [example for example in examples(chunks) if example.chunk in drawn]
    table = {}
    for task, source in zip(TASKS, SOURCE, strict=True):
        asked = list({e.chunk: e for e in reversed(found) if e.source == source}.values())[:MOST]
        if len(asked) >= 2:
            table[task] = _ranks(model, asked, tokens)
    return table


def _ranks(model: Model, asked: Sequence[Example], tokens: Tokens) -> list[float]:
    shown = tokens.without(SOURCES[asked[0].source][1]).take([example.chunk for example in asked])
    answers = model.embed(shown)
    questions = model.embed(join([tokens_of_question(model.shape.preset, example.question) for example in asked]))
    right = np.arange(len(asked))
    return [round(float(reciprocal_ranks(q @ a.T, right).mean()), 4) for q, a in zip(questions, answers, strict=True)]
