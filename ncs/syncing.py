"""Bringing an index to HEAD: a build from where the last one stopped.

The index's list of files is compared with the tree, state with state: so it does not matter how HEAD came to
where it is. What the index holds of unchanged files is taken over, the others are cut and embedded, and the
result equals a full build with the same weights to the byte.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from ncs import __version__, building, config
from ncs.config import Config
from ncs.errors import IndexFileError, UsageError
from ncs.index import base, carried, content, corpus, weaving
from ncs.index.content import Content
from ncs.index.index import Index
from ncs.index.vectors import Vectors
from ncs.model.model import Model
from ncs.source.files import Gathered, Known, gather
from ncs.source.location import find_index, index_path, locate
from ncs.terminal import Progress
from ncs.types import Skipped, Source


class Order(NamedTuple):
    """What the user asked for."""

    path: str | None = None  # None: what the nearest index is of
    file: str | None = None  # where the index lies; None: in its usual place
    worktree: bool = False
    no_learn: bool = False
    build: bool = False  # where there is no index yet


def sync(order: Order, show: Progress) -> dict[str, Any]:
    """Bring the index to HEAD and say what was done."""
    output = _place(order)
    try:
        index = Index(output)
        path = order.path or _indexed(output, index)
        _check_same_place(path, index)
        return _update(index, path, order, show)
    except IndexFileError as problem:
        if not os.path.exists(output) and not order.build:
            raise
        path = order.path or "."
        told = building.Order(path, output, order.worktree, no_learn=order.no_learn)
        return building.build(told, show) | {"state": "built", "because": str(problem)}


def _place(order: Order) -> str:
    if order.file is not None:
        return os.path.abspath(order.file)
    if order.path is not None:
        return index_path(order.path)
    try:
        return find_index(".")
    except IndexFileError:
        return index_path(".")


def _indexed(output: str, index: Index) -> str:
    """The folder that an index is of."""
    found = locate(".")
    if found is not None:
        return os.path.join(found.root, index.about["scope"])
    folder, name = os.path.split(os.path.dirname(output))
    return folder if name == ".ncs" else "."


def _check_same_place(path: str, index: Index) -> None:
    if not os.path.exists(path):
        raise UsageError(f"{path} does not exist: give the folder that the index is of")
    ours, scope = index.about["scope"], building.scope(path)
    if ours != scope:
        raise UsageError(f"the index {index.file.path} is of the folder {ours or '.'}, not of {scope or '.'}")


def _update(index: Index, path: str, order: Order, show: Progress) -> dict[str, Any]:
    settings = config.load(building.config_root(path))
    building.check_writable(index.file.path)
    usable = _usable(index, settings)
    known = Known(index.about["rules"], _verdicts(index)) if usable else None
    gathered = gather(path, order.worktree, settings.exclude, settings.max_file_kib, known)
    building.check_not_empty(path, gathered)
    old = _manifest(index) if usable else {}
    fresh = [source for source in gathered.sources if (source.path, source.blob) not in old]
    kept = [old[key] for source in gathered.sources if (key := (source.path, source.blob)) in old]
    changes = {"added": len(fresh), "kept": len(kept), "gone": len(index.paths) - len(kept)}
    if not fresh and len(kept) == len(index.paths) and _is_current(index, gathered, settings, order.worktree):
        return {"output": index.file.path, "commit": gathered.commit, "state": "current", **changes}
    under, model = base.under(index.about, index.file.path), index.model
    held, latent = _renewed(index, np.array(kept, np.int64), gathered, fresh, model, settings, show)
    said = {key: index.about[key] for key in ("base", "mix", "scope", "learning")} | {"worktree": order.worktree}
    building.write(index.file.path, gathered, held, latent, model, under, settings, said)
    return building.report(index.file.path, gathered, held) | {"state": "synced", **changes}


def _renewed(
    index: Index,
    kept: np.ndarray,
    gathered: Gathered,
    fresh: list[Source],
    model: Model,
    settings: Config,
    show: Progress,
) -> tuple[Content, Vectors]:
    """The content of kept files and fresh ones, and their vectors."""
    chosen = gathered._replace(sources=tuple(fresh))
    read = corpus.read(chosen, model.shape.preset, lambda done, of: show("reading and cutting", done, of))
    new = content.of_corpus(read, settings.store_text)
    latent = building.embed(new, read, model, show)
    if not len(kept):
        return new, latent
    old = carried.of_index(index)
    woven = weaving.weaving(old, kept, new)
    known = Vectors(index.vectors, index.scale, index.file_lengths)
    return weaving.woven(old, new, woven), weaving.woven_vectors(known, latent, woven)


def _is_current(index: Index, gathered: Gathered, settings: Config, worktree: bool) -> bool:
    """Whether an index of the same files would be written as it is."""
    wanted: dict[str, Any] = {"commit": gathered.commit, "rules": gathered.rules, "worktree": worktree}
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
