"""Real git with real hooks: whatever is done, the index ends at HEAD, and git is never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import ncs
from support.hooks import QUIET, settle, updates, write_hook
from support.repos import commit, git, write
from support.samples import FILES

from ncs.hooks.script import script


@pytest.fixture
def repo(make_repo) -> Path:
    root = make_repo({**FILES, **QUIET})
    ncs("hook", "install", cwd=root)
    return root


def indexed(root: Path) -> str:
    """The commit that the index is of, once the worker is done."""
    settle(root)
    return ncs("status", "--json", cwd=root).json["index"]["commit"]


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD")


def test_a_commit_and_what_it_brought_is_found(repo):
    commit(repo, {"office/stamp.py": "def affix_postage_stamp(letter):\n    return letter + ' *'\n"})
    assert indexed(repo) == head(repo)
    found = ncs("query", "affix_postage_stamp", "--json", cwd=repo).json
    assert found["results"][0]["filepath"] == "office/stamp.py"
    assert {path.name for path in (repo / ".git/ncs").iterdir()} == {"index.ncs", "hook.log", "lock"}


def test_git_goes_on_while_the_worker_works(repo, tmp_path):
    """A worker that inherits git's output would hold whoever reads it."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    text = f'#!/bin/sh\ncat "{gate}" >/dev/null\necho "$*" >"{tmp_path}/called"\n'
    slow = write_hook(repo, "python", text, folder=".git")
    (repo / ".git/hooks/post-commit").write_bytes(script(str(slow)))
    done = subprocess.run(["git", "commit", "--allow-empty", "-m", "x"], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "" and not (tmp_path / "called").exists()
    with open(gate, "w"):
        pass
    while not (tmp_path / "called").exists():
        pass
    while not (called := (tmp_path / "called").read_text()):
        pass
    assert called == f"-m ncs hook work {repo}\n"


def test_twenty_commits_at_once(repo):
    for number in range(20):
        commit(repo, {f"many/f{number}.py": f"def f{number}(): return {number}\n"})
    assert indexed(repo) == head(repo)
    assert 1 <= len(updates(repo)) < 20


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_is_one_update(repo, backend):
    commit(repo, {"a.py": "a = 1\n"})
    for number in range(10):
        commit(repo, {f"b{number}.py": f"b = {number}\n"})
    git(repo, "switch", "--quiet", "-c", "side", "HEAD~10")
    commit(repo, {"side.py": "side = 1\n"})
    settle(repo)
    before = len(updates(repo))
    git(repo, "rebase", "--quiet", backend, "side", "main")
    assert indexed(repo) == head(repo) == git(repo, "rev-parse", "main")
    assert 1 <= len(updates(repo)) - before <= 3


def test_every_move_that_calls_a_hook(repo):
    base = head(repo)
    git(repo, "switch", "--quiet", "-c", "side")
    commit(repo, {"side.py": "side = 1\n"})
    git(repo, "switch", "--quiet", "main")
    assert indexed(repo) == head(repo) == base
    commit(repo, {"main.py": "main = 1\n"})
    for move in (
        ("merge", "--no-ff", "-m", "merged", "side"),
        ("commit", "--amend", "-m", "amended"),
        ("switch", "--detach", base),
        ("cherry-pick", "side"),
        ("revert", "--no-edit", "HEAD"),
        ("checkout", "main"),
    ):
        git(repo, *move[:1], *(["--quiet"] if move[0] in ("switch", "checkout", "merge") else []), *move[1:])
        assert indexed(repo) == head(repo), move


def test_files_checked_out_are_no_move(repo):
    commit(repo, {"a.py": "a = 1\n"})
    settle(repo)
    before = updates(repo)
    write(repo, {"a.py": "a = 2\n"})
    git(repo, "checkout", "--", "a.py")
    assert not (repo / ".git/ncs/pending").exists() and updates(repo) == before


def test_two_worktrees_at_once(repo, tmp_path):
    other = tmp_path / "other"
    git(repo, "worktree", "add", "--quiet", str(other))
    for number in range(5):
        commit(repo, {f"here{number}.py": f"here = {number}\n"})
        commit(other, {f"there{number}.py": f"there = {number}\n"})
    assert indexed(repo) in (head(repo), head(other))
    commit(other, {"last.py": "last = 1\n"})
    assert indexed(repo) == head(other)
    assert not (other / ".git/ncs").exists() and len(list((repo / ".git/ncs").glob("*.ncs"))) == 1


def test_variables_that_leak(repo, make_repo, tmp_path):
    """As from the hook of another repository, with git told where to work by variables."""
    elsewhere = make_repo({"elsewhere.py": "x = 1\n"}, name="elsewhere")
    write(repo, {"a.py": "a = 1\n"})
    leaks = {"GIT_DIR": f"{repo}/.git", "GIT_WORK_TREE": str(repo), "GIT_INDEX_FILE": f"{repo}/.git/index"}
    leaks["GIT_PREFIX"] = leaks["GIT_EXTERNAL_DIFF"] = leaks["GIT_PAGER"] = "false"
    for command in (("add", "a.py"), ("commit", "--quiet", "-m", "leaky")):
        subprocess.run(["git", *command], cwd=elsewhere, env=os.environ | leaks, check=True)
    assert indexed(repo) == head(repo)
    assert "a.py" in ncs("query", "a", "--json", "-k", "20", cwd=repo).out
    assert not (elsewhere / ".git/ncs").exists()


@pytest.mark.parametrize("called", ["run", "hand"])
def test_other_ways_to_call_it(make_repo, called):
    """A line in somebody's own hook, and a script of this project copied by hand, with ncs on PATH."""
    root = make_repo({**FILES, **QUIET})
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    line = '#!/bin/sh\nncs hook run post-commit "$@"\n'
    hook = write_hook(root, "post-commit", line)
    if called == "hand":
        hook.write_bytes((Path(__file__).parent.parent / "hooks/post-commit").read_bytes())
    done = subprocess.run(
        ["git", "commit", "--quiet", "--allow-empty", "-m", "x"], cwd=root, env=os.environ | {"PATH": path},
        capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (root / ".git/ncs/pending").exists() or updates(root)
    assert indexed(root) == head(root)


@pytest.mark.parametrize("variable", ["CI", "NCS_SKIP"])
def test_where_it_is_not_wanted(repo, variable, monkeypatch):
    monkeypatch.setenv(variable, "1")
    commit(repo, {"a.py": "a = 1\n"})
    assert ncs("hook", "run", "post-commit", cwd=repo).code == 0
    assert not (repo / ".git/ncs").exists()


def test_an_index_of_a_folder_is_kept_up_too(make_repo):
    root = make_repo({**FILES, **QUIET})
    ncs("index", "office", cwd=root)
    ncs("hook", "install", cwd=root)
    commit(root, {"office/stamp.py": "def affix_postage_stamp(letter):\n    return letter\n"})
    settle(root)
    assert [path.name for path in (root / ".git/ncs").glob("*.ncs")] == ["office.ncs"]
    found = ncs("query", "affix_postage_stamp", "--json", cwd=root / "office").json
    assert found["results"][0]["filepath"] == "stamp.py" and found["index"]["behind"] == 0


@pytest.mark.parametrize("kind", ["sha256", "submodule", "shallow", "detached"])
def test_other_kinds_of_repositories(make_repo, tmp_path, kind):
    root = make_repo({**FILES, **QUIET}, options=("--object-format=sha256",) if kind == "sha256" else ())
    if kind == "submodule":
        above = make_repo({"a.py": "a = 1\n"}, name="above")
        git(above, "submodule", "--quiet", "add", str(root), "below")
        root = above / "below"
    elif kind == "shallow":
        commit(root, {"b.py": "b = 1\n"})
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", "shallow")
        root = tmp_path / "shallow"
    elif kind == "detached":
        git(root, "checkout", "--quiet", "--detach")
    ncs("hook", "install", cwd=root)
    commit(root, {"a.py": "a = 1\n"})
    folder = Path(git(root, "rev-parse", "--absolute-git-dir"))
    settle(folder)
    assert ncs("status", "--json", cwd=root).json["index"]["commit"] == head(root)
    assert not ncs("query", "move money", cwd=root).err
