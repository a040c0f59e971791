"""When the machine is against us: the commit goes through, with one line at most, and the next query tells."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import Outcome, as_anybody, ncs, program
from support.hooks import QUIET, settle, updates, write_hook
from support.repos import commit, git, write

from ncs.hooks.script import script

BARE_PATH = {"PATH": "/usr/bin:/bin"}  # with git, without ncs


@pytest.fixture
def repo(own_office) -> Path:
    commit(own_office, QUIET)
    ncs("hook", "install", cwd=own_office)
    return own_office


def git_commit(root: Path, before=None, **variables: str) -> Outcome:
    """`git commit` as a person does it, with what is shown."""
    write(root, {"new.py": f"new = {len(git(root, 'log', '--format=%h').split())}\n"})
    environment = {name: value for name, value in (os.environ | variables).items() if value}
    for command in (("add", "new.py"), ("commit", "-m", "change", "--quiet")):
        done = subprocess.run(
            ["git", *command], cwd=root, env=environment, capture_output=True, text=True, preexec_fn=before
        )
    return Outcome(done.returncode, done.stdout, done.stderr)


def behind(root: Path) -> int:
    return ncs("status", "--json", cwd=root).json["index"]["behind"]


def test_an_index_folder_of_another_owner(repo):
    """As `sudo ncs index` leaves it."""
    folder = repo / ".git/ncs"
    before = (folder / "index.ncs").read_bytes()
    folder.chmod(0o555)
    try:
        assert git_commit(repo, before=as_anybody) == (0, "", "")
        told = program("query", "move money", cwd=repo, before=as_anybody)
        assert told.code == 0 and told.err.count("\n") == 1 and "can't be written to" in told.err
    finally:
        folder.chmod(0o755)
    assert (folder / "index.ncs").read_bytes() == before and {path.name for path in folder.iterdir()} == {"index.ncs"}
    assert git_commit(repo) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0 and ncs("query", "move money", cwd=repo).err == ""


def test_a_full_disk(repo):
    """On a file system of 8 KiB, mounted where only this test sees it."""
    steps = (
        "mount -t tmpfs -o size=8k none .git/ncs && git commit --quiet --allow-empty -m full && "
        "until test -e .git/ncs/working && ! kill -0 $(cat .git/ncs/lock) 2>/dev/null; do :; done; "
        f'"{sys.executable}" -m ncs query money'
    )
    if subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", repo / ".git/ncs"]).returncode:
        pytest.skip("this system lets nobody mount")
    (repo / ".git/ncs").mkdir(exist_ok=True)
    done = subprocess.run(["unshare", "-rm", "sh", "-c", steps], cwd=repo, capture_output=True, text=True, timeout=60)
    assert git(repo, "log", "-1", "--format=%s") == "full"
    assert "the last update in the background" in done.stderr.splitlines()[0], done.stderr
    assert ncs("check", cwd=repo).code == 0 and behind(repo) == 2
    assert git_commit(repo) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_no_home(repo, home):
    assert git_commit(repo, HOME=home) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0 and "failed" not in "".join(updates(repo))


def test_the_interpreter_is_gone(repo):
    """A virtual environment was removed, and ncs with it."""
    write_hook(repo, "post-commit", script("/gone/bin/python").decode())
    first, second = git_commit(repo, **BARE_PATH), git_commit(repo, **BARE_PATH)
    assert (first.code, first.out, second) == (0, "", (0, "", ""))
    assert first.err.count("\n") == 1 and first.err.startswith("ncs: the hook finds no ncs") and "/gone" in first.err
    told = ncs("query", "move money", cwd=repo)
    assert told.code == 0 and "the hook finds no ncs" in told.err.splitlines()[0] and told.err.count("\n") == 1
    assert "the hook finds no ncs" in ncs("status", cwd=repo).err
    ncs("hook", "install", cwd=repo)
    assert git_commit(repo, **BARE_PATH) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0 and ncs("query", "move money", cwd=repo).err == ""


def test_ncs_is_gone_from_the_interpreter(repo):
    write_hook(repo, "post-commit", script(shutil.which("true")).decode())
    assert git_commit(repo, **BARE_PATH) == (0, "", "")
    index, pending = repo / ".git/ncs/index.ncs", repo / ".git/ncs/pending"
    for path, hours in ((index, 3), (pending, 2.5)):
        when = path.stat().st_mtime - 3600 * hours
        os.utime(path, (when, when))
    assert "a hook was called 2 hours ago, but no update has run since" in ncs("query", "move money", cwd=repo).err
    write_hook(repo, "post-commit", script(sys.executable).decode())
    assert git_commit(repo, **BARE_PATH) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0


def test_a_failure_is_told_once_in_a_line_and_is_over_when_it_is_over(repo):
    commit(repo, {".ncs.yaml": "learn: false\nlern: true\n"})
    settle(repo)
    told = ncs("query", "move money", cwd=repo)
    assert told.code == 0 and told.err.count("\n") == 1 and "unknown key `lern`" in told.err
    commit(repo, {".ncs.yaml": "learn: false\n"})
    settle(repo)
    assert ncs("query", "move money", cwd=repo).err == "" and behind(repo) == 0


# Steps of an update at which the worker is killed: the module and function that it calls then, and how often before.
STEPS = {
    "marked": ("ncs.hooks.marks", "claim", 1),
    "begun": ("ncs.hooks.worker", "bring_to_head", 1),
    "read": ("ncs.index.placing", "replace", 1),
    "written": ("os", "fsync", 1),
    "renaming": ("os", "replace", 2),
    "renamed": ("ncs.hooks.diary", "note", 1),
    "told": ("ncs.hooks.marks", "remove", 2),
}
STRIKE = """
import importlib, os, signal, sys
module, name, call = sys.argv[1], sys.argv[2], int(sys.argv[3])
place = importlib.import_module(module)
before, calls = getattr(place, name), 0
def strike(*arguments, **named):
    global calls
    calls += 1
    if calls == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return before(*arguments, **named)
setattr(place, name, strike)
from ncs.cli import main
sys.exit(main(["hook", "work", sys.argv[4]]))
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step(repo, step):
    index = repo / ".git/ncs/index.ncs"
    before = index.read_bytes()
    git_commit(repo, NCS_SKIP="1")
    arguments = [*map(str, STEPS[step]), str(repo)]
    done = subprocess.run([sys.executable, "-c", STRIKE, *arguments], cwd=repo, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (index.read_bytes() == before) == (step not in ("renamed", "told")), "the old index, or all of the new one"
    assert ncs("check", cwd=repo).code == 0 and ncs("query", "move money", cwd=repo).code == 0
    assert git_commit(repo) == (0, "", "")
    settle(repo)
    assert behind(repo) == 0 and {path.name for path in index.parent.iterdir()} == {"index.ncs", "hook.log", "lock"}
