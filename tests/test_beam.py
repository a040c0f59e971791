"""Beam search: laws that hold for any weights. The decoder is a small one with random weights."""

from __future__ import annotations

import numpy as np
import pytest

from ncs.model import decoder
from ncs.model.given import Sources, given
from ncs.model.judging import likelihoods
from ncs.model.shape import STANDARD, TUTORIAL, parameters
from ncs.model.writing import NEVER, write
from ncs.text.neighbours import PLACES

STANDARD_SMALL = STANDARD._replace(tokens=20, buckets=4, embed=12, latent=6, hidden=8, words=30, decoder_hidden=10)
TUTORIAL_SMALL = TUTORIAL._replace(latent=6, hidden=8, decoder_hidden=10)
LONGEST = 12


def model(shape, seed):
    rng = np.random.default_rng(seed)
    sizes = {name: size for name, size in parameters(shape).items() if name.startswith(("decoder.", "token."))}
    return {name: 0.7 * rng.standard_normal(size).astype(np.float32) for name, size in sizes.items()}


def sources(shape, seed, chunks=3, words=7):
    if not shape.copies:
        return None
    rng = np.random.default_rng(seed)
    symbols = np.tile(shape.words + np.arange(words), (chunks, 1))
    symbols[:, :2] = rng.integers(4, shape.words, (chunks, 2))  # words that can be written too
    mask = (np.arange(words) < rng.integers(2, words + 1, chunks)[:, None]).astype(np.float32)
    vectors = rng.standard_normal((chunks, words, shape.embed)).astype(np.float32) * mask[..., None]
    roles, places = (rng.integers(0, most, (chunks, words)) for most in (len(decoder.ROLES), PLACES))
    return Sources(symbols, vectors, roles, places, mask)


def probability(params, z, source, row, symbols, ended):
    """The log-probability of a draft, step by step, by the definition."""
    z = (z / np.sqrt((z * z).mean(-1, keepdims=True)))[row : row + 1]
    one = None if source is None else Sources(*(array[row : row + 1] for array in source))
    reading = None if one is None else decoder.read(np, params, *one[1:])
    words, state, total, last = (
        decoder.vocabulary_size(params),
        decoder.begin(np, params, z, reading),
        0.0,
        decoder.BEGIN,
    )
    for symbol in [*symbols, decoder.END] if ended else symbols:
        table = decoder.symbol_vectors(params)
        seen = table[last : last + 1] if last < words else reading.keys[:, last - words]
        state, copy = decoder.advance(np, params, seen, z, state, reading)
        answer = decoder.emit(np, params, state.layers[-1], state.context, z)
        written = np.exp(answer.scores[0] - np.logaddexp.reduce(answer.scores[0]))
        chance = written[symbol] if symbol < words else 0.0
        if one is not None:
            chance = answer.gate[0] * chance + (1 - answer.gate[0]) * copy[0][one.symbols[0] == symbol].sum()
        total, last = total + np.log(chance), symbol
    return float(total)


@pytest.mark.parametrize("shape", [STANDARD_SMALL, TUTORIAL_SMALL], ids=["standard", "tutorial"])
@pytest.mark.parametrize("seed", range(4))
def test_a_draft_has_the_probability_that_it_says(shape, seed):
    params, source = model(shape, seed), sources(shape, seed)
    z = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    for row, drafts in enumerate(write(given(params, z, source), LONGEST, 3)):
        for draft in drafts:
            assert draft.log == pytest.approx(probability(params, z, source, row, draft.symbols, draft.ended), abs=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_drafts_are_different_ordered_and_obey_the_bans(seed):
    params, source = model(STANDARD_SMALL, seed), sources(STANDARD_SMALL, seed)
    z = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    for drafts in write(given(params, z, source), LONGEST, 4):
        assert len({tuple(draft.symbols) for draft in drafts}) == len(drafts) == 4
        assert [draft.log for draft in drafts] == sorted((draft.log for draft in drafts), reverse=True)
        for draft in drafts:
            pairs = list(zip(draft.symbols, draft.symbols[1:], strict=False))
            assert draft.symbols and not set(draft.symbols) & {*NEVER, decoder.END}
            assert len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs)
            assert draft.ended or len(draft.symbols) == LONGEST


@pytest.mark.parametrize("seed", range(4))
def test_only_free_symbols_are_written_again(seed):
    params, source = model(STANDARD_SMALL, seed), sources(STANDARD_SMALL, seed)
    z = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    for free in (frozenset(), frozenset(range(10, 20))):
        for drafts in write(given(params, z, source), LONGEST, 4, free):
            for draft in drafts:
                told = [symbol for symbol in draft.symbols if symbol not in free]
                assert len(set(told)) == len(told)


@pytest.mark.parametrize("seed", range(4))
def test_one_draft_is_the_greedy_one_and_chunks_do_not_disturb_each_other(seed):
    params, source = model(STANDARD_SMALL, seed), sources(STANDARD_SMALL, seed)
    z = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    together = write(given(params, z, source), LONGEST, 2)
    for row in range(3):
        alone = write(given(params, z[row : row + 1], Sources(*(array[row : row + 1] for array in source))), LONGEST, 2)
        assert [draft.symbols for draft in alone[0]] == [draft.symbols for draft in together[row]]
    assert write(given(params, z[:0], None), LONGEST) == []
    for drafts in write(given(params, z, source), 1, 1):  # of a single symbol the greedy choice is the likeliest
        wide = write(given(params, z, source), 1, 4)
        assert drafts[0].symbols in [many[0].symbols for many in wide]


@pytest.mark.parametrize("seed", range(4))
def test_a_sentence_that_is_offered_has_the_probability_of_one_that_was_written(seed):
    params, source = model(STANDARD_SMALL, seed), sources(STANDARD_SMALL, seed)
    z = np.random.default_rng(seed).standard_normal((3, 6)).astype(np.float32)
    of = given(params, z, source)
    offered = [(row, draft.symbols[: 1 + row]) for row, found in enumerate(write(of, LONGEST, 3)) for draft in found]
    logs = likelihoods(of, [row for row, _ in offered], [symbols for _, symbols in offered])
    assert logs == pytest.approx([probability(params, z, source, *one, True) for one in offered], abs=1e-3)
    assert likelihoods(of, [], []) == []
    words = STANDARD_SMALL.words
    assert np.isfinite(likelihoods(of, [0, 1], [[decoder.UNKNOWN], [words + 6]])).all()  # even of what can't be written
