"""What a repository's commits say about its code, with the change that each of them made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ncs.source.patches import Hunk, Patch
from ncs.text import messages

MOST_HUNKS = 4  # of one commit: its message belongs to the first ones as much as to all


class Told(NamedTuple):
    """What was said, and the change that it was said about."""

    commit: str
    said: str
    hunk: Hunk


def told(patches: Iterable[Patch]) -> Iterator[Told]:
    """In the order of the commits."""
    for patch in patches:
        said = messages.message(patch.subject, patch.author, patch.files)
        if not said:
            continue
        hunks = [hunk for hunk in patch.hunks if messages.answers(hunk.path)]
        more = messages.paragraph(patch.body)
        for number, hunk in enumerate(hunks[:MOST_HUNKS]):
            yield Told(patch.id, f"{said} {more}".strip() if number % 2 else said, hunk)
