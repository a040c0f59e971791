"""The door: the table of commands, and the one place where errors become exit codes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module

from ncs import __version__
from ncs.errors import NcsError

# Name -> what it does. Each is a module of ncs.commands with `arguments(parser)` and `run(options) -> int`;
# only the one that is called is imported.
COMMANDS = {
    "index": "index a repository or a folder, and learn from it",
    "query": "ask a question and get ranked places with explanations",
    "explain": "explain the code at a place",
    "status": "show what the index holds, how fresh it is and what was skipped",
    "check": "verify the index file",
}
INTERRUPTED = 130
BROKEN_PIPE = 0


def usage() -> str:
    lines = [f"  {name:<9} {text}" for name, text in COMMANDS.items()]
    return "\n".join(["usage: ncs COMMAND [...]", "", *lines, "", "`ncs COMMAND --help` says more."])


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] == "--version":
        print(f"ncs {__version__}")
        return 0
    if arguments[0] not in COMMANDS:
        print(f"ncs: there is no command {arguments[0]!r}\n\n{usage()}", file=sys.stderr)
        return 2
    return call(arguments[0], arguments[1:])


def call(name: str, arguments: list[str]) -> int:
    command = import_module(f"ncs.commands.{name}")
    parser = ArgumentParser(prog=f"ncs {name}", description=COMMANDS[name], allow_abbrev=False)
    command.arguments(parser)
    try:
        options = parser.parse_args(arguments)
        return int(command.run(options))
    except NcsError as problem:
        print(f"ncs: {problem}".translate(_CONTROL), file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print("ncs: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough: `ncs query ... | head`
        sys.stderr.close()
        return BROKEN_PIPE
    except SystemExit as problem:  # argparse has said what is wrong
        return int(problem.code or 0)


_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    code: f"\\u{code:04x}" for code in range(0xDC80, 0xDD00)
}
