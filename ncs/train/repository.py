"""Begin a model on a repository's own words, and train it on the repository's own pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index import base
from ncs.index.corpus import Corpus
from ncs.model import words
from ncs.model.model import Model, Tokens
from ncs.model.reading import tokens_of_question, without
from ncs.model.shape import PRESETS
from ncs.model.vocabulary import Vocabulary
from ncs.model.weights import initial
from ncs.strings import Strings
from ncs.train.examples import FEWEST_WORDS, SAID, SOURCES, Example, count_by_source, examples
from ncs.train.sentences import sentence_of

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


def stands_on_base(settings: Settings) -> bool:
    """Whether a model of these settings begins as the base model; one of other sizes begins from nothing."""
    return settings.preset == "standard" and settings.latent is None and settings.hidden is None


def begin(corpus: Corpus, settings: Settings) -> Model:
    """What a model of this corpus begins as: the base, or for other sizes an untrained one. Needs no torch."""
    if stands_on_base(settings):
        return base.installed()
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
    vocabulary = Vocabulary(read, shape.buckets)
    vocabulary.remember_all()
    return Model(shape, initial(shape, settings.seed, uses), vocabulary, written)


def learn(model: Model, corpus: Corpus, settings: Settings, progress: Progress) -> tuple[Model, dict[str, Any]]:
    """Train on the corpus's pairs; the answer says what was learned from. Needs torch."""
    from ncs.train import trainer

    pairs, sentences, counts = material(model, corpus)
    if max(len(level.questions) for level in pairs) < 2:
        return model, {"pairs": counts, "steps": 0}
    plan = trainer.plan(model, pairs, settings.budget, settings.epochs, settings.seed, stands_on_base(settings))
    device = trainer.device_for(settings.device)
    trained, report = trainer.learn(model, pairs, sentences, plan, settings.budget, progress, device)
    said = {"pairs": counts, "sentences": len(sentences), "steps": report.steps, "stopped": report.stopped}
    said["losses"] = {name: round(value, 4) for name, value in report.losses.items()}
    return trained, said


def material(model: Model, corpus: Corpus) -> tuple[list[Any], list[Any], dict[str, int]]:
    """What there is to learn from: pairs by level, sentences, and how many examples of each source."""
    from ncs.train import batches

    every = max(1, -(-len(corpus.chunks) // MOST_CHUNKS))
    chunks, tokens = corpus.chunks[::every], corpus.tokens[::every]
    found = [e for e in examples(chunks) if len(_shown(tokens, e)) >= FEWEST_WORDS]
    pairs = [_pairs(model, tokens, [example for example in found if example.level == level]) for level in range(3)]
    sentences = [
        batches.sentence(model, chunk, model.bag(without(bag, SAID)), sentence_of(chunk))
        for chunk, bag in zip(chunks, tokens, strict=True)
        if sentence_of(chunk)
    ]
    return pairs, sentences, count_by_source(found)


def _shown(tokens: Sequence[Tokens], example: Example) -> Tokens:
    """An example's answer without what it was made of."""
    return without(tokens[example.chunk], SOURCES[example.source][1])


def _pairs(model: Model, tokens: Sequence[Tokens], level: Sequence[Example]) -> Any:
    from ncs.train.trainer import Pairs

    preset = model.shape.preset
    numbers: dict[str, int] = {}
    return Pairs(
        [model.bag(tokens_of_question(preset, example.question)) for example in level],
        [model.bag(_shown(tokens, example)) for example in level],
        np.array([numbers.setdefault(example.question, len(numbers)) for example in level], np.int64),
        np.array([example.chunk for example in level], np.int64),
    )
