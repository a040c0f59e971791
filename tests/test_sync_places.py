"""`ncs sync` in every kind of repository: it works, or says in one line why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import as_anybody, fails, ncs, program
from support.repos import commit, git, init, write

OLD, NEW = "def money():\n    pass\n", "def mail():\n    pass\n"


def synced(root: Path, *arguments: str) -> dict:
    done = ncs("sync", "--no-learn", "--json", *arguments, cwd=root)
    assert done.code == 0, done
    return done.json


def finds(root: Path, name: str, path: str) -> bool:
    found = ncs("query", name, "--json", cwd=root).json
    return found["index"]["behind"] == 0 and [row["filepath"] for row in found["results"][:1]] == [path]


@pytest.fixture
def repo(make_repo) -> Path:
    root = make_repo({"old.py": OLD})
    assert ncs("index", cwd=root).code == 0
    return root


def test_a_detached_head_and_back(repo):
    commit(repo, {"new.py": NEW})
    git(repo, "checkout", "--quiet", "--detach")
    assert synced(repo)["added"] == 1 and finds(repo, "mail", "new.py")
    git(repo, "checkout", "--quiet", "HEAD~1")
    assert synced(repo)["gone"] == 1 and finds(repo, "money", "old.py")


def test_no_commit_on_this_branch_yet(repo):
    before = (repo / ".git/ncs/index.ncs").read_bytes()
    git(repo, "checkout", "--quiet", "--orphan", "empty")
    fails(ncs("sync", cwd=repo), 4, "no commit yet")
    git(repo, "rm", "--quiet", "-r", "--cached", ".")
    git(repo, "commit", "--quiet", "--allow-empty", "--message=nothing")
    fails(ncs("sync", cwd=repo), 2, "nothing to index")
    assert (repo / ".git/ncs/index.ncs").read_bytes() == before


def test_a_bare_repository(repo, tmp_path):
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), str(bare))
    assert ncs("index", cwd=bare).code == 0
    commit(repo, {"new.py": NEW})
    git(repo, "push", "--quiet", str(bare), "main")
    assert synced(bare)["added"] == 1 and finds(bare, "mail", "new.py")
    fails(ncs("sync", "--worktree", cwd=bare), 4, "bare repository")


def test_a_shallow_clone(repo, tmp_path):
    commit(repo, {"new.py": NEW})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repo}", "shallow")
    shallow = tmp_path / "shallow"
    assert ncs("index", cwd=shallow).code == 0
    commit(repo, {"newest.py": "def stamp():\n    pass\n"})
    git(shallow, "fetch", "--quiet", "--depth=1", "origin", "main")
    git(shallow, "reset", "--quiet", "--hard", "FETCH_HEAD")  # the indexed commit is not in this history
    assert synced(shallow)["added"] == 1 and finds_any(shallow, "stamp", "newest.py")


def finds_any(root: Path, name: str, path: str) -> bool:
    return ncs("query", name, "--json", cwd=root).json["results"][0]["filepath"] == path


def test_a_partial_clone_whose_server_is_gone(repo, tmp_path):
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{repo}", "partial")
    partial = tmp_path / "partial"
    assert ncs("index", cwd=partial).code == 0
    commit(repo, {"far.py": NEW})
    git(partial, "fetch", "--quiet")
    git(partial, "update-ref", "refs/heads/main", "origin/main")  # moves HEAD without fetching the new content
    repo.rename(tmp_path / "gone")
    assert synced(partial)["kept"] == 1
    skipped = {row["path"]: row["reason"] for row in ncs("status", "--json", cwd=partial).json["skipped"]}
    assert skipped == {"far.py": "not present"} and finds_any(partial, "money", "old.py")
    (tmp_path / "gone").rename(repo)
    git(partial, "reset", "--quiet", "--hard")  # now it is fetched
    assert synced(partial)["added"] == 1 and finds_any(partial, "mail", "far.py")


def test_a_submodule_has_an_index_of_its_own(repo, make_repo):
    inner = make_repo({"inner.py": NEW}, name="inner")
    git(repo, "submodule", "--quiet", "add", str(inner), "sub")
    commit(repo)
    synced(repo)
    skipped = {row["path"]: row["reason"] for row in ncs("status", "--json", cwd=repo).json["skipped"]}
    assert skipped == {"sub": "submodule"}
    assert ncs("index", cwd=repo / "sub").code == 0
    commit(repo / "sub", {"more.py": "def stamp():\n    pass\n"})
    assert synced(repo / "sub")["added"] == 1 and finds(repo / "sub", "stamp", "more.py")
    assert (repo / ".git/modules/sub/ncs/index.ncs").exists()


def test_linked_work_trees_share_one_index(repo, tmp_path):
    git(repo, "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = tmp_path / "side"
    commit(side, {"new.py": NEW})
    assert synced(side)["output"] == str(repo / ".git/ncs/index.ncs") and finds(side, "mail", "new.py")
    assert ncs("query", "mail", "--json", cwd=repo).json["index"]["state"] == "diverged"
    assert synced(repo)["gone"] == 1 and finds(repo, "money", "old.py")


def test_a_repository_of_sha256(tmp_path):
    root = init(tmp_path / "new", "--object-format=sha256")
    commit(root, {"old.py": OLD})
    assert ncs("index", cwd=root).code == 0
    commit(root, {"new.py": NEW})
    write(root, {"old.py": OLD + "# edited\n"})
    assert synced(root)["added"] == 1 and finds(root, "mail", "new.py")
    assert [row["edited"] for row in ncs("query", "money", "--json", cwd=root).json["results"][:1]] == [True]


def test_a_hooks_environment_leads_nowhere_else(repo, make_repo):
    other = make_repo({"z.py": "z = 1\n"}, name="other")
    commit(repo, {"new.py": NEW})
    leaks = {"GIT_DIR": f"{other}/.git", "GIT_INDEX_FILE": f"{other}/.git/index", "GIT_WORK_TREE": str(other)}
    done = program("sync", "--no-learn", cwd=repo, env={**leaks, "GIT_OBJECT_DIRECTORY": f"{other}/.git/objects"})
    assert done.code == 0 and "1 files read, 0 gone, 1 kept" in done.out and not (other / ".git/ncs").exists()
    assert finds(repo, "mail", "new.py")


def test_a_folder_with_an_index_of_its_own(repo):
    commit(repo, {"src/deep/a.py": OLD, "src/.gitattributes": "*.sh binary\n"})
    assert ncs("index", cwd=repo / "src").code == 0
    commit(repo, {"src/b.py": NEW, "top.py": NEW, ".gitattributes": "b.py linguist-generated\n"})
    assert synced(repo / "src/deep")["kept"] == 2
    skipped = {row["path"]: row["reason"] for row in ncs("status", "--json", cwd=repo / "src").json["skipped"]}
    assert skipped == {"b.py": "generated"}, "what stands above the folder holds in it"
    commit(repo, {".gitattributes": ""})
    assert synced(repo / "src/deep")["added"] == 1 and finds(repo / "src", "mail", "b.py")
    fails(ncs("sync", "src", "--index", str(repo / ".git/ncs/index.ncs"), cwd=repo), 2, "not of src")


def test_a_plain_folder_and_one_that_is_gone(tmp_path):
    write(tmp_path / "plain", {"old.py": OLD, "b.bin": b"\0"})
    assert ncs("index", cwd=tmp_path / "plain").code == 0
    assert synced(tmp_path / "plain")["state"] == "current"
    write(tmp_path / "plain", {"new.py": NEW})
    assert synced(tmp_path / "plain")["added"] == 1 and finds_any(tmp_path / "plain", "mail", "new.py")
    fails(ncs("sync", "nowhere", "--index", str(tmp_path / "plain/.ncs/index.ncs"), cwd=tmp_path), 2, "does not exist")


def test_where_nothing_may_be_written(repo):
    commit(repo, {"new.py": NEW})
    before = (repo / ".git/ncs/index.ncs").read_bytes()
    (repo / ".git/ncs").chmod(0o555)
    fails(program("sync", cwd=repo, before=as_anybody), 4, "no permission")
    (repo / ".git/ncs").chmod(0o755)
    assert (repo / ".git/ncs/index.ncs").read_bytes() == before
