"""The refs of a remote: listed, read and written, with nothing left in the repository here.

What is fetched, or made to be pushed, lies in an object folder of its own beside the repository's, as git
itself quarantines what it receives. It is gone when the remote is closed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from ncs.errors import SituationError
from ncs.source import lineage
from ncs.source.command import GitError, run
from ncs.source.location import GIT_OPTIONS, Location, git_environment

# Nothing but the transfer: no clean-up of the user's repository, no hook of theirs, no endless waiting.
_QUIET = (
    "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "fetch.writeCommitGraph=false",
    "-c", "fetch.unpackLimit=1", "-c", "transfer.unpackLimit=1", "-c", "push.gpgSign=false",
    "-c", "push.followTags=false", "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30",
    "-c", "core.bigFileThreshold=1m",
)  # fmt: skip
_NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "ncs"), ("EMAIL", "ncs"), ("DATE", "@0 +0000"))
}


class OutrunError(SituationError):
    """Somebody else changed the refs since they were listed."""


class File(NamedTuple):
    name: str
    blob: str
    size: int  # bytes


class Remote:
    """A remote by its name or URL. Use it as a context manager."""

    def __init__(self, location: Location, name: str) -> None:
        self.location, self.name = location, name
        self._folder = tempfile.TemporaryDirectory(prefix="ncs-")
        objects = os.path.join(location.common_dir, "objects")
        # Where git, told so, finds what was fetched.
        self.objects = {"GIT_OBJECT_DIRECTORY": self._folder.name, "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def refs(self, *patterns: str) -> dict[str, str]:
        """Ref -> object, of those that fit."""
        listed = self._asked("ls-remote", "--quiet", self.name, *patterns).decode("utf-8", "surrogateescape")
        rows = (line.partition("\t") for line in listed.splitlines())
        return {ref: object_id for object_id, _, ref in rows}

    def fetch(self, refs: Iterable[str], most: int = 0) -> None:
        """Bring what refs name into the quarantine; git is stopped where it writes a file of over `most` bytes."""
        options = (
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-filter",
            "--refmap=",
        )
        self._asked("fetch", *options, self.name, *refs, most=most)

    def files(self, commit: str) -> list[File]:
        """What a fetched commit holds at its top."""
        listing = self._asked("ls-tree", "-l", "-z", "--full-tree", commit)
        found = []
        for entry in listing.split(b"\0")[:-1]:
            about, _, name = entry.partition(b"\t")
            _, kind, blob, size = about.split()
            if kind == b"blob":
                found.append(File(name.decode("utf-8", "surrogateescape"), blob.decode(), int(size)))
        return found

    def read(self, blob: str, out: BinaryIO) -> None:
        """Write a blob's content into an open file."""
        out.flush()
        command = ("git", *GIT_OPTIONS, "cat-file", "blob", blob)
        environment = git_environment() | self.objects
        done = subprocess.run(command, cwd=self.location.root, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        if done.returncode:
            raise GitError(f"git can't read {blob}")

    def commit(self, pieces: Mapping[str, bytes], message: str) -> str:
        """A commit without parents that holds these files. The same content gives the same id."""
        rows = []
        for name, content in sorted(pieces.items()):
            blob = self._asked("hash-object", "-w", "--stdin", stdin=content).decode().strip()
            rows.append(f"100644 blob {blob}\t{name}\n")
        tree = self._asked("mktree", stdin="".join(rows).encode()).decode().strip()
        return self._asked("commit-tree", tree, stdin=message.encode(), extra=_NOBODY).decode().strip()

    def push(self, wanted: Mapping[str, str], gone: Mapping[str, str]) -> None:
        """Create refs and delete others, all or none; each must still be as it was listed."""
        expected = dict.fromkeys(wanted, "") | dict(gone)
        leases = [f"--force-with-lease={ref}:{object_id}" for ref, object_id in expected.items()]
        changes = [f"{object_id}:{ref}" for ref, object_id in wanted.items()] + [f":{ref}" for ref in gone]
        try:
            self._asked("push", "--quiet", "--porcelain", "--atomic", "--no-verify", *leases, self.name, *changes)
        except GitError as problem:
            now = self.refs(*expected)
            if any(now.get(ref, "") != object_id for ref, object_id in expected.items()):
                raise OutrunError("somebody else published at the same time: try again") from None
            raise problem

    def _asked(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None, most: int = 0
    ) -> bytes:
        def limits() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        environment = self.objects | dict(extra or {})
        limited = limits if most else None
        return run(self.location.root, *_QUIET, *arguments, stdin=stdin, environment=environment, limits=limited)


def names(location: Location) -> list[str]:
    return run(location.root, "remote").decode("utf-8", "surrogateescape").split()


def usual(location: Location) -> str | None:
    """The remote of the current branch, else origin, else the only one."""
    there = names(location)
    branch = lineage.branch(location)
    if branch:
        try:
            mine = run(location.root, "config", "--get", f"branch.{branch}.remote").decode().strip()
        except GitError:
            mine = ""
        if mine in there:
            return mine
    return "origin" if "origin" in there else there[0] if len(there) == 1 else None


def url_of(location: Location, name: str) -> str:
    """Where a remote is fetched from."""
    return run(location.root, "remote", "get-url", name).decode("utf-8", "surrogateescape").strip()


def head_of(location: Location, name: str) -> str:
    """The default branch of a remote, as it was when it was cloned; "" when that is not known."""
    ref = f"refs/remotes/{name}/HEAD"
    try:
        said = run(location.root, "symbolic-ref", "--quiet", ref).decode("utf-8", "surrogateescape").strip()
    except GitError:
        return ""
    return said.removeprefix(f"refs/remotes/{name}/")
