"""What `ncs eval` evaluates at a path: the index that lies there, or what `ncs index` would make of it."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from ncs import config
from ncs.building import config_root
from ncs.errors import UsageError
from ncs.evaluate.evaluation import Subject
from ncs.index import base, corpus
from ncs.index.index import Index
from ncs.search.latent import MIX
from ncs.source.files import gather
from ncs.source.location import index_path
from ncs.terminal import Progress
from ncs.train import INSTALL, torch_is_there
from ncs.train.history import Told
from ncs.train.judge import SHORT, newest_tenth
from ncs.train.repository import Settings, begin, history_of, learn, stands_on_base, told_by_others


class Found(NamedTuple):
    subject: Subject
    place: str | None  # the index file that the model comes from; None for one that was learned for the occasion
    note: str  # why no learned weights are evaluated; "" where they are


def subject_at(path: str, index: str | None, show: Progress) -> Found:
    """The repository at `path` as it is at HEAD, with the model of an index or one that is learned here."""
    if not os.path.exists(path):
        raise UsageError(f"{path or 'an empty path'} does not exist: give a repository or a folder")
    place = index or index_path(path)
    if index or os.path.isfile(place):
        return _of_index(path, place, show)
    return _of_nothing(path, show)


def _read(path: str, preset: str, show: Progress) -> tuple[corpus.Corpus, list[Told], str | None, config.Config]:
    settings = config.load(config_root(path))
    gathered = gather(path, False, settings.exclude, settings.max_file_kib)
    read = corpus.read(gathered, preset, lambda done, of: show("reading and cutting", done, of))
    if not read.chunks:
        raise UsageError(f"nothing to evaluate in {path}: its files hold no text")
    return read, history_of(path, gathered.commit), gathered.commit, settings


def _of_index(path: str, place: str, show: Progress) -> Found:
    """Held out of an index are the commits that it names, and all that came after it."""
    index = Index(place)
    about, learning = index.about, index.about["learning"]
    read, history, commit, _ = _read(path, about["model"]["preset"], show)
    learned = bool(learning.get("kept") or learning.get("latest"))
    if "held" in learning:
        late = _later(path, history, commit, learning.get("until", about["commit"]))
        held = [*learning.get("held", []), *late]
    else:
        held = newest_tenth([told.commit for told in history])
    note = "" if learned else f"the index holds no learned weights: {learning.get('off', 'see `ncs status`')}"
    known = told_by_others(path, commit, read, held)
    mix, remembers = about.get("mix", list(MIX)), index.remembers
    return Found(Subject(read, history, held, known, index.model, mix, learned, remembers), place, note)


def _later(path: str, history: list[Told], head: str | None, indexed: str | None) -> list[str]:
    """Ids of the commits that were not there yet when the index last learned."""
    if head == indexed or indexed is None:
        return []
    known = {told.commit for told in history_of(path, indexed)}
    return list(dict.fromkeys(told.commit[:SHORT] for told in history if told.commit not in known))


def _of_nothing(path: str, show: Progress) -> Found:
    """As `ncs index` would do it, but nothing is written."""
    read, history, commit, settings = _read(path, config.load(config_root(path)).preset, show)
    training = Settings(settings.preset, budget=settings.budget, seed=settings.seed)
    mix = base.card()["mix"] if stands_on_base(training) else list(MIX)
    model, note = begin(read, training), ""
    learning: dict[str, Any] = {}
    if not settings.learn:
        note = "learning is off in .ncs.yaml"
    elif not torch_is_there():
        note = f"torch is not installed: only the base is evaluated; turn learning on with {INSTALL}"
    else:
        model, learning = learn(
            model,
            read,
            history,
            training,
            mix,
            lambda step, of, _: show("learning", step, of),
            lambda held: told_by_others(path, commit, read, held),
        )
        note = "" if learning.get("kept") else "learning did not help, or there was too little to learn from"
    held = newest_tenth([told.commit for told in history])
    known = told_by_others(path, commit, read, held)
    remembers = bool(learning.get("remembered", {}).get("kept"))
    return Found(Subject(read, history, held, known, model, mix, bool(learning.get("kept")), remembers), None, note)
