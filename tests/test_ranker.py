"""The learned ranker: a plain network over what is known of each file; it orders files, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from support import trees

from ncs.building import Order, build
from ncs.index.index import Index
from ncs.search import ranker
from ncs.search.files import NAMES, TOLD, file_features
from ncs.search.search import Request, consider, search

QUESTIONS = ("how is a queue joined?", "Semaphore", "cancel a running task", "run_in_executor")


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    output = tmp_path_factory.mktemp("index") / "x.ncs"
    build(Order(str(trees.package("asyncio")), str(output), no_learn=True), lambda *_: None)
    return Index(output)


def built(folder, files: dict[str, str]) -> Index:
    for path, text in files.items():
        (folder / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tree" / path).write_text(text)
    build(Order(str(folder / "tree"), str(folder / "x.ncs"), no_learn=True), lambda *_: None)
    return Index(folder / "x.ncs")


def column(index: Index, text: str, name: str) -> dict[str, float]:
    known = consider(index, Request(text))
    rows = file_features(index, known.question, known.files, np.arange(len(index.paths)))
    return dict(zip(index.paths, rows[:, NAMES.index(name)].tolist(), strict=True))


@pytest.mark.parametrize("names", [NAMES, TOLD])
def test_the_shipped_weights_are_a_network_over_these_features(names):
    net = ranker.shipped(names)
    assert net.hidden.shape == (len(names), len(net.bias)) and net.straight.shape == (len(names),)
    row = np.linspace(0, 1, len(names))
    by_hand = sum(weight * value for weight, value in zip(net.straight, row, strict=True))
    for unit in range(len(net.bias)):
        heard = sum(row[i] * net.hidden[i, unit] for i in range(len(row))) + net.bias[unit]
        by_hand += net.output[unit] * max(0.0, heard)
    assert net.score(row[None])[0] == pytest.approx(by_hand)


@pytest.mark.parametrize("text", QUESTIONS)
def test_features_are_finite_and_near_the_unit_range(index, text):
    known = consider(index, Request(text))
    rows = file_features(index, known.question, known.files, np.flatnonzero(known.files.tops > 0))
    assert rows.shape == ((known.files.tops > 0).sum(), len(NAMES))
    assert np.isfinite(rows).all() and rows.min() >= -1 and rows.max() <= 2


def test_a_file_holds_what_its_chunks_hold_together(tmp_path):
    one = "def open_valve():\n    return 'water'\n\n\ndef close_pump():\n    return 'oil'\n"
    index = built(tmp_path, {"a.py": one, "b.py": "def open_valve():\n    return 'water'\n", "c.py": "x = 1\n"})
    held = column(index, "valve pump", "held")
    assert held["a.py"] == pytest.approx(1.0) and 0 < held["b.py"] < 1 and held["c.py"] == 0


def test_folders_lend_their_files_what_is_found_beside_them(tmp_path):
    found = {"near/a.py": "def drain_tank():\n    return 1\n", "near/b.py": "y = 2\n", "far/c.py": "z = 3\n"}
    index = built(tmp_path, found)
    best = column(index, "drain tank", "best_here")
    assert best["near/b.py"] == best["near/a.py"] == 1 > best["far/c.py"]
    path = column(index, "near b", "path")
    assert path["near/b.py"] > path["near/a.py"] > path["far/c.py"]


@pytest.mark.parametrize("text", QUESTIONS)
def test_files_come_in_the_networks_order_and_chunks_of_a_file_in_their_own(index, text):
    known = consider(index, Request(text))
    tops = known.files.tops
    files = ranker.first_files(tops)
    rows = file_features(index, known.question, known.files, files)
    judged, scores = ranker.shipped(NAMES).score(rows), ranker.reranked(tops, files, rows)
    assert (np.argsort(-scores[files], kind="stable") == np.argsort(-judged, kind="stable")).all()
    assert scores[files].min() > 1 >= scores[np.setdiff1d(np.arange(len(tops)), files)].max(initial=0)
    assert ((scores > 0) == (tops > 0)).all()
    found = search(index, Request(text, len(index))).rows
    assert sorted(found.tolist()) == np.flatnonzero(known.scores > 0).tolist()
    for file in files:
        chunks = found[index.file_of[found] == file]
        assert (np.argsort(-known.scores[chunks], kind="stable") == np.arange(len(chunks))).all()


def test_only_the_first_files_are_ordered_anew(index, monkeypatch):
    monkeypatch.setattr(ranker, "FIRST", 3)
    known = consider(index, Request("cancel a running task"))
    by_hand = index.file_of[search(index, Request("cancel a running task", 12)).rows].tolist()
    order = np.argsort(-known.files.tops, kind="stable").tolist()
    assert set(by_hand[:3]) == set(order[:3]) and by_hand[3:12] == order[3:12]


def test_the_features_of_a_file_do_not_depend_on_the_files_asked_for(index):
    known = consider(index, Request("cancel a running task"))
    files = np.flatnonzero(known.files.tops > 0)
    rows = file_features(index, known.question, known.files, files)
    assert (file_features(index, known.question, known.files, files[2:5]) == rows[2:5]).all()


def test_a_passage_and_the_other_modes_are_left_alone(index, monkeypatch):
    monkeypatch.setattr(ranker, "reranked", None)
    for request in (
        Request(index.chunk_text(len(index) // 2) + "\n"),
        *(Request("cancel a running task", mode=mode) for mode in ("fused", "lexical", "latent")),
    ):
        found, known = search(index, request), consider(index, request)
        assert (found.scores == known.scores[found.rows]).all() and found.scores[0] == known.scores.max()
