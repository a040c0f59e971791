"""The whole recipe, top to bottom: corpus, harvests, vocabulary, trajectory, decoder, measures, base."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch

from ncs.errors import UsageError
from ncs.index import format, placing, weights
from ncs.index.format import Container
from ncs.model.model import Model
from ncs.model.shape import STANDARD, Shape
from ncs.model.weights import initial
from ncs.pretrain import card, dataset, drawn, measures, questions, training, tuning, vocabulary, writing
from ncs.pretrain.checkpoint import Checkpoints
from ncs.pretrain.corpus import Project, Refused, read_names, survey
from ncs.pretrain.earlier import DECODER, gone_on_from
from ncs.pretrain.harvest import Limits
from ncs.pretrain.sentences import sentences
from ncs.pretrain.workfolder import WorkFolder
from ncs.search.latent import MIX
from ncs.text.tokenizer import FORMAT as TOKENIZER_FORMAT
from ncs.train import module
from ncs.train.trainer import THREADS

HELD_OUT = 20  # one repository in this many is held out
Show = Callable[[str, int, int], None]


class Recipe(NamedTuple):
    """All that decides what comes out, beside the repositories."""

    version: str
    earlier: str = ""  # a base to go on from: its words and their vectors stay as they are
    anew: bool = False  # whether the decoder of a base that goes on from an earlier one is begun anew
    tokens: int = 34_816  # words of the token table
    words: int = 6_500  # words that the decoder can write
    shape: Shape = STANDARD
    limits: Limits = Limits()
    trajectory: training.Schedule = training.Schedule()
    asked: tuple[tuple[str, str], ...] = ()  # lists of repositories with questions, and where their trees lie
    tuning: tuning.Tuning = tuning.Tuning()
    decoder: writing.Writing = writing.Writing()
    alone: writing.Writing = writing.Writing(steps=150, batch=48)  # for comparison: on one repository
    threads: int = THREADS
    seed: int = 0


class Made(NamedTuple):
    output: str
    about: dict[str, Any]
    refused: list[Refused]


def pretrain(paths: Sequence[str], work: str, output: str, exclude: str | None, recipe: Recipe, show: Show) -> Made:
    """Make a base model and write it with its card beside it."""
    torch.set_num_threads(recipe.threads)
    projects, refused = survey(paths, read_names(exclude))
    if len(projects) < 2:
        why = "".join(f"; {row.name}: {row.why}" for row in refused[:3])
        raise UsageError(f"give at least two repositories under a permissive licence, as one is held out{why}")
    held = held_out([project.name for project in projects])
    learned = [number for number in range(len(projects)) if number not in held]
    folder = WorkFolder(work)
    told = [_harvest(folder, project, recipe, show, i, len(projects)) for i, project in enumerate(projects)]
    harvests = [Container(folder.place(project.name)) for project in projects]
    own = [harvests[number] for number in learned]
    model = _gone_on(own, recipe) if recipe.earlier else _begin(own, recipe)
    data = dataset.load(harvests, model.vocabulary)
    stamp = _stamp(recipe, projects)
    best = training.train(
        model.params, data, learned, held, recipe.trajectory, Checkpoints(folder, "trajectory", stamp),
        lambda step, of, losses: show(_say("trajectory", losses), step, of),
    )  # fmt: skip
    path = _path_of_earlier(recipe)
    model, asked = _tuned(model._replace(params=best.arrays), path.get("mix", list(MIX)), recipe, show)
    share = drawn.share(model.params, data, held)
    model = model._replace(params=drawn.back(model.params, share))
    told_of = sentences(harvests, model, data)
    fresh = module.parameters(model.params | _untrained_decoder(model, recipe.seed))
    p = module.parameters(model.params)
    writer = {"decoder": _plain(recipe.decoder), "anew": recipe.anew, "trajectory": best.step}
    writer |= {"asked": asked, "tuning": _plain(recipe.tuning)}
    writing.train(
        p, told_of, told_of.of(learned), recipe.decoder, Checkpoints(folder, "decoder", stamp | writer),
        lambda step, of, losses: show(_say("decoder", losses), step, of),
    )  # fmt: skip
    model = weights.as_stored(model._replace(params=module.arrays(p)))
    stored = module.parameters(model.params)
    mix, mixed = measures.fit_mix(stored, data, held)
    about = {
        "version": recipe.version,
        "tokenizer": TOKENIZER_FORMAT,
        "model": model.shape._asdict(),
        "mix": mix if share < 1.0 or asked["questions"] else path.get("mix", mix),
        "drawn": share * path.get("drawn", 1.0),
        "path": path,
        "asked": asked,
        "recipe": stamp | {"decoder": _plain(recipe.decoder)},
        "corpus": told,
        "held out": [projects[number].name for number in held],
        "steps": {"trajectory": best.step, "decoder": recipe.decoder.steps},
        "scores": best.scores,
        "measured": {"levels mixed, description to code": mixed}
        | measures.measure(stored, data, held)
        | measures.decoder(fresh, stored, told_of, held, recipe.alone),
    }
    placing.replace(output, format.encode(weights.pack(model), _without_corpus(about)))
    card.write(output, about)
    return Made(output, about, refused)


def _without_corpus(about: dict[str, Any]) -> dict[str, Any]:
    """What goes into the base itself: the list of repositories lies beside it."""
    pairs: Counter[str] = Counter()
    for project in about["corpus"]:
        pairs.update(project["pairs"])
    whole = {"repositories": len(about["corpus"]), "pairs": dict(sorted(pairs.items()))}
    return {key: value for key, value in about.items() if key not in ("corpus", "recipe")} | {"corpus": whole}


def held_out(names: Sequence[str]) -> list[int]:
    """One in HELD_OUT, at least one: by the hash of the name, so that a repository stays on its side when
    others come or go."""
    drawn = [int(hashlib.sha256(name.lower().encode()).hexdigest(), 16) for name in names]
    return [number for number, draw in enumerate(drawn) if draw % HELD_OUT == 0] or [drawn.index(min(drawn))]


def _harvest(folder: WorkFolder, project: Project, recipe: Recipe, show: Show, i: int, of: int) -> dict[str, Any]:
    told = folder.harvest(project, recipe.limits, recipe.seed)
    show(f"harvesting {project.name}", i + 1, of)
    return told


def _gone_on(harvests: Sequence[Container], recipe: Recipe) -> Model:
    return gone_on_from(recipe.earlier, harvests, recipe.words if recipe.anew else None, recipe.seed)


def _begin(harvests: Sequence[Container], recipe: Recipe) -> Model:
    """An untrained model with the vocabularies of the repositories that are learned from."""
    read, uses = vocabulary.read_vocabulary(harvests, recipe.tokens, recipe.shape.buckets)
    written = vocabulary.written_vocabulary(harvests, recipe.words)
    shape = recipe.shape._replace(tokens=len(read.words), words=len(written))
    return Model(shape, initial(shape, recipe.seed, uses), read, written)


def _tuned(model: Model, mix: list[float], recipe: Recipe, show: Show) -> tuple[Model, dict[str, int]]:
    """The model after the questions, if there are any, and how many there were."""
    known = [each for place, trees in recipe.asked for each in questions.read(place, trees, model, mix)]
    known = [each for each in known if each.candidates]
    if known:
        model = tuning.tune(
            model, known, recipe.tuning, lambda step, of, losses: show(_say("questions", losses), step, of)
        )
    return model, {"repositories": len(known), "questions": sum(len(each.candidates) for each in known)}


def _path_of_earlier(recipe: Recipe) -> dict[str, Any]:
    """What an earlier base says of its path, where that is not trained further."""
    if not recipe.earlier or recipe.trajectory.steps:
        return {}
    about = Container(recipe.earlier).about
    earlier = {key: about[key] for key in ("version", "mix", "corpus")}
    return (about.get("path") or earlier) | {"drawn": about.get("drawn", 1.0)}


def _untrained_decoder(model: Model, seed: int) -> dict[str, Any]:
    return {name: array for name, array in initial(model.shape, seed).items() if name.startswith(DECODER)}


def _stamp(recipe: Recipe, projects: Sequence[Project]) -> dict[str, Any]:
    """What a checkpoint must have in common with a run that goes on from it."""
    names = "\n".join(f"{project.name} {project.revision}" for project in projects)
    left_out = ("version", "decoder", "alone", "earlier", "anew", "asked", "tuning")  # what comes after the trajectory
    plain = {name: _plain(value) for name, value in recipe._asdict().items() if name not in left_out}
    plain |= {"earlier": Container(recipe.earlier).seal} if recipe.earlier else {}
    return plain | {"projects": hashlib.sha256(names.encode()).hexdigest()[:16]}


def _plain(value: Any) -> Any:
    """Records as dictionaries, all the way down."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    return list(value) if isinstance(value, tuple) else value


def _say(what: str, losses: dict[str, float]) -> str:
    return f"{what}: " + ", ".join(f"{name} {value:.3f}" for name, value in losses.items())
