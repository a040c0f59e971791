"""Learning from commits that came since: `ncs sync` on an index that has learned."""

from __future__ import annotations

import shutil

import pytest
from support import trees
from support.cli import ncs
from support.repos import commit, git, init

from ncs import building, syncing
from ncs.building import Order, build
from ncs.index.about import possible
from ncs.index.index import Index
from ncs.relearning import WAIT, learner
from ncs.share.audit import audit
from ncs.syncing import Order as Sync
from ncs.syncing import sync
from ncs.train import INSTALL

pytest.importorskip("torch")
MESSAGE = "Cancel the pending callbacks of a transport when its protocol goes away"


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """A repository with an index that has learned it, and commits that came since."""
    root = init(tmp_path_factory.mktemp("learned") / "asyncio")
    files = {path.name: path.read_text() for path in sorted(trees.package("asyncio").glob("*.py"))}
    commit(root, files, "Bring the package in as it stands")
    output = root.parent / "index.ncs"
    build(Order(str(root), str(output), budget=2.0), lambda *_: None)
    for number, name in enumerate(sorted(files)[: WAIT + 2]):
        text = f"{files[name]}\n\ndef cancel_pending_callbacks_{number}(transport):\n    return transport.abort()\n"
        commit(root, {name: text}, f"{MESSAGE} {number}")
    return root, output


def synced(root, output, place, wanted=True):
    shutil.copy(output, place)
    done = sync(Sync(str(root), str(place)), lambda *_: None, learner(wanted))
    return done, place


def test_new_commits_are_learned_and_the_same_twice(learned, tmp_path):
    root, output = learned
    first, one = synced(root, output, tmp_path / "one.ncs")
    _, two = synced(root, output, tmp_path / "two.ncs")
    assert first["state"] == "synced" and first["learned"]
    latest = Index(one).about["learning"]["latest"]
    assert latest["pairs"] >= 2
    assert one.read_bytes() == two.read_bytes()
    if latest["kept"]:
        assert Index(one).file.array("latent.vectors").tobytes() != Index(output).file.array("latent.vectors").tobytes()


def test_a_few_commits_wait_until_there_are_enough(learned, tmp_path):
    """Until then the weights stay, and none of the commits is forgotten."""
    root, output = learned
    head, place = git(root, "rev-parse", "HEAD").strip(), tmp_path / "x.ncs"
    shutil.copy(output, place)
    built = Index(output).about["commit"]
    try:
        git(root, "checkout", "-q", "--detach", "HEAD~3")
        done = sync(Sync(str(root), str(place)), lambda *_: None, learner(True))
        waiting = Index(place).about["learning"]
        assert done["state"] == "synced" and not done["learned"]
        assert waiting == Index(output).about["learning"] | {"until": built}
    finally:
        git(root, "checkout", "-q", head)
    assert sync(Sync(str(root), str(place)), lambda *_: None, learner(True))["learned"]
    after, at_once = (
        Index(place).about["learning"],
        Index(synced(root, output, tmp_path / "y.ncs")[1]).about["learning"],
    )
    assert "until" not in after and after["held"] == at_once["held"]
    assert after["latest"]["pairs"] == at_once["latest"]["pairs"]


def test_an_index_without_texts_remembers_no_messages(learned, tmp_path):
    """Those that its updates ask by, and nobody sees."""
    root, output = learned
    one, bare = synced(root, output, tmp_path / "one.ncs")[1], tmp_path / "bare.ncs"
    asked = Index(one).about["learning"]["asked"]
    assert asked and all(text.startswith(MESSAGE) for text, _, _ in asked)
    commit(root, {".ncs.yaml": "store_text: false\n"}, "Keep texts back")
    build(Order(str(root), str(bare), budget=2.0), lambda *_: None)
    git(root, "reset", "-q", "--hard", "HEAD~1")
    assert "asked" not in Index(bare).about["learning"] and Index(bare).about["learning"]["held"]
    shown = ncs("status", "--index", str(one), "--json", cwd=root)
    assert shown.code == 0 and MESSAGE not in shown.out
    told, kept_back = (audit(str(place))["commits"] for place in (one, bare))
    assert told["messages"] == len(asked) and kept_back["messages"] == 0 < kept_back["words"]


