"""Bringing an index to HEAD: a build from where the last one stopped.

The index's list of files is compared with the tree, state with state: so it does not matter how HEAD came to
where it is. What the index holds of unchanged files is taken over, the others are cut and embedded, and the
result equals a full build with the same weights to the byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ncs import __version__, building, config
from ncs.config import Config
from ncs.errors import IndexFileError, UsageError
from ncs.index import base, carried, content, corpus, history, weaving, weights
from ncs.index.about import without_questions
from ncs.index.content import Content
from ncs.index.corpus import Corpus
from ncs.index.index import Index
from ncs.index.vectors import embedded, embedded_of, remembering
from ncs.index.words import as_tokens
from ncs.model.model import Model
from ncs.source.files import Gathered, Known, Rules, gather
from ncs.source.location import index_path, locate
from ncs.terminal import Progress
from ncs.train.repository import history_of
from ncs.types import Skipped

AGAIN = 40  # commits that say something, after which a repository that was learned in vain is learned again


class Order(NamedTuple):
    """What the user asked for."""

    path: str | None = None  # None: what the nearest index is of
    file: str | None = None  # where the index lies; None: in its usual place
    worktree: bool = False
    no_learn: bool = False
    build: bool = False  # where there is no index yet
    reuse: bool = True  # False: every file is read anew, with the weights as they are


class News(NamedTuple):
    """What there is to learn from since the index was made."""

    path: str  # the repository, or the folder in it that the index is of
    old: str | None  # the index's commit; None outside git
    new: str | None
    fresh: Corpus  # the files that are new or changed
    held: Content  # all files as the index will hold them, with the words of every chunk
    about: dict[str, Any]  # what the index says of itself: its learning so far, mix and seed among it


Learner = Callable[[Model, News], tuple[Model, dict[str, Any]]]  # gives the model, and what it learned from


def sync(order: Order, show: Progress, learner: Learner | None = None) -> dict[str, Any]:
    """Bring the index to HEAD and say what was done. Without a learner its weights stay as they are."""
    output, path = _place(order)
    try:
        index = Index(output)
        path = path or _scope_of(index)
        _check_same_place(path, index)
        if learner is not None and (late := _since_refused(index, path)) >= AGAIN:
            told = building.Order(path, output, order.worktree)
            why = f"learning did not help {late} commits ago, and is tried again"
            return building.build(told, show) | {"state": "built", "because": why}
        return _update(index, path, order, show, learner)
    except IndexFileError as problem:
        if not os.path.exists(output) and not order.build:
            raise
        told = building.Order(path or ".", output, order.worktree, no_learn=order.no_learn)
        return building.build(told, show) | {"state": "built", "because": str(problem).rpartition(":")[0]}


def _place(order: Order) -> tuple[str, str | None]:
    """Where the index lies and what it is of, as far as that can be told without opening it."""
    if order.file is not None:
        return os.path.abspath(order.file), order.path
    if order.path is not None:
        return index_path(order.path), order.path
    found, folder = locate("."), os.path.realpath(".")
    top = found.root if found else os.path.abspath(os.sep)
    while not os.path.isfile(index_path(folder)) and folder != top:
        folder = os.path.dirname(folder)
    folder = folder if os.path.isfile(index_path(folder)) or found else "."
    return index_path(folder), folder


def _scope_of(index: Index) -> str:
    found = locate(".")
    return os.path.join(found.root, index.about["scope"]) if found else "."


def _update(index: Index, path: str, order: Order, show: Progress, learner: Learner | None) -> dict[str, Any]:

    def embedding(done: int, of: int) -> None:
        show("embedding", done, of)

    building.check_writable(index.file.path)
    settings = config.load(building.config_root(path))
    usable = order.reuse and _usable(index, settings)
    known = Known(Rules(**index.about["rules"]), _verdicts(index)) if usable else None
    gathered = gather(path, order.worktree, settings.exclude, settings.max_file_kib, known)
    building.check_not_empty(path, gathered)
    old = _manifest(index) if usable else {}
    fresh = [source for source in gathered.sources if (source.path, source.blob) not in old]
    kept = [old[key] for source in gathered.sources if (key := (source.path, source.blob)) in old]
    done: dict[str, Any] = {"added": len(fresh), "kept": len(kept), "gone": len(index.paths) - len(kept)}
    if not fresh and len(kept) == len(index.paths) and _is_current(index, gathered, settings, order.worktree):
        return {"output": index.file.path, "commit": gathered.commit, "state": "current", **done}
    chosen = gathered._replace(sources=tuple(fresh))
    preset = index.about["model"]["preset"]
    read = corpus.read(chosen, preset, lambda done, of: show("reading and cutting", done, of))
    new, before = content.of_corpus(read, settings.store_text), carried.of_index(index)
    woven = weaving.weaving(before, np.array(kept, np.int64), new)
    held = weaving.woven(before, new, woven)
    held = held._replace(history=history.of_repository(path, gathered.commit, list(held.files.path)))
    said = {key: index.about[key] for key in ("base", "mix", "scope", "learning")} | {"worktree": order.worktree}
    under, model = base.under(index.about, index.file.path), index.model
    kept_words = model.shape.copies  # of a model of characters no words are kept to embed again
    if learner is not None and settings.learn and kept_words:
        news = News(path, index.about["commit"], gathered.commit, read, held, index.about)
        model, said["learning"] = learner(model, news)
    if model is index.model:
        latent = weaving.woven_vectors(carried.vectors_of(index), embedded_of(new, read, model, embedding), woven)
    else:
        model = weights.as_stored(model, under)
        latent = embedded(as_tokens(held.words, held.size), held.first, model, embedding)
    if index.remembers:
        latent = remembering(latent, held, model)
    building.write(index.file.path, gathered, held, latent, model, under, settings, said)
    done |= building.report(index.file.path, gathered, held)
    learned = said["learning"].get("latest") != index.about["learning"].get("latest")
    learning = without_questions(said["learning"])
    return done | {"state": "synced", "learning": learning, "learned": learned, "learns": settings.learn}


def _since_refused(index: Index, path: str) -> int:
    """How many commits say something since the base was kept because learning did not help, or had too few words."""
    refused = index.about["learning"].get("refused")
    if refused is None or not config.load(building.config_root(path)).learn:
        return 0
    return len({told.commit for told in history_of(path, "HEAD", refused)})


def _check_same_place(path: str, index: Index) -> None:
    if not os.path.exists(path):
        raise UsageError(f"{path} does not exist: give the folder that the index is of")
    ours, scope = index.about["scope"], building.scope(path)
    if ours != scope:
        raise UsageError(f"the index {index.file.path} is of the folder {ours or '.'}, not of {scope or '.'}")


def _is_current(index: Index, gathered: Gathered, settings: Config, worktree: bool) -> bool:
    """Whether an index of the same files would be written as it is."""
    wanted: dict[str, Any] = {"commit": gathered.commit, "rules": gathered.rules._asdict(), "worktree": worktree}
    wanted |= {"seed": settings.seed, "k": settings.k}
    skipped = zip(*(index.strings(f"skipped.{of}") for of in Skipped._fields), strict=True)
    same = all(index.about[key] == value for key, value in wanted.items())
    return same and tuple(skipped) == gathered.skipped and ("text.data" in index.file) == settings.store_text


def _usable(index: Index, settings: Config) -> bool:
    """Whether an unchanged file would be cut as it was, and all that is to be kept of it is there."""
    same = index.about["ncs"] == __version__ and index.about["tools"] == building.tools()
    return same and ("text.data" in index.file or not settings.store_text)


def _manifest(index: Index) -> dict[tuple[str, str], int]:
    """(path, blob) -> row of each file."""
    return {key: row for row, key in enumerate(zip(index.paths, index.strings("files.blob"), strict=True))}


def _verdicts(index: Index) -> dict[tuple[str, str], str]:
    refused = zip(*(index.strings(f"skipped.{of}") for of in ("path", "blob", "reason")), strict=True)
    return dict.fromkeys(_manifest(index), "") | {(path, blob): why for path, blob, why in refused if blob}
