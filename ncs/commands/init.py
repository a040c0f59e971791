"""ncs init: settings, hooks and the first index for a repository that takes ncs up."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ncs.adopting import adopt
from ncs.terminal import progress, safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="the repository (default: around here)")
    parser.add_argument("--no-hooks", action="store_true", help="leave git's hooks alone")
    parser.add_argument("--ci", action="store_true", help="write a GitHub workflow that publishes the index too")
    parser.add_argument("--no-learn", action="store_true", help="do not train for the first index")


def run(options: Namespace) -> int:
    with progress() as show:
        for line in adopt(options.path, not options.no_hooks, not options.no_learn, options.ci, show):
            print(safe_line(line), flush=True)
    return 0
