"""Running one git command where GitPython is not needed: its output as bytes, its complaint as one line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping

from ncs.errors import SituationError
from ncs.source.location import GIT_OPTIONS, git_environment

NO_GIT = "git is not installed or not on PATH: install git"


class GitError(SituationError):
    """git refused; the message is its own last word."""


def run(
    root: str,
    *arguments: str,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    limits: Callable[[], None] | None = None,
) -> bytes:
    """What `git ARGUMENTS` says in `root`; `limits` runs in the child before git does."""
    command = ("git", *GIT_OPTIONS, *arguments)
    settings = git_environment() | dict(environment or {})
    try:
        done = subprocess.run(command, cwd=root, env=settings, input=stdin, capture_output=True, preexec_fn=limits)
    except FileNotFoundError:
        raise SituationError(NO_GIT) from None
    if done.returncode:
        raise GitError(f"git {_subcommand(arguments)} failed ({_complaint(done.stderr)})")
    return done.stdout


def _subcommand(arguments: tuple[str, ...]) -> str:
    """The subcommand, without the settings before it."""
    words = iter(arguments)
    return next((word for word in words if word != "-c" or next(words, None) is None), "")


def _complaint(errors: bytes) -> str:
    """The line that says why: the first fatal one, else the first error, else the last of all."""
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()] or ["no message"]
    marks = ("fatal: ", "error: ", "remote: error: ")
    found = next((line for mark in marks for line in lines if line.startswith(mark)), lines[-1])
    for mark in marks:
        found = found.removeprefix(mark)
    return found.strip()
