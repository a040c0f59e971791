"""Indexes as refs of a git remote: whoever may push there publishes, whoever may fetch pulls.

    refs/ncs/index/<number>-<commit>    a commit without parents, its files the pieces of the index

One ref for each index, so that a pull fetches one index; the highest number was published last. Refs of old
ones are deleted, and with nothing else behind them the remote's next clean-up frees their space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO

from ncs.errors import IndexFileError
from ncs.share.shelf import COMMIT, LARGEST, Published
from ncs.source.remotes import Remote

REFS = "refs/ncs/index/"
PIECE = 32 << 20  # bytes: hosts refuse files of more than 100 MB
_REF = re.compile(rf"{REFS}([0-9]{{1,9}})-({COMMIT.pattern})")
_PIECE = re.compile(r"index\.ncs\.[0-9]{3}")


class GitRefs:
    """A shelf on a remote."""

    def __init__(self, remote: Remote) -> None:
        self.place = f"the git remote {remote.name}"
        self._remote = remote
        self._made: dict[str, str] = {}

    def published(self) -> list[Published]:
        refs = self._remote.refs(f"{REFS}*")
        found = [(int(named[1]), named[2], ref) for ref in refs if (named := _REF.fullmatch(ref))]
        return [Published(commit, ref, refs[ref]) for _, commit, ref in sorted(found, reverse=True)]

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        if held == wanted.version:
            return None
        self._remote.fetch([wanted.name], LARGEST)
        files = sorted(self._remote.files(wanted.version))
        if not files or not all(_PIECE.fullmatch(file.name) for file in files):
            raise IndexFileError(f"{wanted.name} at {self.place} holds no index", "it holds other files")
        if sum(file.size for file in files) > LARGEST:
            raise IndexFileError(f"{wanted.name} at {self.place} is too large", f"larger than {LARGEST} bytes")
        for file in files:
            self._remote.read(file.blob, out)
        return wanted.version

    def version_of(self, path: str) -> str:
        if path not in self._made:
            self._made[path] = self._remote.commit(_pieces(path), "An index made by ncs\n")
        return self._made[path]

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        last = max((int(_REF.fullmatch(entry.name)[1]) for entry in seen), default=0)  # type: ignore[index]
        ref = f"{REFS}{last + 1:06}-{commit}"
        self._remote.push({ref: self.version_of(path)}, {entry.name: entry.version for entry in gone})


def _pieces(path: str) -> dict[str, bytes]:
    with open(path, "rb") as file:
        contents = iter(lambda: file.read(PIECE), b"")
        return {f"index.ncs.{number:03}": content for number, content in enumerate(contents)}
