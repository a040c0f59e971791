"""Hooks in git's own configuration, which git runs from 2.54 on, where the hooks folder is somebody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import ncs
from support.hooks import QUIET, settle, snapshot, write_hook
from support.repos import commit, git
from support.samples import FILES

from ncs.hooks.script import EVENTS
from ncs.source import githooks
from ncs.source.location import locate


@pytest.fixture
def repo(make_repo) -> Path:
    """With a folder of hooks that husky keeps."""
    root = make_repo({**FILES, **QUIET, ".husky/_/post-commit": "#!/bin/sh\necho husky >>.git/said\n"})
    (root / ".husky/_/post-commit").chmod(0o755)
    git(root, "config", "core.hooksPath", ".husky/_")
    return root


def test_it_is_written_there_and_taken_out_again(repo, monkeypatch):
    monkeypatch.setattr(githooks, "runs_config_hooks", lambda found: True)
    before = snapshot(repo)
    done = ncs("hook", "install", cwd=repo)
    assert done.out.count("installed in git's configuration, since core.hooksPath is .husky/_") == 4
    for event in EVENTS:
        assert git(repo, "config", f"hook.ncs-{event}.event") == event
        assert git(repo, "config", f"hook.ncs-{event}.command") == f"{repo}/.git/ncs/hooks/{event}"
    once = snapshot(repo)
    ncs("hook", "install", cwd=repo)
    assert snapshot(repo) == once
    assert ncs("hook", "uninstall", cwd=repo).code == 0
    assert snapshot(repo) == before


def test_beside_lefthook(make_repo, monkeypatch):
    monkeypatch.setattr(githooks, "runs_config_hooks", lambda found: True)
    root = make_repo(FILES)
    write_hook(root, "post-commit", "#!/bin/sh\nlefthook run post-commit\n")
    before = snapshot(root)
    assert ncs("hook", "install", cwd=root).out.count("since lefthook writes these hooks") == 1
    ncs("hook", "uninstall", cwd=root)
    assert snapshot(root) == before


def test_a_version_is_understood(repo, monkeypatch):
    found = locate(repo)
    for version, runs in (
        ("2.39.5", False),
        ("2.53.9", False),
        ("2.54.0", True),
        ("2.54.0.rc1", True),
        ("3.0.0", True),
    ):
        monkeypatch.setattr(githooks, "_git", lambda *_, version=version: f"git version {version} (Apple Git-1)")
        assert githooks.runs_config_hooks(found) == runs
    monkeypatch.setattr(githooks, "_git", lambda *_: "git of my own")
    assert not githooks.runs_config_hooks(found)


def test_git_runs_it(repo):
    if tuple(map(int, re.findall(r"\d+", git(repo, "version"))[:2])) < (2, 54):
        pytest.skip("this git runs no hooks from its configuration")
    ncs("hook", "install", cwd=repo)
    commit(repo, {"a.py": "a = 1\n"})
    settle(repo)
    assert ncs("status", "--json", cwd=repo).json["index"]["behind"] == 0
    assert (repo / ".git/said").read_text() == "husky\n"
