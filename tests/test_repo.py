from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.processes import children
from support.repos import ODD_NAMES, commit, git, init, write

from ncs.errors import SituationError, UsageError
from ncs.source.repo import SUBMODULE, SYMLINK, Repository


def opened(path: Path) -> Repository:
    repo = Repository.find(path)
    assert repo is not None
    return repo


def test_tree_and_blobs_hold_what_was_written_whatever_the_names(make_repo):
    root = make_repo(ODD_NAMES)
    with opened(root) as repo:
        sources = repo.tree(repo.head())
        contents = dict(repo.read_blobs(source.blob for source in sources))
    assert {source.path: contents[source.blob].decode() for source in sources} == ODD_NAMES


def test_tree_is_in_gits_order(make_repo):
    root = make_repo({"a/b": "1", "a.b": "2", "a-b": "3"})
    with opened(root) as repo:
        paths = [source.path for source in repo.tree(repo.head())]
    assert paths == git(root, "ls-tree", "-r", "--name-only", "HEAD").split("\n")
    assert paths == sorted(paths, key=str.encode)


@pytest.mark.parametrize("folder", ["deep", "deep/:folder", "deep/:folder/-x", ":(top)", ":(top)/[a]*"])
def test_tree_of_a_folder_is_relative_to_it(make_repo, folder):
    root = make_repo(ODD_NAMES)
    with opened(root / folder) as repo:
        assert repo.prefix == folder
        expected = [name for name in ODD_NAMES if name.startswith(folder)]
        assert [f"{folder}/{source.path}" for source in repo.tree(repo.head())] == expected
        assert [f"{folder}/{path}" for path in repo.worktree_paths()] == expected


def test_a_folder_whose_name_begins_like_the_git_folder_keeps_its_prefix(make_repo):
    root = make_repo({".github/workflows/ci.yml": "on: push\n", "x": "1"})
    with opened(root / ".github") as repo:
        assert [source.path for source in repo.tree(repo.head())] == ["workflows/ci.yml"]


def test_symlinks_and_submodules_show_in_the_mode(make_repo, tmp_path):
    inner = make_repo({"i.py": "1"}, name="inner")
    root = make_repo({"a.py": "1"})
    (root / "link").symlink_to("a.py")
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    commit(root)
    with opened(root) as repo:
        modes = {source.path: source.mode for source in repo.tree(repo.head())}
        changed = [change.path for change in next(repo.git_log(1)).changes]
    assert (modes["link"], modes["sub"], modes["a.py"]) == (SYMLINK, SUBMODULE, 0o100644)
    assert changed == [".gitmodules"]
    with opened(root / "sub") as repo:
        assert (repo.root, repo.prefix) == (str(root / "sub"), "")
        assert [source.path for source in repo.tree(repo.head())] == ["i.py"]


def test_worktree_paths_are_tracked_or_untracked_but_not_ignored(make_repo):
    root = make_repo({"a.py": "1", ".gitignore": "*.log\n"})
    write(root, {"new\nfile.py": "2", "x.log": "3"})
    with opened(root) as repo:
        assert repo.worktree_paths() == [".gitignore", "a.py", "new\nfile.py"]


def test_a_repository_without_a_commit(tmp_path):
    root = init(tmp_path / "unborn")
    with opened(root) as repo:
        assert repo.head() is None
        assert list(repo.git_log(10)) == []


def test_a_detached_head(make_repo):
    root = make_repo({"a": "1"})
    first = git(root, "rev-parse", "HEAD")
    commit(root, {"a": "2"})
    git(root, "checkout", "--quiet", "--detach", first)
    with opened(root) as repo:
        assert repo.head() == first


def test_a_bare_repository_has_a_head_but_no_work_tree(make_repo, tmp_path):
    root = make_repo({"a/x.py": "1"})
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "bare.git")
    with opened(tmp_path / "bare.git") as repo:
        assert repo.bare and repo.prefix == ""
        assert [source.path for source in repo.tree(repo.head())] == ["a/x.py"]
        assert len(list(repo.git_log(5))) == 1
        with pytest.raises(SituationError, match="--worktree"):
            repo.worktree_paths()


def test_a_linked_work_tree_shares_the_common_folder(make_repo, tmp_path):
    root = make_repo({"a/x": "1"})
    git(root, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    second = commit(tmp_path / "linked", {"a/x": "2"})
    with opened(tmp_path / "linked" / "a") as repo:
        assert (repo.root, repo.prefix, repo.head()) == (str(tmp_path / "linked"), "a", second)
        assert repo.common_dir == str(root / ".git") != repo.git_dir


def test_a_shallow_clone_ends_its_log_at_the_graft(make_repo, tmp_path):
    root = make_repo({"a": "1"})
    commit(root, {"a": "2"}, "newest")
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "shallow")
    with opened(tmp_path / "shallow") as repo:
        assert [(entry.subject, entry.parents) for entry in repo.git_log(10)] == [("newest", ())]


def test_a_sha256_repository(make_repo):
    root = make_repo({"a.py": "one\n"}, options=("--object-format=sha256",))
    with opened(root) as repo:
        (source,) = repo.tree(repo.head())
        assert len(source.blob) == len(repo.head()) == 64
        assert dict(repo.read_blobs([source.blob])) == {source.blob: b"one\n"}
        assert next(repo.git_log(1)).changes[0] == ("A", "", source.blob, "a.py")


