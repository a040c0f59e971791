"""Begin a model on a repository's own words, and train it on the repository's own pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ncs.index import base
from ncs.index.corpus import Corpus
from ncs.index.history import History, none, of_repository
from ncs.model import words
from ncs.model.model import Model
from ncs.model.shape import PRESETS
from ncs.model.vocabulary import Vocabulary
from ncs.model.weights import initial
from ncs.source.repo import Repository
from ncs.strings import Strings
from ncs.terminal import Watch
from ncs.train import remembering
from ncs.train.factor import judged
from ncs.train.history import Told, told
from ncs.train.judge import FEWEST, is_held, mean
from ncs.train.material import Material, material
from ncs.train.sentences import lesson_of
from ncs.train.teacher import teach

MOST_COMMITS, MOST_HUNKS = 2000, 4000  # of the history, newest first
FEWEST_PAIRS = 2
MEANING = 2  # the level that questions are about


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
    written = words.written_vocabulary([lesson_of(chunk) for chunk in corpus.chunks])
    shape = shape._replace(tokens=len(read), words=len(written))
    vocabulary = Vocabulary(read, shape.buckets)
    return Model(shape, initial(shape, settings.seed, uses), vocabulary, written)


def history_of(path: str, commit: str | None, since: str | None = None) -> list[Told]:
    """What the newest commits up to this one say, of the folder at `path` if that is a part of a repository; with
    `since` only those that this other commit does not have."""
    repo = Repository.find(path) if commit else None
    if repo is None:
        return []
    with repo:
        return list(islice(told(repo.patches(MOST_COMMITS, str(commit), since)), MOST_HUNKS))


def told_by_others(path: str, commit: str | None, corpus: Corpus, held: Collection[str]) -> History:
    """What all commits up to this one but those held out say of the corpus's files."""
    files = [file.source.path for file in corpus.files]
    return of_repository(path, commit, files, lambda each: not is_held(each, held))


def learn(
    model: Model,
    corpus: Corpus,
    history: Sequence[Told],
    settings: Settings,
    mix: Sequence[float],
    progress: Watch,
    known: Callable[[Collection[str]], History] = lambda held: none(),
) -> tuple[Model, dict[str, Any]]:
    """Train on the corpus's pairs, and go as far towards what comes of it as held-out questions are answered surely
    better (a model that begins from nothing is always kept); the answer says what was learned from. known: what all
    commits but those held out say of files. Needs torch."""
    found = material(model, corpus, history)
    said: dict[str, Any] = {"pairs": found.counts, "held_out": len(found.judge), "held": found.held}
    said |= {"asked": found.judge.told_of(found.corpus.chunks)}
    from_base = stands_on_base(settings)
    if sum(example.level == MEANING for example in found.found) < FEWEST_PAIRS or (
        from_base and len(found.judge) < FEWEST
    ):
        return model, said | {"steps": 0}
    if from_base:
        trained, report = _bent(model, found, settings, mix, progress)
    else:
        trained, report = _trained(model, found, settings, progress)
    said |= {"steps": report.steps, "stopped": report.stopped}
    said |= {"losses": {name: round(value, 4) for name, value in report.losses.items()}}
    if not from_base:
        scores = [mean(found.judge.ranks(each, mix)) for each in (model, trained)]
        said |= {"kept": True, "before": scores[0], "after": scores[1], "sentences": len(found.lessons(model).taught)}
        return trained, said | _remembered(trained, found, mix, known)
    model, way = judged(model, trained, found.judge, mix)
    said |= {"kept": way.factor > 0, "factor": way.factor, "before": way.before, "after": way.after, "sentences": 0}
    said |= _remembered(model, found, mix, known)
    model, said["telling"] = _told(model, found, settings, progress)
    return model, said


def _remembered(
    model: Model, found: Material, mix: Sequence[float], known: Callable[[Collection[str]], History]
) -> dict[str, Any]:
    """Of characters nothing is: what commits say is kept as words."""
    if not model.shape.copies or len(found.judge) < FEWEST:
        return {}
    return {"remembered": remembering.judged(model, found, mix, known(found.held))}


def _told(model: Model, found: Material, settings: Settings, progress: Watch) -> tuple[Model, dict[str, Any]]:
    """The decoder learns how this repository speaks."""
    from ncs.train import telling

    taught, held_out = found.lessons(model)
    plan = telling.plan(len(taught), settings.budget, settings.seed)
    return telling.tell(model, taught, held_out, plan, settings.budget, progress)


def _bent(
    model: Model, found: Material, settings: Settings, mix: Sequence[float], progress: Watch
) -> tuple[Model, Any]:
    from ncs.train import bending, trainer

    trainer.device_for(settings.device)
    pairs, taught = found.level(MEANING), teach(model, found, mix, settings.budget, progress)
    plan = bending.plan(pairs, taught, settings.budget, settings.epochs, settings.seed)
    return bending.bend(model, pairs, plan, settings.budget, progress, taught)


def _trained(model: Model, found: Material, settings: Settings, progress: Watch) -> tuple[Model, Any]:
    from ncs.train import trainer

    pairs = [found.level(level) for level in range(3)]
    plan = trainer.plan(model, pairs, settings.budget, settings.epochs, settings.seed)
    device = trainer.device_for(settings.device)
    return trainer.learn(model, pairs, found.lessons(model).taught, plan, settings.budget, progress, device)
