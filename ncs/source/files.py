"""Where an index's files come from: which are indexed, which are not and why, and their texts.

Takes a path: a repository (the files of HEAD, or of its work tree), a folder inside one, a plain
folder, or a single file. Gives sources, skipped files with a reason each, and a reader of texts from
which secrets are redacted already, so that nobody above can forget to. Knows nothing about chunks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ncs.errors import SituationError, UsageError
from ncs.source.attributes import BINARY, GENERATED, VENDORED, Matcher, excluder
from ncs.source.decoding import decode, objection
from ncs.source.exclusion import file_reason, folder_reason
from ncs.source.location import locate, to_text
from ncs.source.origin import Attributed, CommitFiles, DiskFiles, Origin
from ncs.source.repo import SUBMODULE, SYMLINK, Repository
from ncs.source.secrets import redact
from ncs.types import Skipped, Source

_EXCLUDED = "excluded by .ncs.yaml"
_OWN = ".ncs"  # where the index of a plain folder lies
_PASSING = ("not present", "not readable")  # reasons that may be gone tomorrow with the content as it is
_SPECIAL = {SYMLINK: "symlink", SUBMODULE: "submodule", 0: "not readable"}


class Document(NamedTuple):
    """The text of one source, ready to be cut into chunks."""

    source: Source
    text: str
    redactions: int  # secrets taken out


Verdicts = Mapping[tuple[str, str], str]  # (path, blob) -> why its content is refused; "" when it is accepted


class Gathered(NamedTuple):
    """What is to be indexed. `read` takes any of the sources and yields their texts, in any order.

    A file that changed on disk since is read as it is now: its document's source says so.
    """

    sources: tuple[Source, ...]  # sorted by the bytes of their paths, as git does
    skipped: tuple[Skipped, ...]  # sorted likewise; a folder is one row and ends in "/"
    commit: str | None  # None outside git
    read: Callable[[Iterable[Source]], Iterator[Document]]
    rules: str  # digest of all that judges contents: verdicts hold as long as it stays
    verdicts: dict[tuple[str, str], str]


class Known(NamedTuple):
    """What an earlier index judged, and under which rules."""

    rules: str
    verdicts: Verdicts


def gather(
    path: str | os.PathLike[str],
    worktree: bool = False,
    exclude: tuple[str, ...] = (),
    max_file_kib: int = 1024,
    known: Known | None = None,
) -> Gathered:
    """What to index at `path`. Contents that `known` has judged are not read again."""
    excluded, limit = excluder(exclude), max_file_kib * 1024
    origin, pruned = _origin(os.path.realpath(path), worktree, excluded)
    attributes = origin.attributes()
    rules = _digest(exclude, max_file_kib, attributes)
    judged = known.verdicts if known and known.rules == rules else {}
    marks, skipped = _sift(origin, attributes, excluded)
    verdicts = {source: judged[source.path, source.blob] for source in marks if (source.path, source.blob) in judged}
    generated = {source.path: mark for source, mark in marks.items()}
    for source, content in origin.contents([source for source in marks if source not in verdicts], limit):
        refused = content if isinstance(content, str) else objection(content, generated[source.path])
        verdicts[source] = refused or ""
    skipped += (Skipped(source.path, reason) for source, reason in verdicts.items() if reason)
    return Gathered(
        tuple(sorted((source for source, reason in verdicts.items() if not reason), key=_by_path)),
        tuple(sorted({*skipped, *pruned}, key=_by_path)),
        origin.commit,
        _reader(origin, limit),
        rules,
        {(source.path, source.blob): reason for source, reason in verdicts.items() if reason not in _PASSING},
    )


def _digest(exclude: tuple[str, ...], max_file_kib: int, attributes: Attributed) -> str:
    rules = [list(exclude), max_file_kib, sorted(attributes.texts.items())]
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def _reader(origin: Origin, limit: int) -> Callable[[Iterable[Source]], Iterator[Document]]:
    def read(sources: Iterable[Source]) -> Iterator[Document]:
        for source, content in origin.contents(sources, limit):
            text = None if isinstance(content, str) else decode(content)
            if text is not None:
                yield Document(source, *redact(text))

    return read


def _origin(path: str, worktree: bool, excluded: Matcher) -> tuple[Origin, list[Skipped]]:
    """Where the files of `path` come from, and the folders that were not even entered."""
    if os.path.isfile(path):
        folder, name = os.path.split(path)
        return DiskFiles(folder, [to_text(name)]), []
    if not os.path.isdir(path):
        raise UsageError(f"{path}: no such file or folder")
    repo = Repository.find(path) if locate(path) else None  # a plain folder does not need git at all
    if repo is None:
        return _plain(path, excluded)
    with repo:
        commit = repo.head()
        if repo.prefix and commit and not repo.tree(commit):
            return _plain(path, excluded)  # a folder that git does not hold, such as an ignored virtualenv
        if worktree:
            algorithm = "sha256" if commit and len(commit) == 64 else "sha1"
            return DiskFiles(path, repo.worktree_paths(), commit, repo.prefix, algorithm), []
        if commit is None:
            raise SituationError("this repository has no commit yet: commit first, or run with --worktree")
        return CommitFiles(repo, commit), []


def _plain(path: str, excluded: Matcher) -> tuple[Origin, list[Skipped]]:
    paths, pruned = _walk(path, excluded)
    return DiskFiles(path, paths), pruned


def _walk(root: str, excluded: Matcher) -> tuple[list[str], list[Skipped]]:
    """All paths below a plain folder, links and all; folders with a reason against them are not entered."""
    paths: list[str] = []
    pruned: list[Skipped] = []

    def relative(place: str) -> str:
        return to_text(os.path.relpath(place, root)).replace(os.sep, "/")

    def exists(path: str) -> bool:
        return os.path.lexists(os.path.join(root, path))

    def failed(error: OSError) -> None:
        pruned.append(Skipped(relative(os.fspath(error.filename)) + "/", "not readable"))

    for folder, folders, files in os.walk(root, onerror=failed):
        for name in tuple(folders):
            path = relative(os.path.join(folder, name))
            if path == _OWN:  # not even listed: the second index of a folder equals the first
                folders.remove(name)
            elif os.path.islink(os.path.join(folder, name)):
                paths.append(path)
            elif reason := _EXCLUDED if excluded(path) else folder_reason(path, exists):
                pruned.append(Skipped(path + "/", reason))
                folders.remove(name)
        paths += (relative(os.path.join(folder, name)) for name in files)
    return paths, pruned


def _sift(origin: Origin, attributes: Attributed, excluded: Matcher) -> tuple[dict[Source, bool | None], list[Skipped]]:
    """Judges by names alone: sources with what .gitattributes say of "generated", and those left out."""
    folders: dict[str, str | None] = {}
    kept: dict[Source, bool | None] = {}
    skipped: list[Skipped] = []

    def against(folder: str) -> str | None:
        if folder not in folders:
            folders[folder] = _EXCLUDED if excluded(folder) else folder_reason(folder, origin.exists)
        return folders[folder]

    for source in sorted(origin.sources, key=_by_path):
        said = attributes.of(source.path)
        row = _folder_row(source.path, against, said.get(VENDORED)) or _file_row(source, said, excluded)
        if row:
            skipped.append(row)
        else:
            kept[source] = said.get(GENERATED)
    return kept, skipped


def _folder_row(path: str, against: Callable[[str], str | None], vendored: bool | None) -> Skipped | None:
    """The row of the outermost folder that speaks against `path`."""
    parts = path.split("/")
    for end in range(1, len(parts)):
        folder = "/".join(parts[:end])
        reason = against(folder)
        if reason and not (reason == "vendored" and vendored is False):
            return Skipped(folder + "/", reason)
    return None


def _file_row(source: Source, said: dict[str, bool], excluded: Matcher) -> Skipped | None:
    """The row of a file that its name, its mode or .gitattributes speak against."""
    reason = _SPECIAL.get(source.mode) or file_reason(source.path, said.get(GENERATED))
    if excluded(source.path):
        reason = _EXCLUDED
    elif not reason:
        reason = "vendored" if said.get(VENDORED) else "binary" if said.get(BINARY) else None
    return Skipped(source.path, reason) if reason else None


def _by_path(row: Source | Skipped) -> bytes:
    return row.path.encode("utf-8", "surrogateescape")
