"""The words that the sentences of a few chunks are made of."""

from __future__ import annotations

import numpy as np
import pytest

from ncs.index import base
from ncs.model import drafting
from ncs.model.language import COMMON, language
from ncs.text.neighbours import Offer, Word


@pytest.fixture(scope="module")
def model():
    return base.installed()


def test_common_words_are_allowed_for_all_and_rare_ones_where_they_are_in_sight(model):
    rare = model.words[len(model.words) - 1]
    found = language(model, [[rare, "the", "never-heard-of"], []])
    assert found.words == [*(model.words[row] for row in range(COMMON)), rare]
    assert found.allowed.tolist() == [[1.0] * (COMMON + 1), [1.0] * COMMON + [0.0]]
    assert np.array_equal(found.params["decoder.word"][-1], model.params["decoder.word"][len(model.words) - 1])


def test_what_is_said_of_a_chunk_does_not_depend_on_its_company(model):
    drawn = np.random.default_rng(3)
    z = drawn.normal(size=(6, model.shape.latent)).astype(np.float32)
    words = [model.words[row] for row in drawn.integers(4, len(model.words), 60)]
    sources = [[Word(word, "body", place) for place, word in enumerate(words[row : row + 10])] for row in range(6)]
    offered = [Offer(tuple(words[row + 20 : row + 26]), 0.8) for row in range(6)]
    together = drafting.candidates(model, z, sources, offered)
    for row, drafts in enumerate(together):
        alone = drafting.candidates(model, z[row : row + 1], sources[row : row + 1], offered[row : row + 1])[0]
        assert [draft.words for draft in alone] == [draft.words for draft in drafts]
        assert np.allclose([draft.likelihood for draft in alone], [draft.likelihood for draft in drafts], atol=1e-5)
