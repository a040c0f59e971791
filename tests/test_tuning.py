"""Words of a base learn what people ask: read, mined, tuned, on small repositories with a wording of their own."""

import json

import numpy as np
import pytest

from ncs.errors import UsageError
from ncs.index import base
from ncs.model.model import embed
from ncs.pretrain.questions import MOST_RIVALS, read

pytest.importorskip("torch")
from ncs.pretrain.tuning import Tuning, batch, tune

MIX = [0.25, 0.0, 0.75]
# Each file does one thing; the questions name none of its words.
FILES = {
    "harbour": "def moor(ship):\n    return ship.rope.tie(bollard)\n",
    "kitchen": "def knead(dough):\n    return dough.fold().rest(oven)\n",
    "garden": "def prune(hedge):\n    return hedge.cut(shears)\n",
    "library": "def lend(book):\n    return book.stamp(reader)\n",
}
QUESTIONS = {"harbour": "zebra", "kitchen": "quartz", "garden": "violin", "library": "comet"}


@pytest.fixture
def lists(tmp_path):
    """Two repositories with the same four files, asked the same questions; and one question that no file answers."""
    names = ("first", "second")
    (tmp_path / "queries").mkdir()
    for name in names:
        folder = tmp_path / "trees" / name / "src"
        folder.mkdir(parents=True)
        for stem, text in FILES.items():
            (folder / f"{stem}.py").write_text(text)
        items = [{"query": f"where is the {word}", "relevant": [f"{stem}.py"]} for stem, word in QUESTIONS.items()]
        items.append({"query": "where is nothing", "relevant": ["gone.py"], "secondary": []})
        (tmp_path / "queries" / f"{name}.json").write_text(json.dumps(items))
    place = tmp_path / "repos.json"
    place.write_text(json.dumps([{"name": name, "root": "src"} for name in names]))
    return str(place), str(tmp_path / "trees")


def ranks(model, asked):
    """[Q] at which place the right file stands, from 0, by the words of its only chunk."""
    questions, chunks = embed(model.params, asked.questions)[0], embed(model.params, asked.chunks)[0]
    order = np.argsort(-(questions @ chunks.T), 1, kind="stable")
    right = [each.files[0] for each in asked.candidates]
    return [int(np.flatnonzero(row == file)[0]) for row, file in zip(order, right, strict=True)]


def test_what_is_asked_is_learned_and_the_same_twice(lists):
    model = base.installed()
    known = list(read(*lists, model, MIX))
    plan = Tuning(steps=30, rivals=3, dropout=0.0, rate=2e-2)
    tuned = [tune(model, known, plan, lambda *_: None) for _ in range(2)]
    assert sum(ranks(model, known[0])) > 0 and ranks(tuned[0], known[0]) == [0] * len(FILES)
    assert all(np.array_equal(tuned[0].params[name], tuned[1].params[name]) for name in model.params)
    moved = {name for name in model.params if not np.array_equal(model.params[name], tuned[0].params[name])}
    assert moved == {"token.vector", "token.weight"}


def test_words_that_nobody_asks_or_answers_with_stay(lists):
    model = base.installed()
    known = list(read(*lists, model, MIX))
    tuned = tune(model, known, Tuning(steps=3), lambda *_: None)
    used = np.unique(np.concatenate([known[0].questions.token, known[0].chunks.token]))
    rest = np.setdiff1d(np.arange(len(model.params["token.weight"])), used)
    assert np.array_equal(np.asarray(model.params["token.vector"])[rest], tuned.params["token.vector"][rest])


def test_a_question_without_an_answer_is_left_out_and_rivals_never_answer(lists):
    for asked in read(*lists, base.installed(), MIX):
        assert len(asked.questions) == len(asked.candidates) == len(FILES)
        for of in asked.candidates:
            assert of.right == 1 and len(of.files) <= of.right + MOST_RIVALS
            assert len(set(of.files.tolist())) == len(of.files)
            assert all(asked.first[f] <= c < asked.first[f + 1] for f, c in zip(of.files, of.chunks, strict=True))


def test_a_batch_knows_every_answer_among_its_files(lists):
    asked = next(iter(read(*lists, base.installed(), MIX)))
    drawn = batch(asked, Tuning(rivals=3), np.random.default_rng(0))
    assert drawn.right.shape == (len(FILES), len(FILES)) and (drawn.right.sum(1) == 1).all()
    assert len(drawn.chunks) == 2 * len(FILES)


@pytest.mark.parametrize("text", ["", "{", None])
def test_a_list_that_cannot_be_read_is_named(tmp_path, text):
    place = tmp_path / "repos.json"
    if text is not None:
        place.write_text(text)
    with pytest.raises(UsageError, match=r"repos\.json can't be read"):
        list(read(str(place), str(tmp_path), base.installed(), MIX))


def test_repositories_that_are_not_laid_out_are_named(lists, tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        list(read(lists[0], str(tmp_path / "elsewhere"), base.installed(), MIX))
