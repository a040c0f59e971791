"""Two places where files come from: a commit, or the disk.

Both list sources, read contents, and read .gitattributes, so that `files` sees no difference.
They judge nothing but what can't be read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from typing import Protocol

from ncs.errors import SituationError
from ncs.source.attributes import Attributes
from ncs.source.decoding import decode
from ncs.source.location import to_system, to_text
from ncs.source.repo import SUBMODULE, SYMLINK, Repository
from ncs.types import Source

Content = tuple[Source, "bytes | str"]  # a str is the reason why there is no content
_ATTRIBUTES = ".gitattributes"
_ANY_SIZE = 1 << 20


class Attributed:
    """What the .gitattributes of a place say."""

    def __init__(self, files: dict[str, bytes], prefix: str) -> None:
        """`files` maps each .gitattributes, seen from the top, to its content; `prefix` is where paths begin."""
        self.texts = {path[: -len(_ATTRIBUTES)]: decode(data) or "" for path, data in files.items()}
        self._attributes, self._prefix = Attributes(self.texts), prefix

    def of(self, path: str) -> dict[str, bool]:
        return self._attributes.of(_join(self._prefix, path))


class Origin(Protocol):
    """A set of files. A source's blob is "" as long as nobody had to read the file."""

    commit: str | None
    sources: list[Source]

    def exists(self, path: str) -> bool: ...

    def attributes(self) -> Attributed: ...

    def contents(self, sources: Iterable[Source], limit: int) -> Iterator[Content]:
        """Each source, its blob filled in, with its content."""
        ...


class CommitFiles:
    """The files of a commit. Reads git objects only: under pre-commit the work tree is not the user's."""

    def __init__(self, repo: Repository, commit: str) -> None:
        self.commit: str | None = commit
        self.sources = repo.tree(commit)
        self._root, self._prefix = repo.root, repo.prefix
        self._paths = {source.path for source in self.sources}
        files = [(_join(self._prefix, s.path), s) for s in self.sources if _is_attributes(s.path)]
        for folder in _above(self._prefix):
            files += [(_join(folder, s.path), s) for s in repo.tree(commit, _join(folder, _ATTRIBUTES))]
        self._attribute_files = files

    def exists(self, path: str) -> bool:
        return path in self._paths

    def attributes(self) -> Attributed:
        place = {source: path for path, source in self._attribute_files}
        texts = {}
        for source, content in self.contents(place, _ANY_SIZE):
            if isinstance(content, bytes):
                texts[place[source]] = content
        return Attributed(texts, self._prefix)

    def contents(self, sources: Iterable[Source], limit: int) -> Iterator[Content]:
        wanted: dict[str, list[Source]] = {}
        for source in sources:
            wanted.setdefault(source.blob, []).append(source)
        if not wanted:
            return
        with _reopened(self._root) as repo:
            small = []
            for blob, size in repo.blob_sizes(wanted).items():
                if size is not None and size <= limit:
                    small.append(blob)
                    continue
                reason = "not present" if size is None else "too large"
                yield from ((source, reason) for source in wanted[blob])
            for blob, data in repo.read_blobs(small):
                yield from ((source, "not present" if data is None else data) for source in wanted[blob])


class DiskFiles:
    """Files on disk below a folder: of a work tree, of a plain folder, or one alone."""

    def __init__(
        self,
        folder: str,
        paths: Iterable[str],
        commit: str | None = None,
        top: str = "",
        algorithm: str = "sha1",
    ) -> None:
        """`top` is `folder` as seen from the top of its repository, whose .gitattributes hold here too."""
        self.commit = commit
        self._folder, self._top, self._algorithm = folder, top, algorithm
        modes = ((path, self._mode(path)) for path in paths)
        self.sources = [Source(path, "", mode) for path, mode in modes if mode is not None]

    def exists(self, path: str) -> bool:
        return os.path.lexists(self._place(path))

    def attributes(self) -> Attributed:
        texts = {}
        for source in self.sources:
            if _is_attributes(source.path):
                texts[_join(self._top, source.path)] = self._read(source, _ANY_SIZE)
        for folder in _above(self._top):
            above = os.path.relpath(to_system(_join("/", folder)), to_system(_join("/", self._top)))
            path = _join(to_text(above), _ATTRIBUTES)
            texts[_join(folder, _ATTRIBUTES)] = self._read(Source(path, "", 0), _ANY_SIZE)
        return Attributed({path: data for path, data in texts.items() if isinstance(data, bytes)}, self._top)

    def contents(self, sources: Iterable[Source], limit: int) -> Iterator[Content]:
        for source in sources:
            content = self._read(source, limit)
            if isinstance(content, bytes):
                source = source._replace(blob=blob_id(content, self._algorithm))
            yield source, content

    def _place(self, path: str) -> str:
        return os.path.join(self._folder, to_system(path))

    def _mode(self, path: str) -> int | None:
        """git's mode of what lies at `path`, 0 when git has none for it, None when nothing is there."""
        try:
            found = os.lstat(self._place(path)).st_mode
        except (OSError, ValueError):
            return None
        if stat.S_ISREG(found):
            return 0o100755 if found & stat.S_IXUSR else 0o100644
        return SYMLINK if stat.S_ISLNK(found) else SUBMODULE if stat.S_ISDIR(found) else 0

    def _read(self, source: Source, limit: int) -> bytes | str:
        """At most `limit` bytes of a regular file. Never follows a link, never waits for a pipe."""
        try:
            handle = os.open(self._place(source.path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    return "not readable"
                data = file.read(limit + 1)
        except (OSError, ValueError):
            return "not readable"
        return data if len(data) <= limit else "too large"


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """git's name for content."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _reopened(root: str) -> Repository:
    repo = Repository.find(root)
    if repo is None:
        raise SituationError(f"{root}: the repository is gone")
    return repo


def _is_attributes(path: str) -> bool:
    return path.rpartition("/")[2] == _ATTRIBUTES


def _above(prefix: str) -> list[str]:
    """The folders above `prefix`. Example: "a/b" gives "" and "a"."""
    parts = prefix.split("/") if prefix else []
    return ["/".join(parts[:end]) for end in range(len(parts))]


def _join(folder: str, path: str) -> str:
    return f"{folder.rstrip('/')}/{path}" if folder else path
