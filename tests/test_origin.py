from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.repos import commit, git, init, write

from ncs.errors import SituationError, UsageError
from ncs.source.files import Gathered, Known, gather
from ncs.source.origin import blob_id

CODE = "def answer():\n    return 42\n"


def paths(gathered: Gathered) -> list[str]:
    return [source.path for source in gathered.sources]


def reasons(gathered: Gathered) -> dict[str, str]:
    return dict(gathered.skipped)


def texts(gathered: Gathered) -> dict[str, str]:
    return {document.source.path: document.text for document in gathered.read(gathered.sources)}


def test_judged_contents_are_taken_without_being_read(make_repo):
    root = make_repo({"a.py": CODE, "b.py": "x = 1\n", "blank.py": "\n"})
    before = gather(root)
    for _, blob in before.verdicts:
        (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    known = Known(before.rules, before.verdicts)
    assert gather(root, known=known)[:2] == before[:2] and reasons(before) == {"blank.py": "empty"}
    assert reasons(gather(root)) == dict.fromkeys(("a.py", "b.py", "blank.py"), "not present")
    lost = gather(root, max_file_kib=1, known=known)
    assert reasons(lost) == reasons(gather(root)), "judged under other rules"
    assert not lost.verdicts, "what is not here today may be tomorrow"


def test_a_commit_is_read_whatever_the_work_tree_says(make_repo):
    root = make_repo({"a.py": "committed\n", "gone.py": "committed\n"})
    write(root, {"a.py": "edited\n", "new.py": "untracked\n"})
    (root / "gone.py").unlink()
    assert texts(gather(root)) == {"a.py": "committed\n", "gone.py": "committed\n"}
    assert texts(gather(root, worktree=True)) == {"a.py": "edited\n", "new.py": "untracked\n"}
    assert gather(root).commit == gather(root, worktree=True).commit == git(root, "rev-parse", "HEAD")


def test_links_and_submodules_are_told_and_not_followed(make_repo):
    inner = make_repo({"i.py": CODE}, name="inner")
    root = make_repo({"a/a.py": CODE})
    (root / "link.py").symlink_to("a/a.py")
    (root / "folder").symlink_to("a")
    (root / "loop").symlink_to("loop")
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    commit(root)
    expected = {"folder": "symlink", "link.py": "symlink", "loop": "symlink", "sub": "submodule"}
    for worktree in (False, True):
        gathered = gather(root, worktree)
        assert (paths(gathered), reasons(gathered)) == ([".gitmodules", "a/a.py"], expected)


def test_a_plain_folder_holds_no_links_pipes_or_version_control(tmp_path):
    write(tmp_path, {"a.py": CODE, ".hg/store": "x", "sub/.git/HEAD": "x", "sub/b.py": CODE})
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to("..")
    os.mkfifo(tmp_path / "pipe")
    gathered = gather(tmp_path)
    assert (paths(gathered), gathered.commit) == (["a.py", "sub/b.py"], None)
    expected = {".hg/": "version control", "sub/.git/": "version control"}
    assert reasons(gathered) == expected | {"link": "symlink", "up": "symlink", "pipe": "not readable"}


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, with the rights of somebody who is not root: root may read everything."""
    mine = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        if mine == 0:
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(mine)


def test_what_may_not_be_read_is_told(unprivileged):
    write(unprivileged, {"a.py": CODE, "b/c.py": CODE, "d.py": CODE})
    (unprivileged / "a.py").chmod(0)
    (unprivileged / "b").chmod(0)
    gathered = gather(unprivileged)
    (unprivileged / "b").chmod(0o755)
    assert paths(gathered) == ["d.py"]
    assert reasons(gathered) == {"a.py": "not readable", "b/": "not readable"}


def test_one_file_alone(make_repo):
    root = make_repo({"a.py": CODE, "b.py": CODE})
    gathered = gather(root / "a.py")
    assert (paths(gathered), texts(gathered)) == (["a.py"], {"a.py": CODE})


def test_a_file_that_changes_after_it_was_gathered_is_what_it_is_when_read(tmp_path):
    write(tmp_path, {"a.py": "old\n", "b.py": "stays\n", "c.py": "goes\n"})
    gathered = gather(tmp_path)
    write(tmp_path, {"a.py": "new\n"})
    (tmp_path / "c.py").unlink()
    documents = list(gathered.read(gathered.sources))
    assert [(document.source.blob, document.text) for document in documents] == [
        (blob_id(b"new\n"), "new\n"),
        (blob_id(b"stays\n"), "stays\n"),
    ]


def test_what_becomes_a_link_or_a_pipe_is_not_read(make_repo):
    root = make_repo({"a/a.py": CODE, "a/b.py": CODE})
    gathered = gather(root / "a", worktree=True)
    (root / "a" / "a.py").unlink()
    (root / "a" / "a.py").symlink_to("/etc/passwd")
    (root / "a" / "b.py").unlink()
    os.mkfifo(root / "a" / "b.py")
    os.mkfifo(root / ".gitattributes")
    assert texts(gathered) == {}
    assert reasons(gather(root / "a", worktree=True)) == {"a.py": "symlink", "b.py": "not readable"}


def test_a_bare_and_a_sha256_repository(make_repo, tmp_path):
    root = make_repo({"a.py": CODE}, options=("--object-format=sha256",))
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "bare.git")
    assert gather(tmp_path / "bare.git").sources == gather(root).sources == gather(root, worktree=True).sources


def test_a_repository_without_a_commit_says_what_to_do(tmp_path):
    root = init(tmp_path / "unborn")
    write(root, {"a.py": CODE})
    with pytest.raises(SituationError, match="no commit yet: commit first, or run with --worktree"):
        gather(root)
    assert paths(gather(root, worktree=True)) == ["a.py"]


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="no such file or folder"):
        gather(tmp_path / "nowhere")


def test_the_same_files_are_gathered_from_another_folder(make_repo, monkeypatch):
    root = make_repo({"a.py": CODE})
    monkeypatch.chdir(root)
    gathered = gather(".")
    monkeypatch.chdir("/")
    assert texts(gathered) == {"a.py": CODE} == texts(gather(Path(root)))
