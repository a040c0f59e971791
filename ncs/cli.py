"""The door: the table of commands, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

from ncs import __version__
from ncs.errors import NcsError, SituationError, UsageError
from ncs.terminal import safe_line

# Name -> what it does. Each is a module of ncs.commands with `arguments(parser)` and `run(options) -> int`;
# only the one that is called is imported.
COMMANDS = {
    "index": "index a repository or a folder, and learn from it",
    "sync": "bring the index to HEAD",
    "query": "ask a question and get ranked places with explanations",
    "explain": "explain the code at a place",
    "status": "show what the index holds, how fresh it is and what was skipped",
    "check": "verify the index file",
    "eval": "measure search on held-out questions made from the repository",
    "publish": "put the index where a team finds it",
    "pull": "take the published index that suits this checkout",
    "init": "set up a repository: .ncs.yaml, hooks and the first index",
    "hook": "install or take back git hooks that keep the index at HEAD",
    "pretrain": "make the base model from local checkouts",
}
INTERRUPTED = 130
BROKEN_PIPE = 0
NO_MEMORY = SituationError.exit_code


# numpy's matrix products, where several threads would give other bits than one, and another number of them again.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "MKL_NUM_THREADS")
BUG = 70  # EX_SOFTWARE: no code of the contract, above all not 1, which says "nothing good found"


class _Parser(ArgumentParser):
    """Says what is wrong in one line, as every other error of ncs."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (`{self.prog} --help` says more)")


def usage() -> str:
    lines = [f"  {name:<9} {text}" for name, text in COMMANDS.items()]
    return "\n".join(["usage: ncs COMMAND [...]", "", *lines, "", "`ncs COMMAND --help` says more."])


def main(argv: Sequence[str] | None = None) -> int:
    os.environ |= dict.fromkeys(ONE_THREAD, "1")  # before numpy is loaded; ncs shares out its work itself
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):  # where the encoding is not UTF-8, a letter of a repository may not fit
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
        return code
    except NcsError as problem:
        return _say(str(problem), problem.exit_code)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader has seen enough: `ncs query ... | head`
        _drop_output()
        return BROKEN_PIPE
    except OSError as problem:
        _drop_output()
        return _say(_told(problem), SituationError.exit_code)
    except MemoryError:
        return _say("not enough memory: index a smaller folder, or exclude files in .ncs.yaml", NO_MEMORY)
    except Exception as problem:
        if os.environ.get("NCS_TRACEBACK"):
            raise
        what = f"{type(problem).__name__}: {problem}"[:200]
        return _say(f"this is a bug in ncs ({what}): please report it, with what NCS_TRACEBACK=1 shows", BUG)


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        print(usage(), file=sys.stderr)
        return UsageError.exit_code
    if arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    if arguments[0] == "--version":
        print(f"ncs {__version__}")
        return 0
    if arguments[0] not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise UsageError(f"there is no command {arguments[0]!r}: there are {known} (`ncs --help` says more)")
    return call(arguments[0], arguments[1:])


def call(name: str, arguments: list[str]) -> int:
    command = import_module(f"ncs.commands.{name}")
    parser = _Parser(prog=f"ncs {name}", description=COMMANDS[name], allow_abbrev=False)
    command.arguments(parser)
    try:
        options = parser.parse_args(arguments)
    except SystemExit as done:  # --help
        return int(done.code or 0)
    return int(command.run(options))


def _told(problem: OSError) -> str:
    try:
        os.getcwd()
    except OSError:
        return "the current folder is gone or closed to you: go to another one with cd"
    where = f"{problem.filename}: " if problem.filename else ""
    return f"{where}{problem.strerror or problem}"


def _say(message: str, code: int) -> int:
    with suppress(OSError):  # nobody may be listening
        print(f"ncs: {safe_line(message)}", file=sys.stderr, flush=True)
    return code


def _drop_output() -> None:
    """What could not be written must not be tried again when Python ends: that would print a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
