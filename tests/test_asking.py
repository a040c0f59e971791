"""The law of the question's own path: it is the model's, whatever was folded away."""

from __future__ import annotations

import numpy as np
import pytest
from support import toy

from ncs.model.asking import Asking
from ncs.text.tokens import Tokens, join

MODELS = [toy.standard(), toy.standard(5), toy.tutorial()]


@pytest.mark.parametrize("model", MODELS, ids=["standard", "standard 5", "tutorial"])
def test_a_question_goes_the_path_of_chunks(model):
    texts, asking = toy.texts(model, 40), Asking(model)
    chunks = model.embed(texts)
    for number in range(len(texts)):
        levels = asking.levels(texts.take([number]))
        assert levels.dtype == np.float32 and np.abs(levels - chunks[:, number]).max() < 2e-6
    assert np.abs(chunks[0] - chunks[1]).max() > 0.01 < np.abs(chunks[1] - chunks[2]).max(), "a path that stands still"


def test_unknown_words_are_read_as_their_pieces_and_shared_rows():
    model = toy.standard()
    text = Tokens.once(["alphabeta", "never", "gamma"], "docstring")
    assert np.abs(Asking(model).levels(text) - model.embed(text)[:, 0]).max() < 2e-6


def test_of_nothing_known_nothing_is_said():
    model = toy.standard()
    silent = model._replace(vocabulary=type(model.vocabulary)(model.vocabulary.words, 0))
    for text in (Tokens.once([], "docstring"), Tokens.once(["qq"], "docstring"), join([Tokens.once([], "code")])):
        assert not Asking(silent).levels(text).any() and not silent.embed(text).any()
