"""An update equals a build to the byte, whatever happened to the repository since the last one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.cli import fails, ncs
from support.histories import History
from support.repos import commit, git, write
from support.samples import FILES

from ncs import building, syncing
from ncs.errors import NcsError
from ncs.index import base, vectors
from ncs.index.index import Index
from ncs.model.model import Model

SCRIPTS, STEPS = 40, 7


def quiet(what: str, done: int, of: int) -> None:
    pass


def outcome(call: Callable[[], object], output: Path) -> bytes | tuple[type, str]:
    """The index that a call leaves, or what it says against making one."""
    try:
        call()
    except NcsError as problem:
        return type(problem), str(problem)
    return output.read_bytes()


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_an_update_equals_a_build(tmp_path, seed, monkeypatch):
    """Every other index remembers what commits say, which each build and each update reads anew."""
    monkeypatch.setattr(building, "_learned", lambda model, *_: (model, {"remembered": {"kept": True}}))
    history = History(tmp_path / "repo", seed, "sha256" if seed % 8 == 7 else "sha1")
    updated, built = tmp_path / "updated.ncs", tmp_path / "built.ncs"
    root, worktree = str(history.root), seed % 5 == 4
    build = building.Order(root, str(updated), worktree, no_learn=seed % 2 == 0)
    building.build(build, quiet)
    assert Index(updated).remembers == seed % 2
    for number in range(STEPS):
        history.step()
        if number + 1 < STEPS and history.random.random() < 0.5:
            continue
        order = syncing.Order(root, str(updated), worktree, no_learn=True)
        after = outcome(lambda order=order: syncing.sync(order, quiet), updated)
        assert after == outcome(lambda: building.build(build._replace(output=str(built)), quiet), built), history.done


@pytest.mark.parametrize("preset", ["standard", "tutorial"])
def test_the_weights_stay_and_all_else_is_as_if_made_anew(make_repo, tmp_path, preset):
    """For a model of its own, whose weights come of the code that was there when it was begun."""
    repo = make_repo(FILES)
    for name in ("updated.ncs", "anew.ncs"):
        assert ncs("index", "--preset", preset, "--output", str(tmp_path / name), cwd=repo).code == 0
    commit(repo, {"office/ledger.py": "def balance(account):\n    return account.total\n", "new.md": "# Rates\n"})
    orders = [syncing.Order(str(repo), str(tmp_path / f"{name}.ncs")) for name in ("updated", "anew")]
    done = [syncing.sync(order._replace(reuse=order == orders[0]), quiet) for order in orders]
    assert [(row["added"], row["kept"]) for row in done] == [(2, 3), (5, 0)]
    assert (tmp_path / "updated.ncs").read_bytes() == (tmp_path / "anew.ncs").read_bytes()


def test_unchanged_files_are_neither_read_nor_embedded(make_repo, monkeypatch):
    repo = make_repo(FILES)
    assert ncs("index", cwd=repo).code == 0
    unchanged = [line.split()[2] for line in git(repo, "ls-tree", "-r", "HEAD").split("\n")]
    commit(repo, {"new.py": "def added():\n    pass\n"})
    for blob in unchanged:
        (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    embedded = []
    made = vectors.embed
    monkeypatch.setattr(vectors, "embed", lambda params, read: embedded.append(len(read)) or made(params, read))
    done = ncs("sync", "--json", cwd=repo).json
    assert (done["state"], done["added"], done["gone"], done["kept"]) == ("synced", 1, 0, 4) and embedded == [1]
    assert ncs("query", "added", "--json", cwd=repo).json["results"][0]["filepath"] == "new.py"


def test_a_current_index_is_left_alone(own_office):
    place = own_office / ".git/ncs/index.ncs"
    before = place.stat()
    done = ncs("sync", cwd=own_office)
    assert done.code == 0 and done.out.startswith("the index is current at ") and done.out.count("\n") == 1
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    commit(own_office)  # nothing changed, but HEAD did
    assert "0 files read, 0 gone, 4 kept" in ncs("sync", cwd=own_office).out
    assert ncs("query", "Ledger", "--json", cwd=own_office).json["index"]["state"] == "current"


def test_uncommitted_edits_are_taken_when_asked_for_and_gone_when_not(own_office):
    write(own_office, {"office/refund.py": "def refund():\n    pass\n"})
    before = (own_office / ".git/ncs/index.ncs").read_bytes()
    assert "current" in ncs("sync", cwd=own_office).out
    assert "1 files read" in ncs("sync", "--worktree", cwd=own_office).out
    (own_office / "office/refund.py").unlink()
    assert (
        ncs("query", "refund", "--json", "--mode", "lexical", "--no-explain", cwd=own_office).json["index"]["dirty"]
        == 0
    )
    assert "0 files read, 1 gone" in ncs("sync", cwd=own_office).out
    assert (own_office / ".git/ncs/index.ncs").read_bytes() == before


def test_without_an_index(make_repo):
    repo = make_repo(FILES)
    fails(ncs("sync", cwd=repo), 3, "no index", "ncs index")
    assert not (repo / ".git/ncs").exists()
    done = ncs("sync", "--build", "--no-learn", cwd=repo)
    assert done.code == 0 and "indexed 4 files" in done.out
    assert "current" in ncs("sync", cwd=repo).out


def test_a_damaged_index_and_one_of_another_base_are_built_anew(own_office, monkeypatch):
    place = own_office / ".git/ncs/index.ncs"
    commit(own_office, {"new.py": "x = 1\n"})
    good = place.read_bytes()
    place.write_bytes(good[:-9] + bytes(9))
    assert "is damaged" in ncs("sync", "--no-learn", cwd=own_office).out and ncs("check", cwd=own_office).code == 0
    place.write_bytes(b"no index")
    assert "is damaged" in ncs("sync", "--no-learn", cwd=own_office).out and ncs("check", cwd=own_office).code == 0
    monkeypatch.setattr(base, "name", lambda: "another")
    commit(own_office, {"newer.py": "x = 1\n"})
    out = ncs("sync", "--no-learn", cwd=own_office).out
    assert "stands on the base model" in out and "indexed 6 files" in out


def test_files_are_cut_anew_by_another_version(own_office, monkeypatch):
    for module, name, value in ((building, "tools", lambda: "newer"), (syncing, "__version__", "9.9")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            commit(own_office)
            assert "4 files read" in ncs("sync", cwd=own_office).out


def test_new_weights_embed_every_chunk_anew(own_office):
    """Learning is given the model, the changed files and the two commits; what it gives back is what is used."""
    place, asked = own_office / ".git/ncs/index.ncs", []
    before = git(own_office, "rev-parse", "HEAD")
    after = commit(own_office, {"office/refund.py": "def refund():\n    pass\n"})

    def bend(model: Model, news: syncing.News) -> tuple[Model, dict]:
        asked.append((news.old, news.new, [file.source.path for file in news.fresh.files], news.held.size))
        changed = {"encoder.straight": model.params["encoder.straight"] * np.float32(1.5)}
        changed |= {name: np.array(model.params[name]) for name in ("token.vector", "decoder.word")}
        changed["token.vector"][::3] *= np.float32(1.1)
        changed["decoder.word"][7] += np.float32(0.5)
        return model._replace(params=model.params | changed), {"steps": 1}

    old = Index(place).vectors.copy()
    done = syncing.sync(syncing.Order(str(own_office)), quiet, bend)
    assert asked == [(before, after, ["office/refund.py"], old.shape[1] + 1)] and done["learning"] == {"steps": 1}
    updated, index = place.read_bytes(), Index(place)
    assert index.about["learning"] == {"steps": 1}
    assert (index.vectors[:, :-1] != old[:, : len(index) - 1]).any(), "the weights are others"
    syncing.sync(syncing.Order(str(own_office), reuse=False), quiet)
    assert place.read_bytes() == updated and ncs("check", cwd=own_office).code == 0
