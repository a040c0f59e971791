"""What commits say of files: found by words that the code never uses, read from git alone, the same after an update."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.cli import ncs
from support.repos import commit, git

from ncs import building, overlay
from ncs.building import Order, build
from ncs.errors import IndexFileError
from ncs.index import base, carried, history
from ncs.index.format import Loose
from ncs.index.index import Index
from ncs.index.memory import of_history
from ncs.index.verify import verify
from ncs.model.reading import tokens_of_question
from ncs.ragged import Rows
from ncs.search import ranker
from ncs.search.files import NAMES, TOLD, file_features
from ncs.search.search import Request, consider, search
from ncs.source.commits import Change, Commit
from ncs.syncing import Order as Update
from ncs.syncing import sync

FILES = {"valve.py": "def a(b):\n    return b + 1\n", "pump.py": "def c(d):\n    return d + 2\n"}
SAID = "Throttle the visitors who come too often"
OTHER = "Close at night because the neighbours sleep"


@pytest.fixture
def garden(make_repo) -> Path:
    root = make_repo(FILES)
    commit(root, {"pump.py": FILES["pump.py"] + "\n\ndef e():\n    return 3\n"}, SAID)
    return root


def indexed(root: Path) -> Index:
    build(Order(str(root), str(root / ".git/x.ncs"), no_learn=True), lambda *_: None)
    return Index(root / ".git/x.ncs")


def told(index: Index, text: str) -> dict[str, float]:
    known = consider(index, Request(text))
    rows = file_features(index, known.question, known.files, np.arange(len(index.paths)))
    assert rows.shape[1] == len(TOLD)
    return dict(zip(index.paths, rows[:, -1].tolist(), strict=True))


def test_a_file_is_found_by_what_was_said_of_its_change(garden):
    index = indexed(garden)
    assert told(index, "throttle visitors") == {"pump.py": pytest.approx(1.0), "valve.py": 0.0}
    assert 0 < told(index, "throttle valve")["pump.py"] < 1
    assert verify(str(garden / ".git/x.ncs"))["files"] == 2


def test_one_commit_must_say_it_all(garden):
    commit(garden, {"pump.py": "g = 5\n", "valve.py": "h = 6\n"}, "Count the drops of every second watering")
    share = told(indexed(garden), "throttle watering")
    assert 0 < share["pump.py"] < 0.7 and 0 < share["valve.py"] < 0.7


def test_a_file_keeps_what_was_said_under_its_old_name(garden):
    git(garden, "mv", "pump.py", "engine.py")
    commit(garden, {}, "Move it")
    assert told(indexed(garden), "throttle visitors")["engine.py"] == pytest.approx(1.0)


def test_a_folder_knows_of_its_own_files(garden):
    commit(garden, {"beds/rose.py": "r = 1\n", "pump.py": "p = 1\n"}, "Water the roses before it becomes hot")
    index = indexed(garden / "beds")
    assert list(index.paths) == ["rose.py"] and told(index, "water hot")["rose.py"] == pytest.approx(1.0)
    assert len(index.changed) == 1


@pytest.mark.parametrize(
    ("said", "author", "more"),
    [
        ("Bump the pump from 1.2 to 1.3", "A. Tester", 0),
        ("Merge the garden of the neighbours", "A. Tester", 0),
        (SAID, "dependabot[bot]", 0),
        (SAID, "A. Tester", 8),
    ],
)
def test_noise_says_nothing(said, author, more):
    changes = [Change("M", "1", "2", path) for path in ("pump.py", *(f"{n}.py" for n in range(more)))]
    made = history.of_commits([Commit("0" * 40, (), author, 0, said, "", tuple(changes))], ["pump.py"])
    assert len(made.changed) == 0 and len(made.words.entry) == 0


def test_no_secret_of_a_message_is_kept():
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
    commits = [
        Commit("0" * 40, (), "A", 0, f"Use {token[:40]} for the pump of today", "", (Change("M", "1", "2", "a"),))
    ]
    words = list(history.of_commits(commits, ["a"]).words.terms)
    assert "pump" in words and not any(piece in word for word in words for piece in ("ghp", "b2", "f6"))


def test_the_words_of_code_weigh_as_they_do_without_a_history(garden):
    with_it, text = indexed(garden), "throttle the valve and the pump"
    plain = garden / "plain"
    plain.mkdir()
    for path in FILES:
        (plain / path).write_text((garden / path).read_text())
    build(Order(str(plain), str(garden / ".git/y.ncs"), worktree=True, no_learn=True), lambda *_: None)
    without = Index(garden / ".git/y.ncs")
    assert len(without.changed) == 0
    for mode in ("lexical", "fused", "latent"):
        ours, theirs = (search(index, Request(text, mode=mode)) for index in (with_it, without))
        assert ours.rows.tolist() == theirs.rows.tolist() and np.allclose(ours.scores, theirs.scores)


def test_without_a_history_the_ranker_is_that_of_the_code_alone(tmp_path):
    for path, text in FILES.items():
        (tmp_path / path).write_text(text)
    build(Order(str(tmp_path), str(tmp_path / "x.ncs"), no_learn=True), lambda *_: None)
    index = Index(tmp_path / "x.ncs")
    known = consider(index, Request("throttle visitors"))
    rows = file_features(index, known.question, known.files, np.arange(2))
    assert rows.shape == (2, len(NAMES))
    assert not np.array_equal(ranker.shipped(NAMES).bias, ranker.shipped(TOLD).bias)


def test_an_update_reads_what_new_commits_say_and_forgets_what_is_gone(garden):
    indexed(garden)
    commit(garden, {"valve.py": "v = 1\n"}, OTHER)
    place = str(garden / ".git/x.ncs")
    sync(Update(str(garden), place), lambda *_: None)
    assert told(Index(place), "night neighbours sleep")["valve.py"] == pytest.approx(1.0)
    git(garden, "reset", "--quiet", "--hard", "HEAD~2")
    sync(Update(str(garden), place), lambda *_: None)
    assert len(Index(place).changed) == 0


def test_files_that_go_take_what_was_said_with_them(garden):
    commit(garden, {"valve.py": "v = 1\n", "pump.py": "p = 1\n"}, "Count the drops of every second watering")
    before = carried.of_index(indexed(garden)).history
    assert before.changed.values.tolist() == [0, 1, 0] and before.changed.ends.tolist() == [0, 2, 3]
    after = before.moved(np.array([-1, 0]))
    assert after.changed.values.tolist() == [0] and set(after.words.terms) >= {"drop", "water"}
    assert "throttl" in before.words.terms and "throttl" not in after.words.terms


def remembering(root: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    """As if held-out questions had gained by it, the base's weights as they were."""
    monkeypatch.setattr(building, "_learned", lambda model, *_: (model, {"remembered": {"kept": True}}))
    build(Order(str(root), str(root / ".git/x.ncs")), lambda *_: None)
    assert verify(str(root / ".git/x.ncs"))["files"] == len(Index(root / ".git/x.ncs").paths)
    return Index(root / ".git/x.ncs")


