"""Installing hooks beside those of others, and taking them back to the byte."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support.cli import fails, ncs
from support.hooks import snapshot, write_hook
from support.repos import commit, git, init

from ncs.hooks.script import EVENTS, is_ours, is_unchanged, script
from ncs.source import githooks

ROOT = Path(__file__).parent.parent
SAYS = '#!/bin/sh\nprintf "%s\\n" "$0 $*" >>"$(git rev-parse --git-common-dir)/said"\ncat >>.git/said\n'


@pytest.fixture
def repo(make_repo, monkeypatch) -> Path:
    """Hooks are called here, but start no worker; git is one that runs none from its configuration."""
    monkeypatch.setattr(githooks, "runs_config_hooks", lambda found: False)
    monkeypatch.setenv("NCS_SKIP", "1")
    return make_repo({"a.py": "a = 1\n"})


def said(root: Path) -> str:
    path = root / ".git/said"
    return path.read_text() if path.exists() else ""


def test_the_shipped_scripts_are_the_one_that_is_installed():
    for event in EVENTS:
        path = ROOT / "hooks" / event
        assert path.read_bytes() == script() and os.access(path, os.X_OK)
    assert is_ours(script(sys.executable)) and is_unchanged(script(sys.executable))
    assert script("/a b/it's") != script() and is_unchanged(script("/a b/it's"))
    assert not is_unchanged(script() + b"#") and not is_ours(b"#!/bin/sh\n")


def test_install_twice_is_as_once_and_uninstall_leaves_nothing(repo):
    before = snapshot(repo / ".git")
    assert ncs("hook", "install", cwd=repo).out.count("installed") == 4
    once = snapshot(repo / ".git")
    assert {name for name in once if name not in before} == {f"hooks/{event}" for event in EVENTS}
    assert ncs("hook", "install", cwd=repo).out.count("is there") == 4
    assert snapshot(repo / ".git") == once
    assert ncs("hook", "uninstall", cwd=repo).out.count("taken back") == 4
    assert snapshot(repo / ".git") == before
    assert ncs("hook", "uninstall", cwd=repo).out == "there was nothing to take back\n"


def test_a_repository_without_a_hooks_folder(tmp_path):
    root = init(tmp_path / "bare of hooks", "--template=")
    before = snapshot(root / ".git")
    ncs("hook", "install", cwd=root)
    assert (root / ".git/hooks/post-commit").exists()
    ncs("hook", "uninstall", cwd=root)
    assert snapshot(root / ".git") == before


@pytest.mark.parametrize("mode", [0o755, 0o700, 0o644])
def test_a_foreign_hook_goes_on_and_comes_back(repo, mode):
    write_hook(repo, "post-commit", SAYS, mode)
    write_hook(repo, "post-rewrite", SAYS, mode)
    before = snapshot(repo / ".git/hooks")
    git(repo, "commit", "--quiet", "--amend", "--allow-empty", "-m", "one")
    without, runs = said(repo), mode != 0o644
    (repo / ".git/said").unlink(missing_ok=True)
    ncs("hook", "install", cwd=repo)
    ncs("hook", "install", cwd=repo)
    git(repo, "commit", "--quiet", "--amend", "--allow-empty", "-m", "two")
    assert bool(said(repo)) == runs and said(repo).count("\n") == without.count("\n")
    if runs:
        assert "post-commit.before-ncs \n" in said(repo) and "post-rewrite.before-ncs amend\n" in said(repo)
        assert git(repo, "rev-parse", "HEAD") in said(repo), "what git writes to the hook has come through"
    ncs("hook", "uninstall", cwd=repo)
    assert snapshot(repo / ".git/hooks") == before


def test_a_hook_in_another_language_and_a_link(repo):
    text = "#!/usr/bin/env python3\nopen('.git/said', 'a').write('python')\n"
    tool = write_hook(repo, "mine", text, folder="tools")
    (repo / ".git/hooks/post-commit").symlink_to("../../tools/mine")
    before = snapshot(repo / ".git/hooks")
    ncs("hook", "install", cwd=repo)
    commit(repo, {"a.py": "a = 2\n"})
    assert said(repo) == "python" and tool.read_text() == text
    ncs("hook", "uninstall", cwd=repo)
    assert snapshot(repo / ".git/hooks") == before


def test_the_exit_status_is_the_foreign_hooks(repo):
    write_hook(repo, "post-checkout", "#!/bin/sh\nexit 3\n")
    ncs("hook", "install", cwd=repo)
    with pytest.raises(AssertionError):
        git(repo, "switch", "--quiet", "-c", "other")
    ncs("hook", "uninstall", cwd=repo)
    (repo / ".git/hooks/post-checkout").unlink()
    ncs("hook", "install", cwd=repo)
    git(repo, "switch", "--quiet", "-c", "third")


def test_what_others_changed_since_is_left_alone(repo):
    ncs("hook", "install", cwd=repo)
    path = repo / ".git/hooks/post-commit"
    path.write_bytes(path.read_bytes() + b"echo another tool\n")
    for action in ("uninstall", "install"):
        assert "post-commit: left alone" in ncs("hook", action, cwd=repo).out
        assert path.read_bytes().endswith(b"echo another tool\n")


def test_an_older_hook_of_ncs_is_renewed(repo):
    path = write_hook(repo, "post-commit", "")
    path.write_bytes(script("/an/interpreter/that/is/gone"))
    assert "post-commit: installed" in ncs("hook", "install", cwd=repo).out
    assert path.read_bytes() == script(sys.executable)
    assert not (repo / ".git/hooks/post-commit.before-ncs").exists()


def test_a_folder_of_hooks_that_somebody_set_is_not_touched(repo):
    folder = write_hook(repo, "post-commit", "#!/bin/sh\n", folder=".husky/_").parent
    git(repo, "config", "core.hooksPath", ".husky/_")
    before = snapshot(repo)
    done = ncs("hook", "install", cwd=repo)
    assert "core.hooksPath is .husky/_" in done.out and 'ncs hook run post-commit "$@"' in done.out
    assert snapshot(repo) == before and folder.exists()


def test_a_folder_set_to_the_usual_one_is_the_usual_one(repo):
    git(repo, "config", "core.hooksPath", ".git/hooks")
    assert ncs("hook", "install", cwd=repo).out.count("installed") == 4


def test_lefthooks_hooks_are_not_touched(repo):
    path = write_hook(
        repo, "post-commit", '#!/bin/sh\ncall_lefthook() { lefthook "$@"; }\ncall_lefthook run post-commit\n'
    )
    before = path.read_bytes()
    done = ncs("hook", "install", cwd=repo)
    assert path.read_bytes() == before and 'ncs hook run post-commit "$@"' in done.out and "lefthook.yml" in done.out
    assert done.out.count(": installed") == 3


def test_a_linked_worktree_shares_the_hooks(repo, tmp_path):
    git(repo, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert ncs("hook", "install", cwd=tmp_path / "linked").out.count("installed") == 4
    assert (repo / ".git/hooks/post-commit").read_bytes() == script(sys.executable)


def test_outside_a_repository(tmp_path):
    for action in ("install", "uninstall"):
        fails(ncs("hook", action, cwd=tmp_path), 4, "not in a git repository")
