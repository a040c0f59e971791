"""Putting hooks into a repository, and taking them back to the byte.

A hook that is there already is renamed, not touched, and ours calls it last, with git's arguments, input and its own
exit status. Three owners would undo that, so ncs goes another way with them:

- pre-commit renames what it finds to `NAME.legacy` and runs it first: ours goes there, its own hook stays.
- lefthook writes its hooks anew at any time, and whoever set core.hooksPath (husky) keeps the folder: git's
  configuration can name hooks beside the folder from git 2.54 on; with an older git, one line to add is said.
"""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import suppress

from ncs.errors import SituationError
from ncs.hooks import diary, marks
from ncs.hooks.script import EVENTS, is_ours, is_unchanged, script
from ncs.source import githooks
from ncs.source.location import Location, locate

BEFORE = ".before-ncs"
LEGACY = ".legacy"  # pre-commit's name for a hook that it found
_EXECUTABLE = 0o755
_MADE = ".made-by-ncs"
_CONFIGURED = "ncs-"  # the beginning of the names of ours in git's configuration


def install(path: str) -> list[str]:
    """Make this repository call ncs; again is as once. Gives what was done, in lines."""
    found = _repository(path)
    folder = githooks.hooks_folder(found)
    if folder.configured and not _is_inside(folder.path, found.common_dir):
        return _beside(found, EVENTS, f"core.hooksPath is {folder.configured}", os.path.join(folder.path, "NAME"))
    _make(folder.path)
    taken = [event for event in EVENTS if b"lefthook" in _read(os.path.join(folder.path, event))]
    said = [line for event in EVENTS if event not in taken for line in _put(folder.path, event)]
    if taken:
        said += _beside(found, taken, "lefthook writes these hooks", "lefthook.yml")
    return said


def uninstall(path: str) -> list[str]:
    """Take back what `install` did. What others have changed since is left alone, and said."""
    found = _repository(path)
    folder = githooks.hooks_folder(found).path
    said = [line for event in EVENTS for line in _take_back(folder, event)]
    for name in sorted(githooks.config_hooks(found, _CONFIGURED)):
        githooks.remove_config_hook(found, name)
        said.append(f"{name.removeprefix(_CONFIGURED)}: taken out of git's configuration")
    _clear(found, folder)
    return said or ["there was nothing to take back"]


def installed(found: Location) -> list[str]:
    """The events at which a hook of ours is called here; lines that others added to theirs are not known."""
    folder, configured = githooks.hooks_folder(found).path, githooks.config_hooks(found, _CONFIGURED)
    places = {event: [os.path.join(folder, event + end) for end in ("", LEGACY)] for event in EVENTS}
    return [
        event for event in EVENTS if _CONFIGURED + event in configured or any(is_ours(_read(p)) for p in places[event])
    ]


def _put(folder: str, event: str) -> list[str]:
    """One hook into git's folder."""
    place = os.path.join(folder, event)
    if _is_pre_commits(_read(place)):
        place += LEGACY
    there, ours = _read(place), script(sys.executable)
    if there == ours and os.access(place, os.X_OK):
        return [f"{event}: is there"]
    if is_ours(there) and not is_unchanged(there):
        return [f"{event}: left alone, since {place} was changed by others: add `{_line(event)}` to it"]
    if os.path.lexists(place) and not is_ours(there):
        before = os.path.join(folder, event + BEFORE)
        if os.path.lexists(before):
            return [f"{event}: left alone, since {before} is in the way"]
        os.rename(place, before)
        _write(place, ours)
        return [f"{event}: installed; the hook that was there goes on, as {os.path.basename(before)}"]
    _write(place, ours)
    return [f"{event}: installed"]


def _take_back(folder: str, event: str) -> list[str]:
    place = next((p for p in (event, event + LEGACY) if is_ours(_read(os.path.join(folder, p)))), None)
    if place is None:
        return []
    path, before = os.path.join(folder, place), os.path.join(folder, event + BEFORE)
    if not is_unchanged(_read(path)):
        return [f"{event}: left alone, since {path} was changed by others: take the lines of ncs out yourself"]
    if os.path.lexists(before):
        os.replace(before, path)
        return [f"{event}: taken back; the hook that was there before is back in its place"]
    os.unlink(path)
    return [f"{event}: taken back"]


def _make(folder: str) -> None:
    """git works without a hooks folder, so one that is made here is remembered, to go again."""
    if not os.path.isdir(folder):
        os.makedirs(folder)
        with open(os.path.join(folder, _MADE), "x"):
            pass


def _clear(found: Location, folder: str) -> None:
    """What lies around hooks, as far as it is ours."""
    marks.clear(os.path.join(found.common_dir, "ncs"))
    diary.remove(os.path.join(found.common_dir, "ncs"))
    for event in EVENTS:
        marks.remove(_scripts(found), event)
    for emptied in (_scripts(found), os.path.dirname(_scripts(found))):
        with suppress(OSError):  # an index stays
            os.rmdir(emptied)
    with suppress(OSError):
        os.unlink(os.path.join(folder, _MADE))
        os.rmdir(folder)


def _beside(found: Location, events: list[str] | tuple[str, ...], why: str, where: str) -> list[str]:
    """Where the hooks folder is somebody else's: through git's configuration, else by a line that is said."""
    if not githooks.runs_config_hooks(found):
        lines = [f"{why}: nothing is changed there. Add these lines yourself, each to its hook ({where}):"]
        return lines + [f"  {_line(event)}" for event in events]
    os.makedirs(_scripts(found), exist_ok=True)
    for event in events:
        place = os.path.join(_scripts(found), event)
        _write(place, script(sys.executable))
        githooks.set_config_hook(found, _CONFIGURED + event, event, shlex.quote(place))
    return [f"{event}: installed in git's configuration, since {why}" for event in events]


def _line(event: str) -> str:
    return f'ncs hook run {event} "$@"'


def _scripts(found: Location) -> str:
    return os.path.join(found.common_dir, "ncs", "hooks")


def _repository(path: str) -> Location:
    found = locate(path)
    if found is None:
        raise SituationError("not in a git repository: hooks are called by git")
    return found


def _is_inside(path: str, folder: str) -> bool:
    return os.path.realpath(path).startswith(folder + os.sep)


def _is_pre_commits(data: bytes) -> bool:
    return b"File generated by pre-commit" in data


def _read(path: str) -> bytes:
    with suppress(OSError), open(path, "rb") as file:
        return file.read()
    return b""


def _write(path: str, data: bytes) -> None:
    """Whole or not at all, and executable."""
    beside = f"{path}.{os.getpid()}.new"
    with open(beside, "wb") as file:
        file.write(data)
        os.fchmod(file.fileno(), _EXECUTABLE)
    os.replace(beside, path)
