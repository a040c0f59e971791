"""`ncs index` interrupted or killed at any moment: the old index or none, no process and no rubbish left."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import trees
from support.cli import ncs, without_learning
from support.repos import commit, init

from ncs.index import placing

# Moments of a build: the module and the function in which the signal strikes, and at which call.
MOMENTS = {
    "listing": ("ncs.building", "gather", 1),
    "parsing": ("ncs.index.corpus", "File", 40),
    "embedding": ("ncs.building", "assemble", 1),
    "encoding": ("ncs.index.format", "encode", 1),
    "opening": ("ncs.index.placing", "_clear_remains", 1),
    "writing": ("os", "fsync", 1),
    "renaming": ("os", "replace", 1),
}
STRIKE = """
import importlib, os, signal, sys, time
module, name, call, number = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
place = importlib.import_module(module)
before, calls = getattr(place, name), 0
def strike(*arguments, **named):
    global calls
    calls += 1
    if calls == call:
        print("struck", flush=True)
        os.kill(os.getpid(), signal.SIGKILL) if number == signal.SIGKILL else os.killpg(0, number)
        time.sleep(0.05)
    return before(*arguments, **named)
setattr(place, name, strike)
from ncs.cli import main
sys.exit(main(sys.argv[5:]))
"""


@pytest.fixture
def repo(own_office: Path) -> Path:
    """With so many files that workers are started."""
    commit(own_office, {f"many/file{i}.py": f"def f{i}(a):\n    return g{i}(a) + {i}\n" * 20 for i in range(50)})
    return own_office


def held(repo: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (repo / ".git/ncs").iterdir()}


def session_of(process: int) -> set[str]:
    """Living processes that one started, wherever their parents are."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX" and int(fields[3]) == process:
            found.add(stat.parent.name)
    return found


def no_process_left(process: int) -> None:
    deadline = time.monotonic() + 20
    while (left := session_of(process)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left


def struck(repo: Path, moment: tuple[str, str, int], number: signal.Signals, *options: str) -> tuple[int, str]:
    arguments = [*map(str, moment), str(int(number)), *without_learning(("index", *options))]
    command = [sys.executable, "-c", STRIKE, *arguments]
    with subprocess.Popen(
        command, cwd=repo, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        out, err = process.communicate(timeout=60)
    assert out == "struck\n"
    no_process_left(process.pid)
    return process.returncode, err


@pytest.mark.parametrize("old", [True, False], ids=["old index", "no index"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupt(repo, moment, old):
    if not old:
        (repo / ".git/ncs/index.ncs").unlink()
    before = held(repo)
    assert struck(repo, MOMENTS[moment], signal.SIGINT) == (130, "ncs: interrupted\n")
    assert held(repo) == before


@pytest.mark.parametrize("old", [True, False], ids=["old index", "no index"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill(repo, moment, old):
    if not old:
        (repo / ".git/ncs/index.ncs").unlink()
    before = held(repo)
    assert struck(repo, MOMENTS[moment], signal.SIGKILL) == (-signal.SIGKILL, "")
    after = held(repo)
    left = set(after) - set(before)
    assert {name: after[name] for name in before} == before
    assert bool(left) == (moment in ("writing", "renaming")) and all(name.endswith(".new") for name in left)
    assert ncs("query", "move money", cwd=repo).code == (0 if old else 3)
    assert ncs("index", cwd=repo).code == 0
    assert set(held(repo)) == {"index.ncs"}, "the next run clears away what the killed one left"
    assert ncs("check", cwd=repo).code == 0


def test_an_interrupt_while_learning(repo):
    pytest.importorskip("torch")
    before = held(repo)
    moment = ("ncs.train.trainer", "learn", 1)
    fresh = ("--num-epochs", "1", "--latent-dim", "32")  # from nothing: too little is said here to bend the base by
    assert struck(repo, moment, signal.SIGINT, *fresh) == (130, "ncs: interrupted\n")
    assert held(repo) == before


LEARNING = {
    "bending": ("ncs.train.bending", "contrast", 3),
    "asking held-out questions": ("ncs.train.factor", "between", 2),
    "telling": ("ncs.train.telling", "tell", 1),
}


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that says enough of itself to be learned, with an index."""
    root = init(tmp_path_factory.mktemp("learned") / "repo")
    files = {f"lib/{path.name}": path.read_text() for path in sorted(trees.package("asyncio").glob("*.py"))}
    commit(root, files, "Bring the package in as it stands")
    assert ncs("index", cwd=root).code == 0
    return root


@pytest.mark.parametrize("moment", LEARNING)
def test_a_kill_while_learning_leaves_the_old_index_whole(learned, moment):
    pytest.importorskip("torch")
    before = held(learned)
    assert struck(learned, LEARNING[moment], signal.SIGKILL, "--num-epochs", "1") == (-signal.SIGKILL, "")
    assert held(learned) == before
    assert ncs("check", cwd=learned).code == 0 and ncs("query", "cancel a task", cwd=learned).code == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("delay", [0.35, 0.6])
def test_at_any_time(repo, number, delay):
    """From outside, as a terminal does it: whenever it strikes, the index is the old one or a whole new one."""
    before = held(repo)["index.ncs"]
    command = [sys.executable, "-m", "ncs", *without_learning(("index",))]
    with subprocess.Popen(
        command, cwd=repo, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, number)
        process.communicate(timeout=60)
    no_process_left(process.pid)
    assert process.returncode in (0, 130, -number)
    assert held(repo)["index.ncs"] == before or process.returncode == 0 or ncs("check", cwd=repo).code == 0


def test_only_the_remains_of_dead_writers_are_removed(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    precious = tmp_path / "precious"
    precious.write_text("mine")
    keep = [f".x.ncs.{os.getppid()}.new", ".x.ncs.new", ".x.ncs.12x.new", ".y.ncs.1.new", "x.ncs.1.new", ".xzncs.1.new"]
    for name in keep:
        (tmp_path / name).write_text("keep")
    (tmp_path / f".x.ncs.{dead.pid}.new").write_text("remains")
    (tmp_path / f".x.ncs.{os.getpid()}.new").symlink_to(precious)
    placing.replace(tmp_path / "x.ncs", b"new")
    assert (tmp_path / "x.ncs").read_bytes() == b"new" and precious.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"precious", "x.ncs", *keep}


def test_a_writer_that_cannot_be_seen_keeps_its_file(tmp_path):
    """In another container its process id means nothing here; its lock does."""
    dead = subprocess.Popen(["true"])
    dead.wait()
    other = tmp_path / f".x.ncs.{dead.pid}.new"
    with open(other, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        placing.replace(tmp_path / "x.ncs", b"new")
        assert other.exists()
    placing.replace(tmp_path / "x.ncs", b"newer")
    assert not other.exists()
