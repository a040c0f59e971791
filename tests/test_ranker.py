"""The learned ranker: a plain network over what is known of each file; it orders files, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from support import trees

from ncs.building import Order, build
from ncs.index.index import Index
from ncs.search import ranker
from ncs.search.files import NAMES, best_in_files
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
    return dict(zip(index.paths, known.files[:, NAMES.index(name)].tolist(), strict=True))


def test_the_shipped_weights_are_a_network_over_these_features():
    net = ranker.shipped()
    assert net.hidden.shape == (len(NAMES), len(net.bias)) and net.straight.shape == (len(NAMES),)
    row = np.linspace(0, 1, len(NAMES))
    by_hand = sum(weight * value for weight, value in zip(net.straight, row, strict=True))
    for unit in range(len(net.bias)):
        heard = sum(row[i] * net.hidden[i, unit] for i in range(len(row))) + net.bias[unit]
        by_hand += net.output[unit] * max(0.0, heard)
    assert net.score(row[None])[0] == pytest.approx(by_hand)


@pytest.mark.parametrize("text", QUESTIONS)
def test_features_are_finite_and_near_the_unit_range(index, text):
    files = consider(index, Request(text)).files
    assert files.shape == (len(index.paths), len(NAMES))
    assert np.isfinite(files).all() and files.min() >= -1 and files.max() <= 2


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
    scores = ranker.reranked(index, known.scores, known.files)
    files = ranker.first_files(best_in_files(index, known.scores))
    judged = ranker.shipped().score(known.files[files])
    top = scores[index.best_of_files(scores)]
    assert (np.argsort(-top[files], kind="stable") == np.argsort(-judged, kind="stable")).all()
    assert top[files].min() > 1 >= top[np.setdiff1d(np.arange(len(top)), files)].max(initial=0)
    for file in files:
        rows = np.flatnonzero(index.file_of == file)
        assert (np.argsort(-scores[rows], kind="stable") == np.argsort(-known.scores[rows], kind="stable")).all()
    assert ((scores > 0) == (known.scores > 0)).all()


def test_only_the_first_files_are_ordered_anew(index, monkeypatch):
    monkeypatch.setattr(ranker, "FIRST", 3)
    known = consider(index, Request("cancel a running task"))
    by_hand = index.file_of[search(index, Request("cancel a running task", 12)).rows].tolist()
    top = known.scores[index.best_of_files(known.scores)]
    order = np.argsort(-top, kind="stable").tolist()
    assert set(by_hand[:3]) == set(order[:3]) and by_hand[3:12] == order[3:12]


def test_a_passage_and_the_other_modes_are_left_alone(index):
    assert consider(index, Request(index.chunk_text(len(index) // 2) + "\n")).files is None
    for mode in ("fused", "lexical", "latent"):
        assert consider(index, Request("cancel a running task", mode=mode)).files is None
