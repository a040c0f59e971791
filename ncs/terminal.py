"""What reaches a person's terminal: safe text, progress on stderr, colour only where it is seen.

rich is imported only when standard output or error is a terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str, int, int], None]  # (what is being done, done, of how many)
Watch = Callable[[int, int, dict[str, float]], None]  # steps done, of how many, what they lose: {} while asking

# Control characters, and the surrogates that stand for undecodable bytes, are shown escaped: text from a
# repository must not move the cursor or change the title of somebody's terminal.
_UNSAFE = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}
_UNSAFE |= {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(128, 256)}
_UNSAFE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")
_ONE_LINE = _UNSAFE | {9: "\\t", 10: "\\n"}


def safe(text: str) -> str:
    """Text of several lines that can be printed as it is."""
    return text.translate(_UNSAFE)


def safe_line(text: str) -> str:
    """The same for what must stay on one line, such as a file name."""
    return text.translate(_ONE_LINE)


def is_terminal(stream: Any) -> bool:
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def wants_colour() -> bool:
    """https://no-color.org, and not into a pipe."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress display on stderr; nothing where nobody watches."""
    if not is_terminal(sys.stderr):
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done, total=of)

        yield show
