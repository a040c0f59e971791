"""What a hook does when ncs itself is called: from pre-commit, husky, lefthook or somebody's own script.

The same as hook.sh, and as quick as Python can be: it stands in front of every commit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from ncs.hooks import marks
from ncs.source.location import git_environment, locate

_NICENESS = 10
_SILENCE = ("CI", "NCS_SKIP")  # a CI step kills what it leaves in the background


def call(event: str, arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
    """Mark, start the worker in the background, and be done."""
    if any(environ.get(name) for name in _SILENCE) or _only_files(event, arguments, environ):
        return
    found = locate(".")
    if found is None:
        return
    folder = os.path.join(found.common_dir, "ncs")
    marks.mark(folder, found.root)
    rebasing = any(os.path.isdir(os.path.join(found.git_dir, name)) for name in ("rebase-merge", "rebase-apply"))
    rewritten = event == "post-rewrite" or environ.get("PRE_COMMIT_REWRITE_COMMAND")  # pre-commit has one entry for all
    if rewritten or event == "post-checkout" or not rebasing:  # the end of the rebase has a hook of its own
        start(folder, found.root, environ)


def start(folder: str, root: str, environ: Mapping[str, str]) -> None:
    """A worker that outlives us and holds nothing of ours: git, or pre-commit, waits until its pipes are closed."""
    if os.fork():
        return
    try:
        os.setsid()
        os.nice(_NICENESS)
        os.chdir(folder)  # it holds no code: python would take modules from the current folder
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(silence, stream)
        os.closerange(3, 256)
        os.execve(sys.executable, [sys.executable, "-m", "ncs", "hook", "work", root], git_environment(environ))
    finally:
        os._exit(1)


def _only_files(event: str, arguments: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether a checkout took files and left HEAD where it was; git says so, or pre-commit in its own way."""
    return event == "post-checkout" and "0" in (*arguments[2:3], environ.get("PRE_COMMIT_CHECKOUT_TYPE"))