def test_a_hooks_environment_does_not_lead_to_another_repository(make_repo, monkeypatch):
    other = make_repo({"other.py": "1"}, name="other")
    root = make_repo({"mine.py": "1"})
    leaks = {"GIT_DIR": str(other / ".git"), "GIT_INDEX_FILE": str(other / ".git/index")}
    leaks |= {"GIT_WORK_TREE": str(other), "GIT_OBJECT_DIRECTORY": "/nowhere", "GIT_PREFIX": "x/"}
    for name, value in leaks.items():
        monkeypatch.setenv(name, value)
    with opened(root) as repo:
        assert [source.path for source in repo.tree(repo.head())] == ["mine.py"]
        assert repo.worktree_paths() == ["mine.py"]
        assert repo.root == str(root)
    assert leaks.items() <= os.environ.items()


def test_a_missing_blob_is_none_and_the_others_come(make_repo):
    root = make_repo({"a": "1"})
    with opened(root) as repo:
        (source,) = repo.tree(repo.head())
        asked = ["0" * 40, source.blob, "f" * 40]
        assert dict(repo.read_blobs(asked)) == {"0" * 40: None, source.blob: b"1", "f" * 40: None}
        assert repo.blob_sizes(asked) == {"0" * 40: None, source.blob: 1, "f" * 40: None}


def test_a_damaged_blob_is_none_and_the_others_come(make_repo):
    root = make_repo({"a": "1", "b": "2", "c": "3"})
    with opened(root) as repo:
        blobs = {source.path: source.blob for source in repo.tree(repo.head())}
        damaged = root / ".git" / "objects" / blobs["b"][:2] / blobs["b"][2:]
        damaged.chmod(0o644)
        damaged.write_bytes(b"not zlib")
        contents = dict(repo.read_blobs(blobs.values()))
    assert [contents[blobs[name]] for name in "abc"] == [b"1", None, b"3"]


def test_a_partial_clone_reads_what_is_here_without_a_network(make_repo, tmp_path, monkeypatch):
    source = make_repo({f"f{number}": f"{number}" for number in range(40)}, name="source")
    git(source, "config", "uploadpack.allowFilter", "true")
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", source.as_uri(), "partial")
    root = tmp_path / "partial"
    here = git(root, "cat-file", "blob", "HEAD:f7")  # fetches this one
    git(root, "config", "remote.origin.url", "/gone")
    with opened(root) as repo:
        sources = repo.tree(repo.head())
        started, start = [], repo._start
        monkeypatch.setattr(repo, "_start", lambda *arguments: started.append(arguments) or start(*arguments))
        contents = dict(repo.read_blobs(source.blob for source in sources))
        assert len(started) <= 3  # not one for each of the 39 that are missing
        sizes = repo.blob_sizes(source.blob for source in sources)
    assert {s.path: contents[s.blob] for s in sources if contents[s.blob] is not None} == {"f7": here.encode()}
    assert len(contents) == 40
    assert [size for size in sizes.values() if size is not None] == [1]


def test_many_and_large_blobs_fill_no_pipe_for_ever(make_repo):
    files = {f"f{number}": os.urandom(3000) for number in range(300)} | {"large": os.urandom(2_000_000)}
    root = make_repo(files)
    with opened(root) as repo:
        sources = repo.tree(repo.head())
        contents = dict(repo.read_blobs([source.blob for source in sources] * 5))
        abandoned = repo.read_blobs([source.blob for source in sources])
        next(abandoned)
        abandoned.close()
    assert {source.path: contents[source.blob] for source in sources} == files
    assert children() == []


def test_a_plain_folder_is_no_repository(tmp_path):
    assert Repository.find(tmp_path) is None


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="no such file or folder"):
        Repository.find(tmp_path / "nowhere")


def test_a_git_file_that_leads_nowhere_is_an_error(tmp_path):
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    with pytest.raises(SituationError, match="points to no git repository"):
        Repository.find(tmp_path)


def test_git_that_is_not_installed(make_repo, monkeypatch):
    root = make_repo({"a": "1"})
    monkeypatch.setenv("PATH", str(root))
    with opened(root) as repo, pytest.raises(SituationError, match="git is not installed"):
        repo.head()


def test_git_that_is_not_installed_from_the_start(make_repo):
    root = make_repo({"a": "1"})
    program = (
        "import sys; from ncs.source.repo import Repository; assert 'git' not in sys.modules\n"
        "from ncs.errors import SituationError\n"
        "try: Repository.find(sys.argv[1])\n"
        "except SituationError as error: print(error)"
    )
    here = str(Path(__file__).parent.parent)
    environment = {"PATH": str(root), "PYTHONPATH": here}
    done = subprocess.run([sys.executable, "-c", program, root], env=environment, capture_output=True, text=True)
    assert done.stdout == "git is not installed or not on PATH: install git\n", done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user(make_repo):
    root = make_repo({"a": "1"})
    for place in (root, root / ".git"):
        os.chown(place, 12345, 12345)
    with opened(root) as repo, pytest.raises(SituationError, match=r"another user owns it.*safe\.directory"):
        repo.head()
