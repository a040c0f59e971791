from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from support.processes import children
from support.repos import commit, git, write

from ncs.source import freshness
from ncs.source.freshness import Freshness, start
from ncs.source.location import locate

FILES = {"a/x.py": "1\n", "b/y.py": "1\n"}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine must not decide these tests."""
    monkeypatch.setattr(freshness, "LIMIT", 20.0)


@pytest.fixture
def root(make_repo) -> Path:
    return make_repo(FILES)


def ask(commit_id: str, path: Path) -> Freshness:
    return start(commit_id, locate(path)).result()


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD")


def test_an_index_of_head_is_current(root):
    assert ask(head(root), root) == (head(root), 0, 0, "current")


def test_edited_files_are_named_new_ones_too_unless_ignored(root):
    write(root, {"a/x.py": "2\n", "new/caf\udce9.py": "1\n", "a/trash.o": "1\n", ".gitignore": "*.o\n"})
    (root / "b/y.py").rename(root / "b/new\nname.py")
    git(root, "add", "b")
    check = start(head(root), locate(root))
    assert set(check.edited()) == {"a/x.py", "b/y.py", "b/new\nname.py", "new/caf\udce9.py", ".gitignore"}
    assert check.result() == (head(root), 0, 5, "edited")
    assert start(head(root), locate(root / "b")).edited() == ("new\nname.py", "y.py")


def test_commits_since_are_counted(root):
    first = head(root)
    commit(root, {"a/x.py": "2\n"})
    commit(root, {"a/x.py": "3\n"})
    assert ask(first, root) == (first, 2, 0, "behind")


def test_a_rewritten_history_is_called_diverged(root):
    commit(root, {"a/x.py": "2\n"})
    indexed = head(root)
    git(root, "commit", "--quiet", "--amend", "--message=other")
    assert ask(indexed, root) == (indexed, 1, 0, "diverged")


def test_a_folder_counts_only_what_touches_it(root):
    first = head(root)
    commit(root, {"b/y.py": "2\n"})
    write(root, {"b/y.py": "3\n"})
    assert ask(first, root / "a") == (first, 0, 0, "current")
    assert ask(first, root / "b") == (first, 1, 1, "behind")


def test_a_commit_that_is_not_here_is_unknown(root):
    assert ask("f" * 40, root) == ("f" * 40, None, 0, "unknown")


def test_a_bare_repository_has_no_edits(root, tmp_path):
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "bare.git")
    answer = ask(head(root), tmp_path / "bare.git")
    assert answer == (head(root), 0, 0, "current")


def test_outside_git_nothing_is_known(tmp_path):
    assert start("", None).result() == ("", None, None, "unknown")


def test_without_git_head_alone_is_known(root, monkeypatch):
    indexed = head(root)
    monkeypatch.setenv("PATH", str(root))
    assert ask(indexed, root) == (indexed, 0, None, "unknown")
    assert ask("f" * 40, root) == ("f" * 40, None, None, "unknown")


def test_a_hooks_environment_does_not_lead_to_another_repository(root, make_repo, monkeypatch):
    other = make_repo({"z": "1"}, name="other", message="other")
    indexed = head(root)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert ask(indexed, root) == (indexed, 0, 0, "current")


def test_a_slow_git_is_given_up_and_not_left_behind(root, tmp_path, monkeypatch):
    indexed = head(root)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(freshness, "LIMIT", 0.05)
    began = time.monotonic()
    assert ask(indexed, root) == (indexed, 0, None, "unknown")
    assert time.monotonic() - began < 5
    assert children() == []


def test_asking_takes_no_lock(root):
    write(root, {"a/x.py": "1\n"})  # the same content with a new time: git would refresh its index
    before = (root / ".git/index").stat().st_mtime_ns
    assert ask(head(root), root).state == "current"
    assert (root / ".git/index").stat().st_mtime_ns == before
