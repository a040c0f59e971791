from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.repos import commit, git, init

from ncs.errors import IndexFileError, SituationError
from ncs.source.location import (
    _percent,
    find_index,
    git_environment,
    index_path,
    locate,
    read_head,
    to_system,
    to_text,
)
from ncs.source.repo import Repository


@pytest.fixture
def places(make_repo, tmp_path) -> dict[str, Path]:
    """One folder of every kind of repository."""
    inner = make_repo({"lib/i.py": "1"}, name="inner")
    root = make_repo({"a/b/c.py": "1"})
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    commit(root)
    git(root, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "bare.git")
    git(
        tmp_path,
        "init",
        "--quiet",
        "--separate-git-dir",
        str(tmp_path / "elsewhere"),
        str(tmp_path / "separate"),
    )
    (tmp_path / "alias").symlink_to(root / "a")
    return {
        "top": root,
        "folder": root / "a" / "b",
        "submodule": root / "sub" / "lib",
        "linked": tmp_path / "linked" / "a",
        "bare": tmp_path / "bare.git",
        "separate": tmp_path / "separate",
        "symlink": tmp_path / "alias" / "b",
        "git folder": root / ".git" / "refs",
    }


def test_it_finds_what_git_and_gitpython_find(places):
    for kind, place in places.items():
        found = locate(place)
        assert found is not None, kind
        common = git(place, "rev-parse", "--path-format=absolute", "--git-common-dir")
        assert found.common_dir == common, kind
        assert found.git_dir == git(place, "rev-parse", "--absolute-git-dir"), kind
        repo = Repository.find(place)
        assert repo is not None, kind
        with repo:
            seen = (repo.root, repo.git_dir, repo.common_dir, repo.prefix, repo.bare)
        assert tuple(found) == seen, kind
        if not found.bare and kind != "git folder":
            assert found.root == git(place, "rev-parse", "--show-toplevel"), kind
            assert found.prefix == git(place, "rev-parse", "--show-prefix").rstrip("/"), kind


def test_head_is_what_git_says(places):
    for kind, place in places.items():
        head = read_head(locate(place).git_dir)
        assert head == (None if kind == "separate" else git(place, "rev-parse", "HEAD")), kind


def test_head_in_every_place_git_keeps_it(make_repo):
    root = make_repo({"a": "1"})
    first = git(root, "rev-parse", "HEAD")
    second = commit(root, {"a": "2"})
    git(root, "tag", "-a", "-m", "annotated", "v1")
    git(root, "pack-refs", "--all")
    assert not (root / ".git/refs/heads/main").exists()
    assert read_head(str(root / ".git")) == second
    git(root, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git(root, "symbolic-ref", "HEAD", "refs/heads/alias")
    assert read_head(str(root / ".git")) == second
    git(root, "checkout", "--quiet", "--detach", first)
    assert read_head(str(root / ".git")) == first


def test_head_of_a_repository_whose_refs_are_in_a_table_is_unknown(make_repo):
    root = make_repo({"a": "1"})
    (root / ".git/HEAD").write_text("ref: refs/heads/.invalid\n")  # what git writes there for reftable
    assert read_head(str(root / ".git")) is None


def test_head_that_points_at_itself_is_unknown(make_repo):
    root = make_repo({"a": "1"})
    (root / ".git/refs/heads/main").write_text("ref: refs/heads/main\n")
    assert read_head(str(root / ".git")) is None


def test_default_index_paths(places):
    root = places["top"]
    assert index_path(root) == f"{root}/.git/ncs/index.ncs"
    assert index_path(places["folder"]) == f"{root}/.git/ncs/a%2Fb.ncs"
    assert index_path(places["linked"].parent) == index_path(root)
    assert index_path(places["submodule"]) == f"{root}/.git/modules/sub/ncs/lib.ncs"
    assert index_path(places["bare"]) == f"{places['bare']}/ncs/index.ncs"


def test_default_index_path_of_a_plain_folder_and_of_a_file_in_it(tmp_path):
    (tmp_path / "a.py").write_text("1")
    assert index_path(tmp_path) == index_path(tmp_path / "a.py") == f"{tmp_path}/.ncs/index.ncs"


def test_a_folder_named_index_does_not_take_the_repositorys_index(make_repo):
    root = make_repo({"index/a.py": "1"})
    assert index_path(root / "index") == f"{root}/.git/ncs/%69ndex.ncs"


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_different_folders_have_different_index_names(prefixes):
    encoded = [_percent(prefix.encode("utf-8", "replace").decode()) for prefix in prefixes]
    assert encoded[0] != encoded[1] or prefixes[0].encode("utf-8", "replace") == prefixes[1].encode("utf-8", "replace")
    assert all(len(name) <= 220 and "/" not in name and "\0" not in name for name in encoded)


def test_the_nearest_index_wins(make_repo):
    root = make_repo({"a/b/c/d.py": "1"})
    below = root / "a" / "b" / "c"
    with pytest.raises(IndexFileError, match="run `ncs index`"):
        find_index(below)
    for owner in (root, root / "a", root / "a" / "b"):
        touch(index_path(owner))
        assert find_index(below) == index_path(owner)
    assert find_index(root) == index_path(root)


def test_the_nearest_index_of_plain_folders(tmp_path):
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    touch(index_path(tmp_path))
    assert find_index(below) == f"{tmp_path}/.ncs/index.ncs"


def test_a_git_file_that_leads_nowhere_is_an_error(tmp_path):
    (tmp_path / ".git").write_text("gitdir: ../gone\n")
    with pytest.raises(SituationError, match="git worktree repair"):
        locate(tmp_path)


def test_a_folder_named_git_that_is_no_repository_is_passed_over(tmp_path):
    init(tmp_path / "repo")
    (tmp_path / "repo" / "x" / ".git").mkdir(parents=True)
    assert locate(tmp_path / "repo" / "x").prefix == "x"
    (tmp_path / "repo" / "x" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert locate(tmp_path / "repo" / "x").prefix == "x"


def test_children_see_no_leaking_variable():
    leaking = dict.fromkeys(("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_CONFIG_PARAMETERS"), "x")
    kept = dict.fromkeys(("PATH", "GIT_SSH_COMMAND", "GIT_CONFIG_GLOBAL", "GIT_EXEC_PATH", "GITHUB_TOKEN"), "y")
    environment = git_environment(leaking | kept)
    assert not leaking.keys() & environment.keys()
    assert kept.items() <= environment.items()
    assert (environment["GIT_OPTIONAL_LOCKS"], environment["GIT_NO_LAZY_FETCH"]) == ("0", "1")


@given(st.binary(min_size=1).filter(lambda data: b"\0" not in data))
def test_any_file_name_survives(name):
    assert os.fsencode(to_system(to_text(name))) == name


def test_it_starts_nothing_and_imports_nothing_slow(make_repo):
    root = make_repo({"a": "1"})
    program = (
        "import sys; before = set(sys.modules)\n"
        "from ncs.source.location import locate, index_path, read_head, git_environment\n"
        "read_head(locate(sys.argv[1]).git_dir), index_path(sys.argv[1]), git_environment()\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    here = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, root], env={"PYTHONPATH": here}, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "ncs.source.location" in loaded, done.stderr
    assert not loaded & {"git", "subprocess", "numpy", "yaml", "hashlib", "urllib.parse"}


def touch(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(path).touch()
