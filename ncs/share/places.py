"""What `--to` and `--from` may say, turned into a shelf.

nothing                    the remote of the current branch
origin                     a remote by its name
https://example.org/ncs/   a URL, to read only: of a folder, or of one .ncs file
github:release             the releases of the repository on GitHub, or github:release:OWNER/NAME
github:artifact            the artifacts of its workflows, to read only
anything else              a folder, or a file that ends in .ncs
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ncs.errors import SituationError, UsageError
from ncs.share.artifact import Artifacts
from ncs.share.folder import Folder, OneFile
from ncs.share.github import found
from ncs.share.gitref import GitRefs
from ncs.share.release import Release
from ncs.share.shelf import SUFFIX, Shelf
from ncs.share.web import Web
from ncs.source import remotes
from ncs.source.location import Location
from ncs.source.remotes import Remote

URLS = ("http://", "https://")


@contextmanager
def shelf_at(where: str | None, location: Location) -> Iterator[Shelf]:
    """The shelf that a text names."""
    name = where if where is not None else remotes.usual(location)
    if name is None:
        raise SituationError("this repository has no remote: name a folder, a file or a URL")
    if where is None or name in remotes.names(location):
        with Remote(location, name) as remote:
            yield GitRefs(remote)
    elif name.startswith(URLS):
        yield Web(name)
    elif name.startswith("github:"):
        yield _on_github(name, location)
    elif os.path.isdir(name) or (not name.endswith(SUFFIX) and not os.path.exists(name)):
        yield Folder(name)
    else:
        yield OneFile(name)


def _on_github(name: str, location: Location) -> Shelf:
    _, kind, repository = (name + "::").split(":", 2)
    github = found(repository.rstrip(":"), location)
    if kind == "release":
        return Release(github)
    if kind == "artifact":
        return Artifacts(github)
    raise UsageError(f"{name} is unknown: there are github:release and github:artifact")


def located(location: Location | None) -> Location:
    if location is None:
        raise UsageError("this is not a git repository: indexes are published and pulled for one")
    return location
