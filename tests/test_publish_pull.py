"""CI publishes, colleagues pull: from nothing to the same answers, and always the index that suits."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import fails, ncs
from support.repos import commit, git
from support.sharing import Team, answers, done, gather_team, index_of, label

from ncs.share.shelf import KEPT


@pytest.fixture
def team(office: Path, tmp_path: Path) -> Team:
    return gather_team(office, tmp_path / "team")


def published_refs(team: Team) -> list[str]:
    return git(team.remote, "for-each-ref", "--format=%(refname)", "refs/ncs").splitlines()


def test_a_clone_pulls_and_answers_bit_for_bit_as_the_publisher(team):
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    before = git(colleague, "count-objects", "-v"), git(colleague, "for-each-ref")
    done(ncs("pull", cwd=colleague))
    assert index_of(colleague).read_bytes() == index_of(team.office).read_bytes()
    assert answers(colleague) == answers(team.office)
    assert (git(colleague, "count-objects", "-v"), git(colleague, "for-each-ref")) == before
    assert not (colleague / ".git/FETCH_HEAD").exists()


def test_a_local_commit_and_a_dirty_edit_are_found_too(team):
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    commit(colleague, {"office/audit.py": "def find_discrepancy(ledger):\n    return sum(ledger.balances.values())\n"})
    assert done(ncs("pull", "--json", cwd=colleague)).json["synced"]["added"] == 1
    assert answers(colleague, "find_discrepancy")[0]["filepath"] == "office/audit.py"
    (colleague / "office/fees.py").write_text("def waive_penalty(account):\n    return 0\n")
    done(ncs("sync", "--worktree", cwd=colleague))
    assert answers(colleague, "waive_penalty")[0]["filepath"] == "office/fees.py"
    assert done(ncs("pull", "--json", cwd=colleague)).json["pulled"] is False


def test_publishing_and_pulling_again_does_nothing(team):
    first = done(ncs("publish", "--json", cwd=team.office)).json
    again = done(ncs("publish", "--json", cwd=team.office)).json
    assert first["published"] and not again["published"] and len(published_refs(team)) == 1
    colleague = team.clone()
    assert done(ncs("pull", "--json", cwd=colleague)).json["pulled"]
    stamp = index_of(colleague).stat().st_mtime_ns
    assert not done(ncs("pull", "--json", cwd=colleague)).json["pulled"]
    assert index_of(colleague).stat().st_mtime_ns == stamp


def test_a_local_index_gives_way_to_the_published_one(team):
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    done(ncs("pull", cwd=colleague))
    done(ncs("index", "--latent-dim", "32", cwd=colleague))
    assert index_of(colleague).read_bytes() != index_of(team.office).read_bytes()
    assert done(ncs("pull", "--json", cwd=colleague)).json["pulled"]
    assert index_of(colleague).read_bytes() == index_of(team.office).read_bytes()


def test_none_published_says_what_to_do(team):
    colleague = team.clone()
    fails(ncs("pull", cwd=colleague), 3, "no index is published", "origin", "run `ncs index`", "ncs publish")


def test_the_newest_ancestor_is_taken(team):
    done(ncs("publish", cwd=team.office))
    second = team.publish_next()
    colleague = team.clone()
    commit(colleague, {"mine.py": "x = 1\n"})
    pulled = done(ncs("pull", "--json", cwd=colleague)).json
    assert (pulled["commit"], pulled["behind"], pulled["synced"]["added"]) == (second, 1, 2)


def test_a_remote_that_is_newer_than_head_gives_the_older_one(team):
    first = git(team.office, "rev-parse", "HEAD")
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    team.publish_next()
    assert done(ncs("pull", "--json", cwd=colleague)).json["commit"] == first


def test_only_newer_ones_says_to_pull_first(team):
    colleague = team.clone()
    team.publish_next()
    fails(ncs("pull", cwd=colleague), 3, "not here", "run `git pull` first")
    git(colleague, "pull", "--quiet")
    done(ncs("pull", cwd=colleague))


def test_a_rewritten_history(team):
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    git(colleague, "commit", "--quiet", "--amend", "--message=other")
    fails(ncs("pull", cwd=colleague), 3, "a history that was rewritten", "ncs index")
    assert not index_of(colleague).exists()


def test_each_of_two_branches_gets_its_own(team):
    done(ncs("publish", cwd=team.office))
    git(team.office, "checkout", "--quiet", "-b", "side")
    side = team.publish_next("side.py")
    git(team.office, "checkout", "--quiet", "main")
    main = team.publish_next("main.py")
    for branch, wanted in (("main", main), ("side", side)):
        colleague = team.clone(branch, f"--branch={branch}")
        assert done(ncs("pull", "--json", cwd=colleague)).json["commit"] == wanted


def test_an_index_grown_out_of_ours_on_another_branch_does_not_hold_ours_back(team):
    first = git(team.office, "rev-parse", "HEAD")
    slow = team.clone("slow")
    git(team.office, "checkout", "--quiet", "-b", "side")
    team.publish_next("side.py")
    done(ncs("index", cwd=slow))
    done(ncs("publish", cwd=slow))
    assert done(ncs("pull", "--json", cwd=team.clone())).json["commit"] == first


def test_an_older_run_does_not_replace_a_newer_index(team):
    slow = team.clone("slow")  # knows nothing of the commits that follow
    done(ncs("index", cwd=slow))
    newest = team.publish_next()
    fails(ncs("publish", cwd=slow), 4, "is not published", newest[:9], "newer")
    assert [ref.rpartition("-")[2] for ref in published_refs(team)] == [newest]


def test_old_ones_are_removed(team):
    made = [team.publish_next(f"n{number}.py") for number in range(KEPT + 2)]
    assert [ref.rpartition("-")[2] for ref in published_refs(team)] == made[-KEPT:]


def test_a_shallow_clone_says_so(team):
    done(ncs("publish", cwd=team.office))
    commit(team.office, {"later.py": "y = 2\n"})
    git(team.office, "push", "--quiet")
    shallow = team.clone("shallow", "--depth=1")
    fails(ncs("pull", cwd=shallow), 3, "shallow", "git fetch --unshallow")
    git(shallow, "fetch", "--quiet", "--unshallow")
    done(ncs("pull", cwd=shallow))


def test_what_can_not_be_published(team, tmp_path):
    done(ncs("index", "--worktree", cwd=team.office))
    fails(ncs("publish", cwd=team.office), 2, "--worktree")
    done(ncs("index", "office", "--output", str(tmp_path / "part.ncs"), cwd=team.office))
    fails(ncs("publish", "--index", str(tmp_path / "part.ncs"), cwd=team.office), 2, "the index of a folder")
    (tmp_path / "plain").mkdir()
    fails(ncs("publish", cwd=tmp_path / "plain"), 2, "not a git repository")
    fails(ncs("pull", cwd=tmp_path / "plain"), 2, "not a git repository")


def test_a_remote_that_is_gone(team):
    done(ncs("publish", cwd=team.office))
    colleague = team.clone()
    team.remote.rename(team.folder / "moved")
    fails(ncs("pull", cwd=colleague), 4, "")
    fails(ncs("publish", cwd=team.office), 4, "")


@pytest.mark.parametrize("place", ["shelf", "shelf.ncs"])
def test_a_folder_and_a_file_are_places_too(team, place):
    where = str(team.folder / place)
    assert done(ncs("publish", "--to", where, "--json", cwd=team.office)).json["published"]
    assert not done(ncs("publish", "--to", where, "--json", cwd=team.office)).json["published"]
    colleague = team.clone()
    done(ncs("pull", "--from", where, cwd=colleague))
    assert index_of(colleague).read_bytes() == index_of(team.office).read_bytes()
    assert not done(ncs("pull", "--from", where, "--json", cwd=colleague)).json["pulled"]


def test_a_folder_keeps_as_many_as_it_lists(team):
    shelf = team.folder / "shelf"
    for number in range(KEPT + 2):
        made = commit(team.office, {f"n{number}.py": f"x{number} = 1\n"})
        label(index_of(team.office), made)
        done(ncs("publish", "--to", str(shelf), cwd=team.office))
    held = sorted(path.name for path in shelf.glob("*.ncs"))
    assert len(held) == KEPT and f"{made}.ncs" in held
