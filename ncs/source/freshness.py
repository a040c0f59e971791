"""How far an index lies behind its repository.

Takes the commit an index was made of and where the repository is; gives the number of commits since
and the edited files. git is started early and asked late, so that it works while the search does; it
has a time limit, and without git or in time trouble the answer is "unknown", never an error.
Knows nothing about what is in the index.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from ncs.source.commits import below
from ncs.source.location import GIT_OPTIONS, Location, git_environment, read_head, to_system

if TYPE_CHECKING:
    from subprocess import Popen

LIMIT = 0.3  # seconds, counted from the start


class Freshness(NamedTuple):
    """Example: an index two commits old while three files have unsaved work: ("1f3a…", 2, 3, "behind")."""

    commit: str  # the index's own; "" outside git
    behind: int | None  # commits of HEAD that the index has not seen, None when nobody knows
    dirty: int | None  # files that differ from HEAD, new ones too unless ignored; None when nobody knows
    state: str  # current, edited, behind, diverged (HEAD went elsewhere) or unknown


class Check:
    """A question to git that is under way."""

    def __init__(self, commit: str, location: Location | None) -> None:
        self._commit = commit
        self._deadline = time.monotonic() + LIMIT
        self._count = self._status = None
        self._known_same = self._bare = False
        self._prefix = location.prefix if location else ""
        self.folder = os.path.join(location.root, to_system(self._prefix)) if location else ""
        self._edited: tuple[str, ...] | None = None
        if not commit or location is None:
            return
        self._bare, self._known_same = location.bare, read_head(location.git_dir) == commit
        below = ("--", to_system(location.prefix)) if location.prefix else ()
        if not self._known_same:
            between = f"{commit}...HEAD"
            command = ("rev-list", "--count", "--left-right", "--end-of-options", between, *below)
            self._count = _start(location.root, *command)
        if not location.bare:
            options = ("--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=all")
            self._status = _start(location.root, "status", *options, *below)

    def edited(self) -> tuple[str, ...] | None:
        """The files that differ from HEAD, deleted ones too, relative to the asked folder; None when nobody knows."""
        if self._bare:
            return ()
        status, self._status = self._output(self._status), None
        if status is not None:
            self._edited = tuple(below(line[3:], self._prefix) for line in status.split(b"\0")[:-1])
        return self._edited

    def result(self) -> Freshness:
        """The answer, after at most what is left of the time limit."""
        edited, count = self.edited(), self._output(self._count)
        dirty = None if edited is None else len(edited)
        left, behind = (0, 0) if self._known_same else _two_numbers(count)
        return Freshness(self._commit, behind, dirty, _state(left, behind, dirty))

    def _output(self, process: Popen[bytes] | None) -> bytes | None:
        """What a child wrote; None when it failed, or did not finish in time."""
        if process is None:
            return None
        from subprocess import TimeoutExpired

        try:
            output, _ = process.communicate(timeout=max(0.0, self._deadline - time.monotonic()))
        except TimeoutExpired:
            process.kill()
            process.communicate()
            return None
        return output if process.returncode == 0 else None


def start(commit: str, location: Location | None) -> Check:
    """Begins to ask; call `.result()` on what this gives when the search is done."""
    return Check(commit, location)


def _start(root: str, *arguments: str) -> Popen[bytes] | None:
    from subprocess import DEVNULL, PIPE, Popen

    command = ("git", *GIT_OPTIONS, *arguments)
    try:
        return Popen(command, cwd=root, env=git_environment(), stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
    except OSError:  # git is not installed
        return None


def _two_numbers(output: bytes | None) -> tuple[int | None, int | None]:
    """Commits only in the index's history, commits only in HEAD's."""
    numbers = (output or b"").split()
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else (None, None)


def _state(left: int | None, behind: int | None, dirty: int | None) -> str:
    if left:
        return "diverged"
    if behind:
        return "behind"
    if behind is None or dirty is None:
        return "unknown"
    return "edited" if dirty else "current"
