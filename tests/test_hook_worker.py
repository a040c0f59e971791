"""The worker alone, with an update that only takes notes: no wake-up lost, no work done twice, nothing left locked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.hooks import is_held
from support.repos import init

from ncs.errors import SituationError
from ncs.hooks import diary, marks, notice, worker


@pytest.fixture
def folder(tmp_path) -> Path:
    init(tmp_path)
    folder = tmp_path / ".git/ncs"
    folder.mkdir()
    return folder


class Notes:
    """An update that does nothing but remember what it was asked for, and what happens meanwhile."""

    def __init__(self, *events) -> None:
        self.roots: list[str] = []
        self._events = list(events)

    def __call__(self, root: str) -> str:
        self.roots.append(root)
        if self._events:
            self._events.pop(0)()
        return "done"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_many_marks_are_one_update_of_the_last(folder, tmp_path):
    for name in "abc":
        (tmp_path / name).mkdir()
        marks.mark(str(folder), str(tmp_path / name))
    notes = Notes()
    worker.work(str(folder), str(tmp_path / "a"), notes)
    assert notes.roots == [str(tmp_path / "c")]
    assert names(folder) == {"lock", "hook.log"} and not is_held(folder / "lock")


def test_hooks_during_an_update_are_one_more(folder, tmp_path):
    root = str(tmp_path)

    def twelve_hooks():
        assert is_held(folder / "lock")
        for _ in range(12):
            worker.work(str(folder), root, others)  # finds the lock taken, and goes

    others, notes = Notes(), Notes(twelve_hooks)
    worker.work(str(folder), root, notes)
    assert others.roots == [] and notes.roots == [root, root]


def test_a_hook_between_the_last_look_and_the_release_is_not_lost(folder, tmp_path, monkeypatch):
    look, root, others, notes = marks.is_there, str(tmp_path), Notes(), Notes()

    def looked(where: str, name: str) -> bool:
        found = look(where, name)
        if not found and is_held(folder / "lock") and not late:
            late.append(True)
            worker.work(where, root, others)
        return found

    late: list[bool] = []
    monkeypatch.setattr(marks, "is_there", looked)
    worker.work(str(folder), root, notes)
    assert late and others.roots == [] and notes.roots == [root, root]
    assert not (folder / "pending").exists()


def test_a_mark_caught_while_it_is_written(folder, tmp_path):
    (folder / "pending").touch()
    notes = Notes()
    worker.work(str(folder), str(tmp_path), notes)
    assert notes.roots == [str(tmp_path)]


@pytest.mark.parametrize("name", ["rebase-merge/", "rebase-apply/", "sequencer/", "MERGE_HEAD", "BISECT_LOG"])
def test_nothing_is_done_while_git_is_in_the_middle_of_something(folder, tmp_path, name):
    path, notes = tmp_path / ".git" / name, Notes()
    path.mkdir() if name.endswith("/") else path.touch()
    worker.work(str(folder), str(tmp_path), notes, patience=0)
    assert notes.roots == [] and (folder / "pending").read_text() == f"{tmp_path}\n"
    path.rmdir() if name.endswith("/") else path.unlink()
    worker.work(str(folder), str(tmp_path), notes, patience=0)
    assert notes.roots == [str(tmp_path)] and not (folder / "pending").exists()


def test_it_waits_for_git_to_tidy_up(folder, tmp_path, monkeypatch):
    """The last hook of a merge runs before git removes MERGE_HEAD, and none comes after it."""
    (tmp_path / ".git/MERGE_HEAD").touch()
    notes = Notes()
    monkeypatch.setattr(worker.time, "sleep", lambda _: (tmp_path / ".git/MERGE_HEAD").unlink())
    worker.work(str(folder), str(tmp_path), notes)
    assert notes.roots == [str(tmp_path)]


def test_a_failure_is_told_until_an_update_succeeds(folder, tmp_path):
    def fail():
        raise SituationError("no room\nleft")

    worker.work(str(folder), str(tmp_path), Notes(fail))
    assert notice.notice(str(tmp_path)) == "the last update in the background failed: no room left"
    assert "failed after" in (folder / "hook.log").read_text() and not is_held(folder / "lock")
    worker.work(str(folder), str(tmp_path), Notes())
    assert notice.notice(str(tmp_path)) == "" and names(folder) == {"lock", "hook.log"}


def test_a_failure_older_than_the_index_is_history(folder, tmp_path):
    marks.fail(str(folder), "long ago")
    os.utime(folder / "failed", (1, 1))
    assert "long ago" in notice.notice(str(tmp_path))
    (folder / "index.ncs").touch()
    assert notice.notice(str(tmp_path)) == ""


def test_an_update_that_never_ends_is_ended(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "LIMIT", 0.01)
    worker.work(str(folder), str(tmp_path), Notes(signal.pause))
    assert "took longer" in notice.notice(str(tmp_path))


def test_a_killed_worker_leaves_no_lock_and_the_next_one_goes_on(folder, tmp_path):
    kill = (
        "import os, signal, sys\nfrom ncs.hooks import worker\n"
        "worker.work(sys.argv[1], sys.argv[2], lambda root: os.kill(os.getpid(), signal.SIGKILL))"
    )
    done = subprocess.run([sys.executable, "-c", kill, folder, tmp_path])
    assert done.returncode == -signal.SIGKILL and names(folder) == {"working", "lock"}
    assert "did not end" in notice.notice(str(tmp_path))
    notes = Notes()
    worker.work(str(folder), str(tmp_path), notes)
    assert notes.roots == [str(tmp_path)] and notice.notice(str(tmp_path)) == ""


def test_a_worker_that_never_started_is_told_after_a_while(folder, tmp_path):
    marks.mark(str(folder), str(tmp_path))
    assert notice.notice(str(tmp_path)) == "", "it may just be starting"
    an_hour = os.stat(folder / "pending").st_mtime - 3700
    os.utime(folder / "pending", (an_hour, an_hour))
    assert "a hook was called 1 hour ago, but no update has run" in notice.notice(str(tmp_path))


def test_a_work_tree_that_is_gone_is_no_failure(folder, tmp_path):
    marks.mark(str(folder), str(tmp_path / "gone"))
    notes = Notes()
    worker.work(str(folder), str(tmp_path), notes)
    assert notes.roots == [] and notice.notice(str(tmp_path)) == ""


def test_the_log_stays_small(folder):
    for number in range(2000):
        diary.note(str(folder), f"update {number} " + "x" * 100)
    text = (folder / "hook.log").read_text()
    assert 16_000 < len(text) < 80_000
    assert text.endswith("x\n") and "update 1999 " in text and "update 0 " not in text
    assert all(line[20:].startswith("update ") for line in text.splitlines())


def test_a_worker_says_who_it_is_while_it_works(folder):
    with marks.locked(str(folder)) as alone, marks.locked(str(folder)) as second:
        assert alone and not second and marks.worker_lives(str(folder))
    assert not is_held(folder / "lock") and not marks.worker_lives(str(folder))
