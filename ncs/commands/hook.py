"""ncs hook: install and take back git hooks; what they run."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from contextlib import suppress

from ncs.errors import NcsError, SituationError, UsageError
from ncs.source.location import locate

ACTIONS = ("install", "uninstall", "run", "work")


def arguments(parser: ArgumentParser) -> None:
    """No sub-parsers: they import shutil and all that compresses, and `run` stands in front of every commit."""
    parser.add_argument(
        "action",
        choices=ACTIONS,
        help="install: put hooks beside those that are there; uninstall: take them back; run NAME: what a hook does, "
        "mark and return; work: what it starts in the background",
    )
    parser.add_argument("rest", nargs="*", metavar="NAME", help="for run: post-commit, ..., and what git gives it")


def run(options: Namespace) -> int:
    actions = {"install": _install, "uninstall": _uninstall, "run": _run, "work": _work}
    return actions[options.action](options.rest)


def _install(rest: list[str]) -> int:
    from ncs.hooks.install import install

    for line in install("."):
        print(line)
    return 0


def _uninstall(rest: list[str]) -> int:
    from ncs.hooks.install import uninstall

    for line in uninstall("."):
        print(line)
    return 0


def _run(rest: list[str]) -> int:
    """Never in git's way: whatever goes wrong here, the next `ncs status` has to tell it."""
    from ncs.hooks.calling import call

    if not rest:
        raise UsageError("which hook? `ncs hook run post-commit`, post-merge, post-checkout or post-rewrite")
    with suppress(NcsError, OSError):
        call(rest[0], rest[1:])
    return 0


def _work(rest: list[str]) -> int:
    from ncs.hooks import worker

    found = locate(rest[0] if rest else ".")
    if found is None:
        raise SituationError(f"{rest[0] if rest else 'this'} is not in a git repository")
    worker.be_polite()
    worker.work(os.path.join(found.common_dir, "ncs"), found.root, worker.bring_to_head)
    return 0
