from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ncs.chunking.parsing import chunk_files
from ncs.types import Chunk

HANGS = ("hang.sh", "<" * 100_000)
GOOD = ("good.py", 'def f():\n    """Good."""\n    return 1\n')


def count(path: str, chunks: list[Chunk]) -> tuple[str, int]:
    return path, len(chunks)


def fail(path: str, chunks: list[Chunk]) -> None:
    raise ValueError(path)


def die(path: str, chunks: list[Chunk]) -> int:
    if path == "die.py" and os.getpid() != int(os.environ["TESTED_BY"]):
        os.kill(os.getpid(), signal.SIGSEGV)
    return len(chunks)


os.environ.setdefault("TESTED_BY", str(os.getpid()))  # a spawned worker imports this file too


def children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(pid) for pid in tasks.split()}


@pytest.mark.parametrize("workers", [0, 1, 2, None])
def test_order_and_extra(workers: int | None) -> None:
    files = [(f"{i}.py", f"def f{i}():\n    pass\n" * (1 + i % 7)) for i in range(150)]
    results = list(chunk_files(iter(files), count, workers))
    assert [extra[0] for _, _, extra in results] == [path for path, _ in files]
    assert all(note is None and extra[1] == len(chunks) for chunks, note, extra in results)
    assert [c for c, _, _ in results] == [c for c, _, _ in chunk_files(files, workers=0)]


def test_nothing_in_nothing_out() -> None:
    assert list(chunk_files([])) == list(chunk_files([], workers=2)) == []


@pytest.mark.parametrize("path", ["hang.sh", "hang.kt"])
def test_a_file_that_hangs_is_cut_by_lines_and_the_others_are_not(path: str) -> None:
    before = children()
    results = list(chunk_files([GOOD, (path, HANGS[1]), GOOD], count, workers=1))
    assert [note for _, note, _ in results] == [None, "parser timed out: cut by lines", None]
    chunks, _, extra = results[1]
    assert chunks[0].kind == "lines" and chunks[0].text == HANGS[1] and extra == (path, 1)
    assert results[0][0] == results[2][0] != []
    assert children() <= before


def test_a_worker_that_dies_costs_one_file() -> None:
    results = list(chunk_files([GOOD, ("die.py", "x = 1\n"), GOOD], die, workers=1))
    assert [note for _, note, _ in results] == [None, "parser died (SIGSEGV): cut by lines", None]


@pytest.mark.parametrize("workers", [0, 1])
def test_an_error_of_the_work_reaches_the_caller(workers: int) -> None:
    before = children()
    with pytest.raises(ValueError, match=r"good\.py"):
        list(chunk_files([GOOD], fail, workers))
    assert children() <= before


def test_leaving_early_leaves_no_process() -> None:
    before = children()
    results = chunk_files(iter([GOOD] * 500), workers=2)
    next(results)
    assert children() > before
    results.close()  # type: ignore[attr-defined]
    assert children() <= before


def test_with_threads_the_workers_are_spawned() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        results = list(chunk_files([GOOD] * 20, count, workers=1))
    finally:
        stop.set()
        thread.join()
    assert len(results) == 20 and results[0][2] == ("good.py", 1)


def test_workers_do_not_hold_the_parents_pipes() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as cat:
        results = chunk_files(iter([GOOD] * 100), workers=2)
        try:
            next(results)
            assert cat.stdin
            cat.stdin.close()
            assert cat.wait(timeout=10) == 0
        finally:
            results.close()  # type: ignore[attr-defined]


ENDLESS = """
import itertools, sys, time
from ncs.chunking.parsing import chunk_files
seen = []
def waiting():
    while not seen:  # files go on until an answer has been read: only then is the parent idle
        yield "a.py", "x = 1"
    time.sleep(60)
    yield "a.py", "x = 1"
more = waiting() if sys.argv[1] == "idle" else itertools.repeat(("hang.sh", "<" * 100000))
files = itertools.chain([("a.py", "x = 1")] * 64, more)
for _ in chunk_files(files, workers=2):
    seen.append(print("ready", flush=True))
"""


@pytest.mark.parametrize("doing", ["idle", "busy"])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_parent(end: signal.Signals, doing: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, doing], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert parent.stdout and parent.stdout.readline() == "ready\n"
    workers = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text(encoding="ascii").split()
    assert len(workers) == 2
    time.sleep(0.5)
    if end == signal.SIGINT:
        os.killpg(parent.pid, end)  # as a terminal does
    else:
        parent.send_signal(end)
    _, errors = parent.communicate(timeout=60)
    assert errors.count("Traceback") == (end == signal.SIGINT)  # the parent's own, none of a worker
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(alive(pid) for pid in workers)


def alive(pid: str) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_grammars_load_without_a_home(tmp_path: Path) -> None:
    code = "from ncs.chunking.chunker import chunk; print(chunk('a.py', 'def f(): pass', 'python')[0].symbol)"
    env = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "HOME": "/proc/none"}
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout == "f\n"


def test_first_use_by_several_processes_at_once(tmp_path: Path) -> None:
    code = "from ncs.chunking.chunker import chunk; print(chunk('a.go', 'func f() {}', 'go')[0].symbol)"
    env = {**os.environ, "SEMBLE_GRAMMARS_CACHE_DIR": str(tmp_path / "new")}
    runs = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True,
                         cwd=Path(__file__).parents[1])
        for _ in range(3)
    ]  # fmt: skip
    assert [run.communicate(timeout=60)[0] for run in runs] == ["f\n"] * 3