def test_what_is_said_is_read_as_a_question(garden, monkeypatch):
    """Beside the mean of all that is said: of two commits, half of what is between them."""
    commit(garden, {"valve.py": "v = 1\n"}, OTHER)
    index = remembering(garden, monkeypatch)
    one, two = (index.asking.levels(tokens_of_question("standard", text))[2] for text in (SAID, OTHER))
    pump, valve = index.memory_vectors.astype(float) * index.memory_scale[:, None]
    assert np.allclose(pump, (one - two) / 2, atol=0.004) and np.allclose(valve, (two - one) / 2, atol=0.004)
    assert list(index.paths) == ["pump.py", "valve.py"]
    status = ncs("status", "--index", str(garden / ".git/x.ncs"), cwd=garden)
    assert "history   what 2 commits say of the files that they changed, as words and as vectors\n" in status.out
    assert not indexed(garden).remembers, "nothing is learned where the user does not want it"
    assert ncs("status", "--index", str(garden / ".git/x.ncs"), "--json", cwd=garden).json["history"] == {
        "commits": 2,
        "remembered": False,
    }


def test_a_file_of_many_commits_is_not_near_to_everything(garden):
    """What is said of all files alike says nothing of any."""
    commit(garden, {"valve.py": "v = 1\n"}, OTHER)
    held, model = carried.of_index(indexed(garden)).history, base.installed()
    assert len(held.changed) == 2
    each = held._replace(changed=Rows(np.array([0, 1, 0, 1]), np.array([0, 2, 4])))
    both = held._replace(changed=Rows(np.array([0, 0]), held.changed.ends))
    for history_of_all in (each, both):
        told = of_history(history_of_all, 3, model)
        assert np.abs(told.packed * told.scale[:, None]).max() < 1e-6
    apart = of_history(held, 3, model)
    assert np.abs(apart.packed[:2]).max(1).tolist() == [127, 127] and not apart.packed[2].any()


def test_a_file_is_near_what_was_said_of_it(garden, monkeypatch):
    commit(garden, {"valve.py": FILES["valve.py"] + "\n"}, OTHER)
    plain, remembers = indexed(garden), remembering(garden, monkeypatch)
    for mode, same in (("latent", False), ("fused", False), ("full", True), ("lexical", True)):
        request = Request("a visitor comes too often", mode=mode)
        scores = [consider(index, request).scores for index in (plain, remembers)]
        if same:
            assert np.array_equal(*scores), "these know the words of commits"
        else:
            assert [int(score.argmax()) for score in scores] == [1, 0], "pump.py comes before valve.py"


def test_an_edited_file_keeps_what_was_said_of_it(garden, monkeypatch):
    commit(garden, {"valve.py": "v = 1\n"}, OTHER)
    index = remembering(garden, monkeypatch)
    (garden / "pump.py").write_text("# edited\n" + FILES["pump.py"])
    (garden / "later.py").write_text("x = 1\n")
    now = overlay.over(index, str(garden), ["pump.py", "later.py"]).now
    assert list(now.paths) == ["later.py", "pump.py", "valve.py"] and now.remembers
    assert now.changed.values.tolist() == [2, 1] and told(now, "throttle visitors")["pump.py"] == pytest.approx(1.0)
    assert not now.memory_vectors[0].any() and np.array_equal(now.memory_vectors[1:], index.memory_vectors)


@pytest.mark.parametrize(
    ("name", "values"),
    [("commits.files", [7]), ("commits.ends", [0, 0]), ("commits.ends", [0, 2]), ("commits.ends", [1, 1])],
)
def test_a_history_that_does_not_fit_is_refused(garden, name, values):
    file = indexed(garden).file
    arrays = {each: file.array(each) for each in file.names()} | {name: np.array(values, np.uint32)}
    with pytest.raises(IndexFileError):
        Index(Loose("x", arrays, file.about))
