"""Evidence: it depends on the question, and what it names is what the score rests on."""

from __future__ import annotations

import re
import shutil

import pytest
from support import trees

from ncs.answering import answer
from ncs.building import Order, build
from ncs.index.index import Index
from ncs.search.search import Request, search

QUESTIONS = ("cancel a task", "wait until the loop is closed", "read bytes from a transport")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("tree") / "asyncio"
    shutil.copytree(trees.package("asyncio"), place, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def indexed(folder, output) -> Index:
    build(Order(str(folder), str(output), no_learn=True), lambda *_: None)
    return Index(output)


@pytest.fixture(scope="module")
def index(folder, tmp_path_factory):
    return indexed(folder, tmp_path_factory.mktemp("index") / "x.ncs")


def test_two_questions_that_reach_the_same_chunk_get_different_evidence(index):
    first, second = "cancel a running task", "callbacks scheduled by a future"
    asked = [answer(index, Request(text, 200), False).results for text in (first, second)]
    places = [{(r["filepath"], r["start_line"]): r["why"] for r in results} for results in asked]
    common = [place for place in places[0] if place in places[1]]
    told = [place for place in common if places[0][place] and places[1][place]]
    assert len(told) >= 5
    assert all(places[0][place] != places[1][place] for place in told)


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_the_words_that_are_named_the_score_is_lower(folder, index, question, tmp_path):
    best = answer(index, Request(question, 1), False).results[0]
    named = [e["text"].split(" ~ ")[-1] for e in best["why"] if e["kind"] == "word"]
    assert named
    changed = tmp_path / "asyncio"
    shutil.copytree(folder, changed)
    path = changed / best["filepath"]
    lines = path.read_text().split("\n")
    span = slice(best["start_line"] - 1, best["end_line"])
    stem = named[0][:5]
    lines[span] = [re.sub(rf"{stem}\w*", "thing", line, flags=re.IGNORECASE) for line in lines[span]]
    path.write_text("\n".join(lines))
    after = indexed(changed, tmp_path / "y.ncs")
    assert _score(after, question, best) < _score(index, question, best)


def _score(index: Index, question: str, place) -> float:
    """Of the place's chunk among all results, before relevance is rounded; below all others if it is not found."""
    ranked = search(index, Request(question, 1000))
    for row, score in zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True):
        same = index.path_of(row) == place["filepath"]
        if same and index.start[row] <= place["end_line"] and place["start_line"] <= index.end[row]:
            return score
    return float("-inf")
