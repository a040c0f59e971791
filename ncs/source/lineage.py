"""How commits stand to each other: which are behind a commit, and by how many.

Takes commits by their ids, which may be unknown here; gives what git knows of them. `objects` names further
places where git finds commits (see source/remotes.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ncs.source.command import GitError, run
from ncs.source.location import Location

Objects = Mapping[str, str]


def known(location: Location, commits: Iterable[str], objects: Objects | None = None) -> set[str]:
    """Those of the commits that this repository holds."""
    wanted = list(dict.fromkeys(commits))
    if not wanted:
        return set()
    asked = "".join(f"{commit}^{{commit}}\n" for commit in wanted).encode()
    answers = run(location.root, "cat-file", "--batch-check", stdin=asked, environment=objects).splitlines()
    return {commit for commit, answer in zip(wanted, answers, strict=True) if answer.split()[1:2] == [b"commit"]}


def behind(location: Location, commit: str, tip: str, objects: Objects | None = None) -> int | None:
    """How many commits `tip` has that `commit` has not; None when `commit` is not in the history of `tip`."""
    options = ("--count", "--left-right", "--end-of-options")
    left, right = run(location.root, "rev-list", *options, f"{commit}...{tip}", "--", environment=objects).split()
    return int(right) if left == b"0" else None


def resolve(location: Location, name: str) -> str | None:
    """The commit that a name stands for."""
    try:
        found = run(location.root, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")
    except GitError:
        return None
    return found.decode().strip()


def is_shallow(location: Location) -> bool:
    return run(location.root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def branch(location: Location) -> str:
    """The branch that HEAD is on, such as "main"; "" when it is on none."""
    try:
        name = run(location.root, "symbolic-ref", "--quiet", "--short", "HEAD")
    except GitError:
        return ""
    return name.decode("utf-8", "surrogateescape").strip()
