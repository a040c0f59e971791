"""What the words of a question match, all at once, is what each of them matches by itself."""

from __future__ import annotations

import numpy as np
import pytest
from support import trees

from ncs.building import Order, build
from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search import lexical, question

QUESTIONS = ("how are cancelled tasks awaited?", "run_in_executor", "Semaphore", "connections connected server zzzz")


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    output = tmp_path_factory.mktemp("index") / "x.ncs"
    build(Order(str(trees.package("asyncio")), str(output), no_learn=True), lambda *_: None)
    return Index(output)


def by_hand(index: Index, field: Field, word: str, size: int, impacts: bool = False) -> np.ndarray:
    """[size] the best form of one word in each document."""
    best = np.zeros(size)
    for term, weight in lexical.related(index, word):
        for place in range(int(field.starts[term]), int(field.starts[term + 1])):
            document, worth = field.documents[place], weight * (field.impacts[place] if impacts else 1.0)
            best[document] = max(best[document], worth)
    return best


@pytest.mark.parametrize("text", QUESTIONS)
def test_words_count_by_their_best_form(index, text):
    asked, chunks, files = question.read(text), len(index), len(index.paths)
    matched = lexical.match(index, asked)
    for field, found, size in (
        (index.body, matched.words, chunks),
        (index.name, matched.name, chunks),
        (index.stem, matched.stem, files),
        (index.folder, matched.folder, files),
    ):
        expected = np.array([by_hand(index, field, word, size) for word in asked.words])
        held = lexical.held(matched.reach, found, size)
        assert np.allclose(held, expected)
        share = matched.reach.share
        assert np.allclose(lexical.recall(matched.reach, held), share @ expected, atol=1e-6)
        if field is not index.body:
            parts = np.sum([by_hand(index, field, word, size, True) for word in asked.words], 0)
            assert np.allclose(lexical.precision(matched.reach, found, size), np.minimum(1.0, parts), atol=1e-6)
    in_files = lexical.held(matched.reach, matched.words.in_files(index), files)
    whole = [by_hand(index, index.body, word, chunks) for word in asked.words]
    assert all(
        in_files[word, index.file_of[chunk]] == best[chunk] == 1
        for word, best in enumerate(whole)
        for chunk in np.flatnonzero(best == 1)
    )


@pytest.mark.parametrize("text", QUESTIONS)
def test_scores_add_up_every_form_of_every_word(index, text):
    asked, expected = question.read(text), np.zeros(len(index))
    for word in (*asked.words, *asked.wholes):
        for term, weight in lexical.related(index, word):
            postings = slice(int(index.body.starts[term]), int(index.body.starts[term + 1]))
            expected[index.body.documents[postings]] += weight * index.body.impacts[postings]
    scores = lexical.body_scores(index, lexical.match(index, asked).body, False)
    assert np.allclose(scores, expected, atol=1e-4) and scores.max() > 0


def test_derived_words_are_reached_and_rare_words_tell_more(index):
    reach = lexical.reach(index, question.read("execute zzzz"))
    assert len(reach.term) > 1 and reach.weight[-1] == 1.0 and reach.weight.min() == np.float32(lexical.RELATED_WEIGHT)
    assert set(reach.asker.tolist()) == {0} and reach.share.sum() == pytest.approx(1.0)
    common, rare, unknown = lexical.reach(index, question.read("self semaphore zzzz")).share
    assert common < rare and common < unknown


def test_derived_words_are_those_of_a_plain_walk(index):
    """Identifiers that begin with the word are leapt over, and nothing behind them is lost."""
    terms = list(index.terms)
    for word in {term for term in terms if term.isalpha() and len(term) >= lexical.SHORTEST_RELATED}:
        longest = len(word.encode()) / lexical.RELATED_SHARE
        longer = [
            row
            for row, term in enumerate(terms)
            if term.startswith(word) and len(word) < len(term) and len(term.encode()) <= longest and "_" not in term
        ]
        found = [row for row, weight in lexical.related(index, word) if weight < 1 and len(terms[row]) > len(word)]
        shorter = [row for row, weight in lexical.related(index, word) if len(terms[row]) <= len(word)]
        assert found == longer[: lexical.MOST_RELATED - len(shorter)]
