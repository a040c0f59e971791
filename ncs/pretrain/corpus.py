"""The repositories to learn from: found, named, and checked against what must stay out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ncs.errors import UsageError
from ncs.pretrain.licences import FILE, permissive
from ncs.source.repo import Repository

_NAME = re.compile(r"([A-Za-z0-9_.-]+)[/:+]([A-Za-z0-9_.-]+?)(?:\.git)?/*$")


class Project(NamedTuple):
    """One repository of the corpus."""

    name: str  # owner/name
    path: str
    revision: str
    licence: str  # SPDX name


class Refused(NamedTuple):
    name: str
    why: str


def read_names(path: str | None) -> frozenset[str]:
    """The names in a list of repositories that must stay out: one owner/name per line, # begins a comment."""
    if path is None:
        return frozenset()
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.split("#")[0].strip().lower() for line in file]
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path} can't be read as a list of names: {problem}") from None
    bad = next((line for line in lines if line and not re.fullmatch(r"[\w.-]+/[\w.*-]+", line)), None)
    if bad:
        raise UsageError(f"{path}: {bad!r} is not of the form owner/name")
    return frozenset(filter(None, lines))


def survey(paths: Sequence[str], out: frozenset[str]) -> tuple[list[Project], list[Refused]]:
    """Every repository that may be learned from, sorted by name, and the others with the reason."""
    taken: dict[str, Project] = {}
    refused = []
    for path in paths:
        found = _project(path)
        why = _objection(found, out)
        if why:
            refused.append(Refused(found.name, why))
        else:
            taken.setdefault(found.name.lower(), found)
    return sorted(taken.values(), key=lambda project: project.name.lower()), refused


def _objection(project: Project, out: Iterable[str]) -> str:
    owner = project.name.lower().split("/")[0]
    if project.name.lower() in out or f"{owner}/*" in out:
        return "on the list of what must stay out"
    if not project.revision:
        return "has no commit"
    return "" if project.licence else "no permissive licence found"


def _project(path: str) -> Project:
    repo = Repository.find(path)
    if repo is None:
        raise UsageError(f"{path} is no git repository: give checkouts, with their history")
    with repo:
        revision = repo.head() or ""
        return Project(_name(repo.origin_url(), path), path, revision, _licence(repo, revision) if revision else "")


def _name(origin: str, path: str) -> str:
    """owner/name from where it was cloned from, else from its folder's name, `owner+name` or `owner/name`."""
    for place in (origin, os.path.abspath(path)):
        found = _NAME.search(place)
        if found:
            return f"{found[1]}/{found[2]}"
    return os.path.basename(path)


def _licence(repo: Repository, revision: str) -> str:
    """Of the licence files at the top the permissive one; one that is not permissive beside it is a choice."""
    top = [source.blob for source in repo.tree(revision, "") if "/" not in source.path and FILE.match(source.path)]
    texts = [content.decode("utf-8", "replace") for _, content in repo.read_blobs(top) if content]
    return next(filter(None, map(permissive, texts)), "")
