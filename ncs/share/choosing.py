"""Which of the published indexes suits a checkout, and which are newer than one to be published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ncs.share.shelf import Published
from ncs.source import lineage, remotes
from ncs.source.location import Location

MOST_LISTED = 64  # looked at; a shelf holds a handful


class Choice(NamedTuple):
    chosen: Published | None
    distance: int  # commits of HEAD that the chosen one has not seen
    unknown: int  # published for commits that are not in this clone
    elsewhere: int  # for commits that are here, but not in the history of HEAD


def nearest(location: Location, published: Sequence[Published]) -> Choice:
    """The index of the newest commit in the history of HEAD, the last published of them if there are several."""
    looked_at = published[:MOST_LISTED]
    here = lineage.known(location, [entry.commit for entry in looked_at])
    steps = {commit: lineage.behind(location, commit, "HEAD") for commit in here}
    suits = [(steps[e.commit] or 0, place, e) for place, e in enumerate(looked_at) if steps.get(e.commit) is not None]
    unknown = sum(entry.commit not in here for entry in looked_at)
    distance, _, chosen = min(suits) if suits else (0, 0, None)
    return Choice(chosen, distance, unknown, len(looked_at) - unknown - len(suits))


def newer(location: Location, commit: str, published: Sequence[Published], name: str | None) -> Published | None:
    """A published index whose commit came after this one on its own branch, as the remote `name` has it now.

    An index of another branch that has grown out of this commit does not count: this branch needs its own.
    """
    if not published:
        return None
    if name is None:
        return _after(location, commit, lineage.branch(location) or "HEAD", published, None)
    branch = f"refs/heads/{lineage.branch(location)}"
    with remotes.Remote(location, name) as remote:
        refs = remote.refs("HEAD", branch)
        name = branch if branch in refs else "HEAD"
        if name not in refs:
            return None
        tip = refs[name]
        if not lineage.known(location, [tip]):
            remote.fetch([name])
        return _after(location, commit, tip, published, remote.objects)


def _after(
    location: Location, commit: str, tip: str, published: Sequence[Published], objects: lineage.Objects | None
) -> Published | None:
    """The first of the published whose commit lies between this one and the tip of its branch."""
    looked_at = published[:MOST_LISTED]
    here = lineage.known(location, [entry.commit for entry in looked_at], objects) - {commit}

    def descends(later: str, earlier: str) -> bool:
        return lineage.behind(location, earlier, later, objects) is not None

    between = (e for e in looked_at if e.commit in here and descends(e.commit, commit) and descends(tip, e.commit))
    return next(between, None)
