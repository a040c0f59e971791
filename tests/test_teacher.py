"""What the full ranking teaches the vectors: which questions are posed, what it answers, and what comes of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import trees

from ncs.train.examples import SAID, Example
from ncs.train.judge import is_drawn
from ncs.train.material import material
from ncs.train.posed import MOST_FILES, MOST_NAMES, MOST_TOLD, posed
from ncs.train.repository import Settings, begin
from ncs.train.teacher import FIRST, teach
from ncs.types import Chunk

torch = pytest.importorskip("torch")

MIX = (0.25, 0.0, 0.75)


def chunk(path: str, *names: str, kind: str = "function") -> Chunk:
    return Chunk(path, 1, 9, "", kind, "python", names[0] if names else "", (), "", "", names, (), (), ())


def test_names_files_and_what_commits_say_are_posed_once():
    found = [Example("commit", 0, "Accounts are closed"), Example("commit", 1, "Accounts are closed")]
    found += [Example("docstring", 0, "Close an account"), Example("test", 1, "archive twice")]
    chunks = [chunk("bank/account_book.py", "close_account"), chunk("tests/test_account.py", "test_nothing")]
    chunks += [chunk("bank/account_book.py", "close_account", "id"), chunk("README.md", "Usage", kind="section")]
    asked = posed(found, chunks)
    assert asked == ["Accounts are closed", "archive twice", "close_account", "bank account book"]


def test_of_each_kind_only_so_many_are_posed():
    found = [Example("commit", 0, f"says {number}") for number in range(3 * MOST_TOLD)]
    chunks = [chunk(f"lib/file{number}.py", f"name{number}") for number in range(3000)]
    asked = posed(found, chunks)
    assert len(asked) == len(set(asked)) == MOST_TOLD + MOST_NAMES + MOST_FILES
    assert asked[1] == "says 3"  # evenly spread


@given(st.data())
def test_what_is_drawn_is_told_apart_by_shares(data):
    """They sum to 1 wherever a file of the question was drawn, no other file gets any, and drawing a file twice gives
    it no more than once."""
    from ncs.train.distilling import targets

    questions, drawn = data.draw(st.integers(1, 5)), data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=12))
    files = np.array([data.draw(st.permutations(range(10)))[:4] for _ in range(questions)])
    weights = st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4)
    shares = np.array([data.draw(weights) for _ in range(questions)], np.float32)
    found = targets(files, shares, np.array(drawn))
    for row, own, share in zip(found, files.tolist(), shares, strict=True):
        seen = {file for file in drawn if file in own}
        assert np.isclose(row.sum(), 1.0 if seen else 0.0, atol=1e-5)
        total = sum(share[own.index(file)] for file in seen)
        for file in set(drawn):
            wanted = share[own.index(file)] / total if file in seen else 0.0
            assert np.isclose(row[np.array(drawn) == file].sum(), wanted, atol=1e-5)


@pytest.fixture(scope="module")
def taught():
    corpus = trees.read("asyncio")
    model = begin(corpus, Settings())
    found = material(model, corpus)
    return model, found, teach(model, found, MIX, 20.0, lambda *_: None)


def test_the_teacher_knows_the_files_that_names_are_of(taught):
    _, found, answers = taught
    asked = posed(found.found, found.corpus.chunks)
    assert answers.chunks.shape == answers.shares.shape == (len(answers.questions), FIRST)
    assert np.allclose(answers.shares.sum(1), 1.0, atol=1e-5) and (np.diff(answers.shares, axis=1) <= 0).all()
    assert len(asked) == len(answers.questions)
    paths = [part.path for part in found.corpus.chunks]
    firsts = dict(zip(asked, (paths[row] for row in answers.chunks[:, 0]), strict=True))
    homes: dict[str, set[str]] = {}
    for part in found.corpus.chunks:
        for name in part.defines:
            homes.setdefault(name, set()).add(part.path)
    defined = [first in homes[name] for name, first in firsts.items() if name in homes]
    called = [first == f"{name.replace(' ', '_')}.py" for name, first in firsts.items() if name not in homes]
    assert len(defined) > 100 and np.mean(defined) > 0.9
    assert len(called) > 10 and np.mean(called) > 0.7


def test_fewer_questions_are_posed_where_the_budget_holds_no_more(taught):
    model, found, answers = taught
    seen: list[tuple[int, int]] = []
    few = teach(model, found, MIX, 1.0, lambda done, of, losses: seen.append((done, of)))
    assert 0 < len(few.questions) < len(answers.questions)
    assert seen == [(number, len(seen)) for number in range(1, len(seen) + 1)]  # a person sees how far it is


def test_words_that_only_held_out_descriptions_use_do_not_move(taught):
    """The teacher reads them, but the vectors are judged by them."""
    from ncs.train import bending

    model, found, answers = taught
    tokens = found.corpus.tokens
    held = np.array([is_drawn(part) for part in found.corpus.chunks])
    seen = [tokens.without(SAID), tokens.take(np.flatnonzero(~held))]
    hidden = np.setdiff1d(model.read(tokens).token, np.concatenate([model.read(part).token for part in seen]))
    moved = bending.words_of(model, found.level(2), answers).rows
    assert len(hidden) > 20 and not np.isin(hidden, moved).any()


def test_vectors_come_to_answer_as_the_teacher_does(taught):
    from ncs.train import bending

    model, found, answers = taught
    plan = bending.plan(found.level(2), answers, 20.0, None, 0)
    learned, _ = bending.bend(model, found.level(2), plan, 60.0, lambda *_: None, answers)
    untaught, _ = bending.bend(model, found.level(2), plan, 60.0, lambda *_: None)

    def likeness(of) -> float:
        words = bending.words_of(of, found.level(2), answers)
        rows = np.arange(len(answers.questions))
        with torch.no_grad():
            quiet = plan._replace(dropout=0.0)
            return float(bending.likeness(words, answers, rows, quiet, torch.Generator().manual_seed(0)))

    assert likeness(learned) < 0.9 * likeness(untaught) and likeness(learned) < 0.9 * likeness(model)
