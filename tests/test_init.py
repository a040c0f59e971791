"""`ncs init`: says what it does, does it once, overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import fails, ncs
from support.hooks import QUIET, settle, snapshot
from support.repos import commit, git, init
from support.samples import FILES

from ncs import config


@pytest.fixture
def repo(make_repo) -> Path:
    return make_repo(FILES)


def test_settings_hooks_and_index(repo):
    done = ncs("init", "--no-learn", cwd=repo)
    assert done.code == 0
    assert [line.split(":")[0] for line in done.out.splitlines()] == [
        ".ncs.yaml", "post-commit", "post-merge", "post-checkout", "post-rewrite", "index"
    ]  # fmt: skip
    assert config.load(repo) == config.Config()
    assert ncs("query", "move money", cwd=repo).code == 0
    commit(repo, {".ncs.yaml": "learn: false\n", "a.py": "a = 1\n"})
    settle(repo)
    assert ncs("status", "--json", cwd=repo).json["index"]["behind"] == 0


def test_again_changes_nothing(repo):
    ncs("init", "--no-learn", cwd=repo)
    before = snapshot(repo)
    again = ncs("init", "--no-learn", cwd=repo)
    assert again.code == 0 and all("is there" in line for line in again.out.splitlines())
    assert snapshot(repo) == before


def test_what_is_there_stays(repo):
    commit(repo, {**QUIET})
    hook = repo / ".git/hooks/post-commit"
    assert ncs("init", "--no-hooks", cwd=repo).code == 0
    assert (repo / ".ncs.yaml").read_text() == QUIET[".ncs.yaml"] and not hook.exists()


def test_from_a_folder_inside(repo):
    assert ncs("init", "--no-learn", "--no-hooks", cwd=repo / "office").code == 0
    assert (repo / ".ncs.yaml").exists() and (repo / ".git/ncs/index.ncs").exists()


def test_every_setting_is_written_with_its_default_and_what_it_is_for():
    text = config.documented()
    for key, told in config.descriptions().items():
        assert f"\n{key}: " in text and f"# {told}\n" in text
    assert text == (Path(__file__).parent.parent / ".ncs.yaml").read_text()


def test_where_it_cannot_be(tmp_path, repo):
    fails(ncs("init", cwd=tmp_path), 4, "not in a git repository")
    commit(repo, {".ncs.yaml": "lern: true\n"})
    before = snapshot(repo)
    assert ncs("init", cwd=repo).code == 2
    assert snapshot(repo) == before


def test_a_repository_without_a_commit(tmp_path):
    root = init(tmp_path / "unborn")
    assert "no commit yet" in ncs("init", cwd=root).out
    assert git(root, "status", "--porcelain") == "?? .ncs.yaml"
    commit(root, {**FILES, **QUIET})
    settle(root)
    assert ncs("status", "--json", cwd=root).json["index"]["behind"] == 0
