"""Edited files over an index, in memory: a query sees the work as it is now, without a commit and without a sync.

The index becomes what an update would make of it if the edited files were committed as they are. Nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from ncs.index import carried, content, corpus, vectors, weaving
from ncs.index.assemble import assemble, left_out
from ncs.index.format import Loose
from ncs.index.index import Index
from ncs.source.files import Rules, gather_edited
from ncs.source.location import to_system

MOST_FILES = 64  # that are laid over: beyond it, asking would take longer than `ncs sync --worktree`
MOST_BYTES = 2 << 20


class Overlaid(NamedTuple):
    now: Index
    edited: frozenset[str]  # paths whose results are of the work tree
    laid: int  # edited files that were looked at; others are searched as they were indexed


def over(index: Index, root: str, edited: Sequence[str]) -> Overlaid:
    """`edited` files, deleted ones too, below the folder `root` that the index is of, laid over it."""
    about, rules = index.about, Rules(**index.about["rules"])
    chosen = _bounded(root, edited, rules.max_file_kib)
    rows = {path: row for row, path in enumerate(index.paths)}
    attributes = [path for path in rows if path.rpartition("/")[2] == ".gitattributes"]
    found = gather_edited(root, about["scope"], chosen, attributes, rules, about["commit"])
    blobs = index.strings("files.blob")
    same = {s.path for s in found.sources if s.path in rows and blobs[rows[s.path]] == s.blob}
    fresh = found._replace(sources=tuple(source for source in found.sources if source.path not in same))
    gone = [rows[path] for path in chosen if path in rows and path not in same]
    if not fresh.sources and (not gone or len(gone) == len(rows)):
        return Overlaid(index, frozenset(), len(chosen))
    stores = "text.data" in index.file
    read = corpus.read(fresh, index.model.shape.preset, lambda done, of: None)
    new = content.of_corpus(read, stores)
    if not new.size and len(gone) == len(rows):
        return Overlaid(index, frozenset(), len(chosen))
    old = carried.of_index(index)
    woven = weaving.weaving(old, np.delete(np.arange(len(rows)), gone), new)
    latent = vectors.embedded_of(new, read, index.model, lambda done, of: None)
    latent = weaving.woven_vectors(carried.vectors_of(index), latent, woven)
    arrays, said = assemble(weaving.woven(old, new, woven), latent, stores)
    laid = Index(Loose(index.file.path, arrays | left_out((), ()), about | said))
    laid.model = index.model
    return Overlaid(laid, frozenset(source.path for source in fresh.sources), len(chosen))


def _bounded(root: str, edited: Sequence[str], max_file_kib: int) -> list[str]:
    """The first of the files, as git lists them: tracked ones before new ones."""
    chosen, total = [], 0
    for path in edited[:MOST_FILES]:
        size = 0
        with suppress(OSError):  # deleted
            size = os.lstat(os.path.join(root, to_system(path))).st_size
        total += size if size <= max_file_kib * 1024 else 0  # larger ones are not read
        if total > MOST_BYTES:
            break
        chosen.append(path)
    return chosen
