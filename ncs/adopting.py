"""`ncs init`: a repository takes ncs up. Each step says what it did, and does nothing where it is done already."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ncs import config
from ncs.building import Order, build
from ncs.errors import SituationError
from ncs.hooks.install import install
from ncs.share import workflow
from ncs.source.location import Location, index_path, locate
from ncs.source.repo import Repository
from ncs.terminal import Progress


def adopt(path: str, hooks: bool, learn: bool, ci: bool, show: Progress) -> Iterator[str]:
    """Settings, hooks, workflow, first index: lines for people, as it goes on."""
    found = locate(path)
    if found is None:
        raise SituationError("not in a git repository: run `git init` first, or `ncs index` for a plain folder")
    yield _settings(found)
    if hooks:
        yield from install(found.root)
    if ci:
        yield workflow.write(found)
    yield _index(found, learn, show)


def _settings(found: Location) -> str:
    path = os.path.join(found.root, config.FILE)
    if os.path.lexists(path):
        config.load(found.root)  # a wrong key is said now, not by a worker in the background
        return f"{config.FILE}: is there, left as it is"
    with open(path, "x", encoding="utf-8") as file:
        file.write(config.documented())
    return f"{config.FILE}: written, every key with its default: commit it"


def _has_commit(found: Location) -> bool:
    repo = Repository.find(found.root)
    assert repo is not None
    with repo:
        return repo.head() is not None


def _index(found: Location, learn: bool, show: Progress) -> str:
    output = index_path(found.root)
    if os.path.exists(output):
        return f"index: is there ({output})"
    if not _has_commit(found):
        return "index: there is no commit yet; `ncs index` makes it after the first one, and so does the hook"
    done = build(Order(found.root, no_learn=not learn), show)
    return f"index: {done['files']} files, {done['chunks']} chunks -> {output}"
