"""Begin a model on a repository's own words, and train it on the repository's own pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ncs.index import base
from ncs.index.corpus import Corpus
from ncs.model import words
from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.model.shape import PRESETS
from ncs.model.vocabulary import Vocabulary
from ncs.model.weights import initial
from ncs.source.repo import Repository
from ncs.strings import Numbers, Strings
from ncs.text.tokens import Tokens, join
from ncs.train.changes import changes
from ncs.train.examples import FEWEST_WORDS, SAID, SOURCES, Example, count_by_source, examples
from ncs.train.history import Told, told
from ncs.train.judge import FEWEST, Judge, is_drawn, newest_tenth, split
from ncs.train.sentences import sentence_of

MOST_COMMITS, MOST_HUNKS = 2000, 4000  # of the history, newest first
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
    return Model(shape, initial(shape, settings.seed, uses), vocabulary, written)


def history_of(path: str, commit: str | None) -> list[Told]:
    """What the newest commits up to this one say, of the folder at `path` if that is a part of a repository."""
    repo = Repository.find(path) if commit else None
    if repo is None:
        return []
    with repo:
        return list(islice(told(repo.patches(MOST_COMMITS, str(commit))), MOST_HUNKS))


def learn(
    model: Model, corpus: Corpus, history: Sequence[Told], settings: Settings, mix: Sequence[float], progress: Progress
) -> tuple[Model, dict[str, Any]]:
    """Train on the corpus's pairs, and keep what comes of it only if held-out questions are answered no worse than
    before; the answer says what was learned from. Needs torch."""
    from ncs.train import trainer

    found = material(model, corpus, history)
    said: dict[str, Any] = {"pairs": found.counts, "sentences": len(found.sentences)}
    said |= {"held_out": len(found.judge), "held": found.held}
    guarded = stands_on_base(settings)
    too_little = max(len(level.questions) for level in found.pairs) < 2
    if too_little or (guarded and len(found.judge) < FEWEST):
        return model, said | {"steps": 0}
    before = found.judge.score(model, mix) if len(found.judge) else 0.0
    plan = trainer.plan(model, found.pairs, settings.budget, settings.epochs, settings.seed, guarded)
    device = trainer.device_for(settings.device)
    trained, report = trainer.learn(model, found.pairs, found.sentences, plan, settings.budget, progress, device)
    after = found.judge.score(trained, mix) if len(found.judge) else 0.0
    said |= {"steps": report.steps, "stopped": report.stopped, "before": round(before, 4), "after": round(after, 4)}
    said |= {"losses": {name: round(value, 4) for name, value in report.losses.items()}, "kept": after >= before}
    return trained if after >= before else model, said


class Material(NamedTuple):
    """What there is to learn from."""

    pairs: list[Any]  # trainer.Pairs of each level
    sentences: list[Any]  # batches.Sentence
    counts: dict[str, int]  # examples of each source
    judge: Judge
    held: list[str]  # ids of the commits that are not learned from


def material(model: Model, corpus: Corpus, history: Sequence[Told] = ()) -> Material:
    from ncs.train import batches

    every = max(1, -(-len(corpus.chunks) // MOST_CHUNKS))
    chunks, tokens = corpus.chunks[::every], corpus.tokens.take(np.arange(0, len(corpus.chunks), every))
    changed = changes(history, chunks, len(chunks)) if model.shape.copies else changes((), chunks, 0)
    held = newest_tenth(changed.commits)
    found, held_out = split(examples(chunks), changed.examples, changed.commits, chunks, held)
    everything = join([tokens, changed.gone]) if len(changed.gone) else tokens
    shown = {kinds: everything.without(kinds) for kinds in dict.fromkeys(kinds for _, kinds in SOURCES.values())}
    sizes = {kinds: np.diff(rest.ends) for kinds, rest in shown.items()}
    found = [e for e in found if sizes[SOURCES[e.source][1]][e.chunk] >= FEWEST_WORDS]
    answers = {kinds: model.read(rest) for kinds, rest in shown.items()}
    pairs = [_pairs(model, answers, [example for example in found if example.level == level]) for level in range(3)]
    sentences = [
        batches.sentence(model, chunk, answers[SAID].take([row]), sentence_of(chunk))
        for row, chunk in enumerate(chunks)
        if sentence_of(chunk) and not is_drawn(chunk)
    ]
    return Material(pairs, sentences, count_by_source(found), Judge(tokens, held_out), held)


def _pairs(model: Model, answers: dict[tuple[str, ...], Tokens], level: Sequence[Example]) -> Any:
    """Questions beside their answers, each shown without what it was made of."""
    from ncs.train.trainer import Pairs

    numbers = Numbers()
    asked = join([tokens_of_question(model.shape.preset, example.question) for example in level])
    return Pairs(
        model.read(asked),
        join([answers[SOURCES[example.source][1]].take([example.chunk]) for example in level]),
        np.array([numbers[example.question] for example in level], np.int64),
        np.array([example.chunk for example in level], np.int64),
    )
