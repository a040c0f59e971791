"""Indexes in a folder (a network drive, what a CI job uploads, a site before it is deployed), or one as a file."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from ncs.errors import IndexFileError, SituationError
from ncs.index import placing
from ncs.index.index import Index
from ncs.share import listing
from ncs.share.intake import Intake
from ncs.share.shelf import SUFFIX, Published
from ncs.source.location import to_text
from ncs.source.remotes import OutrunError

_PIECE = 1 << 20


class Folder:
    """A shelf on disk: `indexes.json` and the files that it lists."""

    def __init__(self, path: str) -> None:
        self.place = f"the folder {to_text(path)}"
        self._path = path

    def published(self) -> list[Published]:
        try:
            with open(self._at(listing.FILE), "rb") as file:
                return listing.read(file.read(listing.LONGEST + 1), self.place)
        except (FileNotFoundError, NotADirectoryError):
            return []

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        return _copy(self._at(wanted.name), Intake(out, wanted.size, wanted.version))

    def version_of(self, path: str) -> str:
        return digest_of(path)

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        os.makedirs(self._path, exist_ok=True)
        with self._locked():
            if self.published() != list(seen):
                raise OutrunError("somebody else published at the same time: try again")
            own = Published(commit, commit + SUFFIX, digest_of(path), os.path.getsize(path))
            with placing.beside(self._at(own.name)) as file:
                _copy(path, Intake(file, own.size, own.version))
            left = [own, *(entry for entry in seen if entry not in gone)]
            placing.replace(self._at(listing.FILE), listing.write(left))
            for entry in gone:
                if entry.name != own.name:
                    os.unlink(self._at(entry.name))

    def _at(self, name: str) -> str:
        return os.path.join(self._path, name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self._path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


class OneFile:
    """A shelf that holds one index, whose file says what it is of."""

    def __init__(self, path: str) -> None:
        self.place = f"the file {to_text(path)}"
        self._path = path

    def published(self) -> list[Published]:
        if not os.path.exists(self._path):
            return []
        try:
            commit = Index(self._path).about["commit"] or ""
        except IndexFileError:  # whoever reads it is told so; whoever publishes replaces it
            commit = ""
        return [Published(commit, self._path, digest_of(self._path))]

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        return _copy(self._path, Intake(out, None, wanted.version))

    def version_of(self, path: str) -> str:
        return digest_of(path)

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        if self.published() != list(seen):
            raise OutrunError("somebody else published at the same time: try again")
        with placing.beside(self._path) as file:
            _copy(path, Intake(file))


def digest_of(path: str) -> str:
    hashed = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(_PIECE), b""):
            hashed.update(piece)
    return f"sha256:{hashed.hexdigest()}"


def _copy(path: str, intake: Intake) -> str:
    try:
        with open(path, "rb") as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                intake.write(piece)
    except OSError as problem:
        raise SituationError(f"{to_text(path)} can't be copied: {problem.strerror}") from None
    return intake.finish()
