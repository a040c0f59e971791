"""Chunking in worker processes that can be killed (workers.py).

Takes files as (path, text) and gives, in the same order, (chunks, note, extra) for each: a note says why a
file was cut by lines, `extra` is what an optional function made of its chunks in the worker.
Knows nothing about where the files come from or what becomes of the chunks.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from multiprocessing.connection import wait

from ncs.chunking.workers import STARTED, File, Result, Work, Worker, by_lines, here, start_method

MOST_WORKERS = 4  # more gain little: the parent unpickles what they make
BATCH_FILES = 32  # files sent at once: the pipe's round trip is small against them
BATCH_CHARS = 200_000
FEW_FILES, FEW_CHARS = 8, 12_000  # so little is parsed here: the worst known grammar ends within 2 s
FAILED_STARTS = 3  # in a row, before it is believed that no worker can start


def _without_worker(file: File, work: Work | None) -> Result:
    """Where no worker starts, nothing could end a parse that hangs: only little is parsed."""
    if len(file[1]) <= FEW_CHARS:
        return here(file, work)
    return by_lines(file, "no parser process starts: cut by lines", work)


class _Pool:
    """Workers, the files that wait, and the answers that came before their turn."""

    def __init__(self, files: Iterator[File], work: Work | None, number: int) -> None:
        self.waiting = enumerate(files)
        self.returned: deque[tuple[int, File]] = deque()  # of a worker that died
        self.work, self.method = work, start_method()
        self.workers: list[Worker] = []
        self.number = number
        self.failed_starts = 0  # in a row
        self.answers: dict[int, Result] = {}

    def batch(self) -> list[tuple[int, File]]:
        found: list[tuple[int, File]] = []
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
        while idle or (len(self.workers) < self.number and self.failed_starts < FAILED_STARTS):
            batch = self.batch()
            if not batch:
                return
            worker = idle.pop() if idle else self.hire()
            if worker is None:
                self.returned.extend(batch)
                return
            worker.give(batch)

    def hire(self) -> Worker | None:
        while self.failed_starts < FAILED_STARTS:
            try:
                self.workers.append(Worker(self.work, self.method))
            except OSError:  # no more processes or memory for us
                self.failed_starts += 1
            else:
                return self.workers[-1]
        return None

    def listen(self) -> None:
        busy = {worker.pipe: worker for worker in self.workers if worker.files}
        for pipe in wait(list(busy)):
            worker = busy[pipe]
            answer = worker.take()
            if answer == STARTED:
                worker.started, self.failed_starts = True, 0
                continue
            if answer is None and not worker.started:  # no file's fault
                self.failed_starts += 1
                self.dismiss(worker)
                continue
            number, file = worker.files.popleft()
            self.answers[number] = answer or self.bury(worker, file)

    def bury(self, worker: Worker, file: File) -> Result:
        """The file at hand is cut by lines, the others go to the next worker."""
        note = worker.epitaph()
        self.dismiss(worker)
        return by_lines(file, note, self.work)

    def dismiss(self, worker: Worker) -> None:
        self.returned.extend(worker.files)
        self.workers.remove(worker)
        worker.end()

    def results(self) -> Iterator[Result]:
        turn = 0
        while True:
            self.feed()
            if any(worker.files for worker in self.workers):
                self.listen()
            elif rest := self.batch():  # no worker starts
                self.answers |= {number: _without_worker(file, self.work) for number, file in rest}
            else:
                return
            while turn in self.answers:
                yield self.answers.pop(turn)
                turn += 1


def usable_processors() -> int:
    """How many this process may keep busy: NCS_PROCESSORS, else all that it may run on."""
    told = os.environ.get("NCS_PROCESSORS", "")
    if told.isdecimal() and int(told):
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunk_files(files: Iterable[File], work: Work | None = None, workers: int | None = None) -> Iterator[Result]:
    """Chunk (path, text) pairs; give (chunks, note, extra) for each, in order.

    workers: None chooses (none at all for few small files), 0 parses in this process.
    """
    source = iter(files)
    first: list[File] = []
    if workers is None:
        first = list(islice(source, FEW_FILES + 1))
        few = len(first) <= FEW_FILES and sum(len(text) for _, text in first) <= FEW_CHARS
        workers = 0 if few else min(usable_processors(), MOST_WORKERS)
    source = chain(first, source)
    if workers == 0:
        for file in source:
            yield here(file, work)
        return
    pool = _Pool(source, work, workers)
    try:
        yield from pool.results()
    finally:
        for worker in pool.workers:
            worker.end()
