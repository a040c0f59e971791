"""Begin a model on a repository's own words, and train it on the repository's own pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index.corpus import Corpus
from ncs.model import words
from ncs.model.model import Model
from ncs.model.shape import PRESETS
from ncs.model.vocabulary import Vocabulary
from ncs.model.weights import initial
from ncs.strings import Strings
from ncs.train.examples import Example, examples, sentence_of

MOST_CHUNKS = 30_000  # that are learned from, evenly spread: more than any budget's steps will see

Progress = Callable[[int, int, dict[str, float]], None]


class Settings(NamedTuple):
    preset: str = "standard"
    latent: int | None = None  # instead of the preset's
    hidden: int | None = None
    epochs: int | None = None  # instead of what the budget holds
    budget: float = 20.0
    seed: int = 0
    device: str = "auto"


def begin(corpus: Corpus, settings: Settings) -> Model:
    """An untrained model for this corpus. Needs no torch."""
    shape = PRESETS[settings.preset]
    shape = shape._replace(latent=settings.latent or shape.latent, hidden=settings.hidden or shape.hidden)
    if not shape.copies:
        return Model(
            shape,
            initial(shape, settings.seed, words.character_uses(corpus.tokens)),
            Vocabulary(Strings.pack([])),
            Strings.pack([]),
        )
    read, uses = words.read_vocabulary(corpus.tokens)
    written = words.written_vocabulary([sentence_of(chunk) for chunk in corpus.chunks])
    shape = shape._replace(tokens=len(read), words=len(written))
    vocabulary = Vocabulary(read)
    vocabulary.remember_all()
    return Model(shape, initial(shape, settings.seed, uses), vocabulary, written)


def learn(model: Model, corpus: Corpus, settings: Settings, progress: Progress) -> tuple[Model, dict[str, Any]]:
    """Train on the corpus's pairs; the answer says what was learned from. Needs torch."""
    from ncs.train import batches, trainer

    every = max(1, -(-len(corpus.chunks) // MOST_CHUNKS))
    chunks = corpus.chunks[::every]
    found = examples(settings.preset, chunks, corpus.tokens[::every])
    by_level = [[example for example in found if example.level == level] for level in range(3)]
    pairs = [_pairs(model, level) for level in by_level]
    counts = [len(level) for level in by_level]
    if max(counts) < 2:
        return model, {"pairs": counts, "steps": 0}
    sentences = [
        batches.sentence(model, chunks[e.chunk], model.bag(e.answer), sentence_of(chunks[e.chunk])) for e in by_level[2]
    ]
    plan = trainer.plan(model, pairs, settings.budget, settings.epochs, settings.seed)
    device = trainer.device_for(settings.device)
    trained, report = trainer.learn(model, pairs, sentences, plan, settings.budget, progress, device)
    said = {"pairs": counts, "sentences": len(sentences), "steps": report.steps, "stopped": report.stopped}
    said["losses"] = {name: round(value, 4) for name, value in report.losses.items()}
    return trained, said


def _pairs(model: Model, level: Sequence[Example]) -> Any:
    from ncs.train.trainer import Pairs

    numbers: dict[str, int] = {}
    return Pairs(
        [model.bag(example.question) for example in level],
        [model.bag(example.answer) for example in level],
        np.array([numbers.setdefault(example.identity, len(numbers)) for example in level], np.int64),
        np.array([example.chunk for example in level], np.int64),
    )
