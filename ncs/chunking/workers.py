"""One worker process that cuts files into chunks, and can be killed.

A parse cannot be cancelled from Python, and some grammars never end on some files (100 KB of "<" in bash or
kotlin). So the kernel watches: before each file a worker sets a timer whose signal kills it. The timer counts
processor time, so that a busy machine does not change what is indexed. No worker outlives its parent: it
ends at the end of its pipe, and one that hangs is ended by its timer.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from ncs.chunking.chunker import chunk, chunk_lines
from ncs.chunking.languages import language_of
from ncs.types import Chunk

PARSE_SECONDS = 2.0  # of processor time for one file; ordinary files of 1 MiB need half a second
HEAD_CHARS = 20_000  # how much of a text may be looked at to tell its language
STARTED = "started"  # a worker's first word

Work = Callable[[str, list[Chunk]], Any]
Result = tuple[list[Chunk], str | None, Any]
File = tuple[str, str]


def by_lines(file: File, note: str, work: Work | None) -> Result:
    path, text = file
    chunks = chunk_lines(path, text, language_of(path, text[:HEAD_CHARS]))
    return chunks, note, work(path, chunks) if work else None


def by_syntax(file: File) -> tuple[list[Chunk], str | None]:
    path, text = file
    language = language_of(path, text[:HEAD_CHARS])
    try:
        return chunk(path, text, language), None
    except Exception as error:  # one strange file must not keep all others out of the index
        return chunk_lines(path, text, language), f"parser failed ({type(error).__name__}): cut by lines"


def here(file: File, work: Work | None) -> Result:
    chunks, note = by_syntax(file)
    return chunks, note, work(file[0], chunks) if work else None


def _timed(file: File) -> tuple[list[Chunk], str | None]:
    signal.setitimer(signal.ITIMER_PROF, PARSE_SECONDS)
    try:
        return by_syntax(file)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _let_go_of_parent(keep: int) -> None:
    """Close what a fork inherits: a pipe or lock of the parent held here would never be released."""
    gc.freeze()  # no destructor may later close a descriptor that is ours by then
    os.closerange(3, keep)
    os.closerange(keep + 1, 1 << 16)


def _serve(pipe: Connection, work: Work | None, forked: bool) -> None:
    """The worker: batches in, one answer for each file out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if forked:
        _let_go_of_parent(pipe.fileno())
    try:
        pipe.send(STARTED)
        while True:
            for file in pipe.recv():
                chunks, note = _timed(file)
                try:
                    answer: Result | Exception = (chunks, note, work(file[0], chunks) if work else None)
                except Exception as error:
                    answer = error
                pipe.send(answer)
    except (EOFError, OSError):
        return


def start_method() -> str:
    """fork takes 5 ms, spawn 150; but a fork copies locks that other threads (torch has its own) may hold."""
    alone = threading.active_count() == 1 and "torch" not in sys.modules
    return "fork" if sys.platform == "linux" and alone else "spawn"


@contextmanager
def _safe_path() -> Iterator[None]:
    """A spawned Python looks for modules in the current folder first, which may be anybody's: not ours."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        os.environ.pop("PYTHONSAFEPATH")
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


class Worker:
    """One process, and the files it was sent and has not answered yet."""

    def __init__(self, work: Work | None, method: str) -> None:
        context: Any = multiprocessing.get_context(method)
        self.pipe, theirs = context.Pipe()
        args = (theirs, work, method == "fork")
        self.process = context.Process(target=_serve, args=args, daemon=True, name="ncs-parser")
        with theirs, _safe_path(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python >= 3.12: numpy's threads and a fork
            self.process.start()
        self.started = False
        self.files: deque[tuple[int, File]] = deque()

    def give(self, batch: list[tuple[int, File]]) -> None:
        self.files.extend(batch)
        with suppress(OSError):  # it died: its pipe says so when it is read
            self.pipe.send([file for _, file in batch])

    def take(self) -> Any:
        """One answer, or STARTED; None when the process is dead."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def epitaph(self) -> str:
        self.process.join()
        code = -(self.process.exitcode or 0)
        if code == signal.SIGPROF:
            return "parser timed out: cut by lines"
        reason = signal.Signals(code).name if code in list(signal.Signals) else f"exit {-code}"
        return f"parser died ({reason}): cut by lines"

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()
