"""Chunking in worker processes that can be killed.

Takes files as (path, text) and gives, in the same order, (chunks, note, extra) for each: a note says why a
file was cut by lines, `extra` is what an optional function made of its chunks in the worker.
Knows nothing about where the files come from or what becomes of the chunks.

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
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from typing import Any

from ncs.chunker import chunk, chunk_lines
from ncs.languages import language_of
from ncs.types import Chunk

PARSE_SECONDS = 2.0  # of processor time for one file; ordinary files of 1 MiB need half a second
MOST_WORKERS = 4  # more gain little: the parent unpickles what they make
BATCH_FILES = 32  # files sent at once: the pipe's round trip is small against them
BATCH_CHARS = 200_000
HEAD_CHARS = 20_000  # how much of a text may be looked at to tell its language
FEW_FILES, FEW_CHARS = 8, 12_000  # so little is parsed here: the worst known grammar ends within 2 s

Work = Callable[[str, list[Chunk]], Any]
Result = tuple[list[Chunk], str | None, Any]
_File = tuple[str, str]


def _by_lines(file: _File, note: str, work: Work | None) -> Result:
    path, text = file
    chunks = chunk_lines(path, text, language_of(path, text[:HEAD_CHARS]))
    return chunks, note, work(path, chunks) if work else None


def _by_syntax(file: _File) -> tuple[list[Chunk], str | None]:
    path, text = file
    language = language_of(path, text[:HEAD_CHARS])
    try:
        return chunk(path, text, language), None
    except Exception as error:  # one strange file must not keep all others out of the index
        return chunk_lines(path, text, language), f"parser failed ({type(error).__name__}): cut by lines"


def _here(file: _File, work: Work | None) -> Result:
    chunks, note = _by_syntax(file)
    return chunks, note, work(file[0], chunks) if work else None


def _timed(file: _File) -> tuple[list[Chunk], str | None]:
    signal.setitimer(signal.ITIMER_PROF, PARSE_SECONDS)
    try:
        return _by_syntax(file)
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


def _start_method() -> str:
    """fork takes 5 ms, spawn 150; but a fork copies locks that other threads (torch has its own) may hold."""
    alone = threading.active_count() == 1 and "torch" not in sys.modules
    return "fork" if sys.platform == "linux" and alone else "spawn"


class _Worker:
    """One process, and the files it was sent and has not answered yet."""

    def __init__(self, work: Work | None, method: str) -> None:
        context: Any = multiprocessing.get_context(method)
        self.pipe, theirs = context.Pipe()
        args = (theirs, work, method == "fork")
        self.process = context.Process(target=_serve, args=args, daemon=True, name="ncs-parser")
        with warnings.catch_warnings():  # Python >= 3.12 warns of numpy's threads, which survive a fork
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        theirs.close()
        self.files: deque[tuple[int, _File]] = deque()

    def give(self, batch: list[tuple[int, _File]]) -> None:
        self.files.extend(batch)
        with suppress(OSError):  # it died: its pipe says so when it is read
            self.pipe.send([file for _, file in batch])

    def take(self) -> Result | None:
        """One answer; None when the process is dead."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

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


class _Pool:
    """Workers, the files that wait, and the answers that came before their turn."""

    def __init__(self, files: Iterator[_File], work: Work | None, number: int) -> None:
        self.waiting = enumerate(files)
        self.returned: deque[tuple[int, _File]] = deque()  # of a worker that died
        self.work, self.method = work, _start_method()
        self.workers: list[_Worker] = []
        self.number = number
        self.answers: dict[int, Result] = {}

    def batch(self) -> list[tuple[int, _File]]:
        found: list[tuple[int, _File]] = []
        chars = 0
        while len(found) < BATCH_FILES and chars < BATCH_CHARS:
            item = self.returned.popleft() if self.returned else next(self.waiting, None)
            if item is None:
                break
            found.append(item)
            chars += len(item[1][1])
        return found

    def feed(self) -> None:
        """A batch for each idle worker; a new worker while there are more batches than workers."""
        idle = [worker for worker in self.workers if not worker.files]
        while idle or len(self.workers) < self.number:
            batch = self.batch()
            if not batch:
                return
            if not idle:
                idle.append(_Worker(self.work, self.method))
                self.workers.append(idle[-1])
            idle.pop().give(batch)

    def listen(self) -> None:
        busy = {worker.pipe: worker for worker in self.workers if worker.files}
        for pipe in wait(list(busy)):
            worker = busy[pipe]
            answer = worker.take()
            number, file = worker.files.popleft()
            self.answers[number] = answer or self.bury(worker, file)

    def bury(self, worker: _Worker, file: _File) -> Result:
        """The file at hand is cut by lines, the others go to the next worker."""
        note = worker.epitaph()
        self.returned.extend(worker.files)
        self.workers.remove(worker)
        worker.end()
        return _by_lines(file, note, self.work)

    def results(self) -> Iterator[Result]:
        turn = 0
        while True:
            self.feed()
            if not any(worker.files for worker in self.workers):
                return
            self.listen()
            while turn in self.answers:
                yield self.answers.pop(turn)
                turn += 1


def _usable_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunk_files(
    files: Iterable[_File], work: Work | None = None, workers: int | None = None
) -> Iterator[Result]:
    """Chunk (path, text) pairs; give (chunks, note, extra) for each, in order.

    workers: None chooses (none at all for few small files), 0 parses in this process.
    """
    source = iter(files)
    first: list[_File] = []
    if workers is None:
        first = list(islice(source, FEW_FILES + 1))
        few = len(first) <= FEW_FILES and sum(len(text) for _, text in first) <= FEW_CHARS
        workers = 0 if few else min(_usable_processors(), MOST_WORKERS)
    source = chain(first, source)
    if workers == 0:
        for file in source:
            yield _here(file, work)
        return
    pool = _Pool(source, work, workers)
    try:
        yield from pool.results()
    finally:
        for worker in pool.workers:
            worker.end()
