"""Where git looks for hooks, as git itself says.

Takes a repository's place; gives its hooks folder and reads or changes hooks in its configuration.
Knows nothing about what a hook does.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import NamedTuple

from ncs.errors import SituationError
from ncs.source.location import GIT_OPTIONS, Location, git_environment

_CONFIG_HOOKS = (2, 54)  # the git that runs `hook.<name>.command`


class Folder(NamedTuple):
    """Example: /code/app/.git/hooks, "" or /code/app/.husky/_, ".husky/_"."""

    path: str
    configured: str  # core.hooksPath, where it is set


def hooks_folder(found: Location) -> Folder:
    path = os.path.join(found.root, _git(found, "rev-parse", "--git-path", "hooks"))
    return Folder(os.path.normpath(path), _git(found, "config", "--get", "core.hooksPath", ok=(0, 1)))


def runs_config_hooks(found: Location) -> bool:
    numbers = re.search(r"(\d+)\.(\d+)", _git(found, "version"))
    return numbers is not None and (int(numbers[1]), int(numbers[2])) >= _CONFIG_HOOKS


def config_hooks(found: Location, start: str) -> set[str]:
    """Names of the hooks in the repository's own configuration that begin so."""
    pattern = rf"^hook\.{re.escape(start)}.*\.command$"
    listing = _git(found, "config", "--local", "--null", "--name-only", "--get-regexp", pattern, ok=(0, 1))
    return {key.removeprefix("hook.").removesuffix(".command") for key in listing.split("\0") if key}


def set_config_hook(found: Location, name: str, event: str, command: str) -> None:
    _git(found, "config", "--local", f"hook.{name}.command", command)
    _git(found, "config", "--local", f"hook.{name}.event", event)


def remove_config_hook(found: Location, name: str) -> None:
    _git(found, "config", "--local", "--remove-section", f"hook.{name}")


def _git(found: Location, *arguments: str, ok: tuple[int, ...] = (0,)) -> str:
    command = ("git", *GIT_OPTIONS, *arguments)
    try:
        done = subprocess.run(command, cwd=found.root, env=git_environment(), input=b"", capture_output=True)
    except OSError:
        raise SituationError("git is not installed or not on PATH: install git") from None
    if done.returncode not in ok:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        raise SituationError(f"git failed ({complaint[0].removeprefix('fatal: ')}): is the repository whole and yours?")
    return os.fsdecode(done.stdout).rstrip("\n")
