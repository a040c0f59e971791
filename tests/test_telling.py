"""Teaching the decoder a repository's sentences: held-out ones become likelier, and what misleads is not kept."""

from __future__ import annotations

import numpy as np
import pytest
from support import trees

from ncs.index import base, weights
from ncs.train.material import material

torch = pytest.importorskip("torch")
from ncs.train import module, narrowing, telling  # noqa: E402

FEW = telling.Plan(12)


@pytest.fixture(scope="module")
def sentences():
    model = base.installed()
    found = material(model, trees.read("asyncio", "standard"))
    return model, *found.lessons(model)


def test_held_out_sentences_become_likelier_and_the_same_twice(sentences):
    model, taught, held_out = sentences
    first, said = telling.tell(model, taught, held_out, FEW, 60.0, lambda *_: None)
    second, _ = telling.tell(model, taught, held_out, FEW, 60.0, lambda *_: None)
    assert said["kept"] and said["after"] < said["before"] and said["steps"] == FEW.steps
    moved = [name for name in model.params if first.params[name] is not model.params[name]]
    assert moved and all(name.startswith(telling.MOVED) for name in moved)
    assert all(first.params[name].tobytes() == second.params[name].tobytes() for name in moved)
    stored = weights.pack(weights.as_stored(first, model), model)
    assert set(stored) == {f"model.{name}" for name in moved}  # nothing else is in the way of a small index


def test_misleading_sentences_are_not_kept(sentences):
    """Each chunk with the words of another in reverse: what is learned of that is of no use to those held out."""
    model, taught, held_out = sentences
    rng = np.random.default_rng(0)
    targets = [taught[i].target for i in rng.permutation(len(taught))]
    words = len(model.words)
    misled = [
        s._replace(target=np.append(np.where(t[:-1][::-1] < words, t[:-1][::-1], 4), t[-1]))
        for s, t in zip(taught, targets, strict=True)
    ]
    after, said = telling.tell(model, misled, held_out, FEW._replace(steps=40, rate=5e-3), 60.0, lambda *_: None)
    assert not said["kept"] and after is model


def test_too_few_sentences_teach_nothing(sentences):
    model, taught, held_out = sentences
    for some, rest in ((taught[:3], held_out), (taught, held_out[:1])):
        after, said = telling.tell(model, some, rest, FEW, 60.0, lambda *_: None)
        assert after is model and said["steps"] == 0


def test_a_narrowed_sentence_is_the_same_sentence_in_fewer_words(sentences):
    model, taught, held_out = sentences
    words = len(model.words)
    rows = narrowing.rows_of(taught, words)
    assert narrowing.COMMON <= len(rows) < words
    for sentence in taught:
        narrow = narrowing.narrowed(sentence, rows, words)
        for name in ("target", "source_symbols"):
            before, after = getattr(sentence, name), getattr(narrow, name)
            written = after < len(rows)
            assert np.array_equal(
                np.where(written, rows[np.where(written, after, 0)], after - len(rows) + words), before
            )
    p = module.parameters(model.params)
    every = np.arange(words)
    assert telling.loss(narrowing.narrow(p, every), held_out) == telling.loss(p, held_out)
    unknown = narrowing.narrowed(held_out[0]._replace(target=np.array([words - 1])), rows[:-1], words)
    assert unknown.target.tolist() == [narrowing.UNKNOWN]