def test_without_learning_the_weights_stay(learned, tmp_path):
    root, output = learned
    done, place = synced(root, output, tmp_path / "x.ncs", wanted=False)
    assert not done["learned"]
    before, after = Index(output), Index(place)
    assert before.about["learning"] == after.about["learning"]
    names = [name for name in before.file.names() if name.startswith("model.")]
    assert all(before.file.array(name).tobytes() == after.file.array(name).tobytes() for name in names)


def test_an_index_that_never_learned_is_not_taught_behind_its_users_back(learned, tmp_path):
    root, _ = learned
    frozen = tmp_path / "frozen.ncs"
    build(Order(str(root), str(frozen), no_learn=True), lambda *_: None)
    commit(root, {"new.py": "def cancel_all(tasks):\n    return [task.cancel() for task in tasks]\n"}, MESSAGE)
    done = sync(Sync(str(root), str(frozen)), lambda *_: None, learner(True))
    git(root, "reset", "-q", "--hard", "HEAD~1")
    assert done["state"] == "synced" and not done["learned"]


def test_without_torch_an_update_says_once_that_learning_is_off(learned, tmp_path, monkeypatch):
    root, output = learned
    place = tmp_path / "x.ncs"
    shutil.copy(output, place)
    monkeypatch.setattr("ncs.relearning.torch_is_there", lambda: False)
    monkeypatch.setattr("ncs.commands.sync.torch_is_there", lambda: False)
    done = ncs("sync", str(root), "--index", str(place))
    assert done.code == 0 and done.out.startswith("synced")
    assert done.err.count("\n") == 1 and done.err.startswith("learning is off: ") and INSTALL in done.err
    assert Index(place).about["learning"] == Index(output).about["learning"]
    assert ncs("sync", str(root), "--index", str(place)).err == ""  # nothing to do, nothing to say


def test_who_wants_no_learning_is_not_told_that_it_is_off(learned, tmp_path, monkeypatch):
    root, output = learned
    place = tmp_path / "x.ncs"
    shutil.copy(output, place)
    monkeypatch.setattr("ncs.commands.sync.torch_is_there", lambda: False)
    commit(root, {".ncs.yaml": "learn: false\n"}, "Learn nothing")
    done = ncs("sync", str(root), "--index", str(place))
    git(root, "reset", "-q", "--hard", "HEAD~1")
    assert done.code == 0 and done.out.startswith("synced") and done.err == ""


@pytest.mark.parametrize(
    "learning",
    [{"until": "--output=x"}, {"until": "a" * 39}, {"until": 3}, {"refused": "-x"}, {"lost": 2.0}, {"lost": "x"}],
)
def test_what_an_index_says_of_its_learning_is_checked_before_git_is_asked(learned, learning):
    _, output = learned
    index = Index(output)
    assert possible(index.about)
    assert not possible(index.about | {"learning": index.about["learning"] | learning})


def test_what_was_learned_in_vain_is_learned_again_when_enough_was_said(make_repo, tmp_path, monkeypatch):
    """Until then there is nothing to go on from; afterwards the index is one that was just made."""
    root, place, tried = make_repo({"on_time.py": "def due(task):\n    return task.due\n"}), tmp_path / "x.ncs", []

    def learned(model, *_):
        tried.append(git(root, "rev-parse", "HEAD").strip())
        return model, {"held": [], "steps": 3, "kept": len(tried) == 3}

    monkeypatch.setattr(building, "_learned", learned)
    monkeypatch.setattr(syncing, "AGAIN", 2)
    build(Order(str(root), str(place)), lambda *_: None)
    order, states = Sync(str(root), str(place)), []
    for number in range(5):
        text = f"def late(task):\n    return task.{number * 'very_'}late\n"
        commit(root, {"late.py": text}, f"Tell which tasks are late by {number} clocks of their own")
        assert Index(place).about["learning"].get("refused") == (tried[-1] if len(tried) < 3 else None)
        assert sync(order, lambda *_: None, learner(False))["state"] == "synced", "it was not asked for"
        done = sync(order, lambda *_: None, learner(True))
        states.append(done["state"])
        assert done["state"] != "built" or "did not help 2 commits ago" in done["because"]
    assert states == ["current", "built", "current", "built", "current"] and len(tried) == 3
