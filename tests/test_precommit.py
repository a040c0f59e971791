"""With pre-commit: as one of its hooks, and beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import ncs
from support.hooks import QUIET, settle, snapshot, updates
from support.repos import commit, git, init, write
from support.samples import FILES

pytest.importorskip("pre_commit")

ROOT = Path(__file__).parent.parent
TYPES = ("post-commit", "post-merge", "post-checkout", "post-rewrite")
NOTHING = "repos: []\n"


@pytest.fixture
def repo(make_repo, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return make_repo({**FILES, **QUIET, ".pre-commit-config.yaml": NOTHING})


def pre_commit(root: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "pre_commit", *arguments], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install_types(root: Path) -> None:
    pre_commit(root, "install", *(word for event in TYPES for word in ("-t", event)))


def at_head(root: Path) -> bool:
    settle(root)
    return ncs("status", "--json", cwd=root).json["index"]["behind"] == 0


@pytest.fixture
def adopted(repo, tmp_path) -> Path:
    """A team that has this project in its .pre-commit-config.yaml."""
    provider = init(tmp_path / "provider")
    shutil.copytree(ROOT / "hooks", provider / "hooks")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", provider)
    revision = commit(provider)
    used = f"repos:\n- repo: {provider}\n  rev: {revision}\n  hooks:\n  - id: ncs-sync\n"
    commit(repo, {".pre-commit-config.yaml": used})
    install_types(repo)
    return repo


def test_as_one_of_its_hooks(adopted):
    write(adopted, {"README.md": "# not committed\n"})  # pre-commit takes it away while hooks run
    git(adopted, "commit", "--quiet", "--allow-empty", "-m", "x")
    assert at_head(adopted)
    assert "not committed" not in ncs("query", "not committed", "--json", "--no-explain", cwd=adopted).json["results"]
    assert (adopted / "README.md").read_text() == "# not committed\n"
    git(adopted, "checkout", "--quiet", "--", "README.md")
    git(adopted, "switch", "--quiet", "-c", "side", "HEAD~1")
    assert at_head(adopted)
    commit(adopted, {"a.py": "a = 1\n"})
    git(adopted, "rebase", "--quiet", "main")
    assert at_head(adopted)
    git(adopted, "switch", "--quiet", "main")
    git(adopted, "merge", "--quiet", "side")
    assert at_head(adopted)


@pytest.mark.parametrize("first", ["ncs", "pre-commit"])
def test_beside_it_whoever_came_first(repo, first):
    def ours():
        assert ncs("hook", "install", cwd=repo).code == 0

    before = snapshot(repo / ".git/hooks")
    steps = [ours, lambda: install_types(repo)]
    for step in steps if first == "ncs" else steps[::-1]:
        step()
    install_types(repo)  # again, as people do
    ours()
    commit(repo, {"a.py": "a = 1\n"})
    assert at_head(repo) and len(updates(repo)) == 1
    ncs("hook", "uninstall", cwd=repo)
    pre_commit(repo, "uninstall", *(word for event in TYPES for word in ("-t", event)))
    assert snapshot(repo / ".git/hooks") == before


def test_its_hooks_come_back_to_the_byte(repo):
    install_types(repo)
    before = snapshot(repo / ".git/hooks")
    ncs("hook", "install", cwd=repo)
    assert snapshot(repo / ".git/hooks") != before
    ncs("hook", "uninstall", cwd=repo)
    assert snapshot(repo / ".git/hooks") == before
