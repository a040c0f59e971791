"""What every place for published indexes offers, and what it may not give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple, Protocol

LARGEST = 1 << 30  # bytes of a published index: 40 times that of a repository of 5,000 files (LOG.md)
KEPT = 5  # published indexes that stay, so that who has not pulled yet finds the one of an older commit
SUFFIX = ".ncs"
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Published(NamedTuple):
    """One index on a shelf. Example: Published("1f3a…", "1f3a….ncs", "sha256:9c…", 3764070)."""

    commit: str  # of what it is the index; "" where only the file itself says it
    name: str  # how its shelf calls it
    version: str  # another one for other content; "" when it is not known before the download
    size: int | None = None  # bytes


class Shelf(Protocol):
    place: str  # as messages name it

    def published(self) -> list[Published]:
        """What is there, the last published first."""
        ...

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        """Write an index into an open file and give its version; None when that is still the version held."""
        ...

    def version_of(self, path: str) -> str:
        """The version that an index file would have here."""
        ...

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        """Add an index and remove others; raises OutrunError when the shelf is no longer as it was seen."""
        ...
