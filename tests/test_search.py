"""Search on real code: a chunk finds itself, fewer results are the first of more, filters filter, and an
off-topic question gets nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import trees

from ncs import answering
from ncs.building import Order, build
from ncs.errors import UsageError
from ncs.index.index import Index
from ncs.search.holding import held
from ncs.search.lexical import match
from ncs.search.relevance import relevance
from ncs.search.search import MODES, Request, search
from ncs.search.why import why

TREES = ("asyncio", "email", "unittest")


@pytest.fixture(scope="module", params=TREES)
def index(request, tmp_path_factory) -> Index:
    output = tmp_path_factory.mktemp("index") / "x.ncs"
    build(Order(str(trees.package(request.param)), str(output), no_learn=True), lambda *_: None)
    return Index(output)


@pytest.fixture(scope="module")
def asyncio_index(tmp_path_factory) -> Index:
    output = tmp_path_factory.mktemp("index") / "x.ncs"
    build(Order(str(trees.package("asyncio")), str(output), no_learn=True), lambda *_: None)
    return Index(output)


def test_chunks_longer_than_five_lines_find_themselves_first(index):
    long = np.flatnonzero(index.end.astype(int) - index.start.astype(int) >= 5)
    found = 0
    for row in long:
        first = search(index, Request(index.chunk_text(int(row)), 1)).rows
        found += bool(len(first)) and index.chunk_text(int(first[0])) == index.chunk_text(int(row))
    assert len(long) > 100 and found >= 0.99 * len(long), (found, len(long))


@pytest.mark.parametrize("mode", MODES)
def test_five_results_are_the_first_of_twenty(index, mode):
    for text in ("cancel a running task", "how are messages parsed", "TestCase", "where is the timeout handled"):
        few, many = (search(index, Request(text, k, mode)) for k in (5, 20))
        assert few.rows.tolist() == many.rows[:5].tolist()
        assert (few.scores == many.scores[:5]).all()


def test_one_chunk_of_each_file_comes_before_any_second(index):
    rows = search(index, Request("close the connection and wait for it", 1000)).rows
    files = index.file_of[rows]
    distinct = len(set(files.tolist()))
    assert len(set(files[:distinct].tolist())) == distinct and len(rows) > distinct


def test_known_answers(asyncio_index):
    for text, path, symbol in [
        ("Semaphore", "locks.py", "Semaphore"),
        ("wait until several tasks are done", "tasks.py", ""),
        ("run a blocking function in a thread", "threads.py", "to_thread"),
        ("create_subprocess_exec", "subprocess.py", "create_subprocess_exec"),
        ("how is a queue joined?", "queues.py", ""),
    ]:
        results = answering.answer(asyncio_index, Request(text, 3), False).results
        assert path in [result["filepath"] for result in results], (text, [r["filepath"] for r in results])
        if symbol:
            assert results[0]["symbol"] == symbol


def test_filters(asyncio_index):
    only = search(asyncio_index, Request("event loop", 20, path="unix_*"))
    assert {asyncio_index.path_of(int(row)) for row in only.rows} == {"unix_events.py"}
    assert len(search(asyncio_index, Request("event loop", 20, language="python")).rows) == 20
    with pytest.raises(UsageError, match="python"):
        search(asyncio_index, Request("event loop", 20, language="cobol"))


def test_an_off_topic_question_gets_nothing(index):
    for text in (
        "zebra crossing pedestrians",
        "best holiday islands in greece",
        "quarterly revenue of the dairy industry",
    ):
        assert not answering.answer(index, Request(text), False).good


def test_an_empty_question_is_refused(asyncio_index):
    for text in ("", "   ", "?!", "\n\t"):
        with pytest.raises(UsageError, match=r"is empty|no words"):
            search(asyncio_index, Request(text))


def evidence(index, asked, row):
    rows = np.array([row])
    return why(index, asked, held(index, asked, match(index, asked), rows), [row])[0]


def test_two_questions_that_reach_the_same_chunk_get_different_reasons(asyncio_index):
    first, second = (search(asyncio_index, Request(text, 1)) for text in ("Semaphore acquire", "lock released counter"))
    row = int(first.rows[0])
    one, other = (evidence(asyncio_index, ranked.question, row) for ranked in (first, second))
    assert one and one != other
    assert abs(sum(weight for _, _, weight in one) - 1) < 0.02


def test_levels_answer_differently_and_are_cosines(asyncio_index):
    ranked = search(asyncio_index, Request("cancel a task", 10))
    assert ranked.levels.shape == (3, 10)
    assert (np.abs(ranked.levels) <= 1.01).all()
    for level in ("syntax", "structure", "semantics"):
        assert len(search(asyncio_index, Request("cancel a task", 10, "latent", level)).rows) == 10


def test_the_record_has_every_field_of_the_contract(asyncio_index):
    result = answering.answer(asyncio_index, Request("cancel a task", 1), True).results[0]
    fields = "filepath start_line end_line symbol kind language text relevance explanation why levels".split()
    assert set(fields) <= set(result)
    lines = (trees.package("asyncio") / result["filepath"]).read_text().split("\n")
    assert result["text"] == "\n".join(lines[result["start_line"] - 1 : result["end_line"]])
    assert 0 <= result["relevance"] <= 1 and len(result["levels"]) == 3 and result["explanation"]


@given(st.lists(st.floats(-6.0, 3.0), min_size=2, max_size=10))
def test_relevance_is_a_probability_that_falls_with_the_rank_and_grows_with_belief(beliefs):
    found = relevance(np.array(beliefs))
    assert ((found > 0) & (found < 1)).all()
    assert np.array_equal(relevance(np.array(beliefs[:-1])), found[:-1]), "what follows changes nothing"
    alike = relevance(np.full(len(beliefs), beliefs[0]))
    if beliefs[0] > -4.0:  # below, nothing is to be believed at any rank
        assert (np.diff(alike) < 0).all()
    assert (relevance(np.array(beliefs) + 0.5) > found)[:5].all(), "further down it may fall: one of the first is right"
