"""How far a model goes towards what was learned, and what learning is shown of an answer's file."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support import trees

from ncs.index import base
from ncs.source.patches import Hunk
from ncs.train.factor import FACTORS, best_factor, between
from ncs.train.history import Told
from ncs.train.judge import FEWEST, standard_error, surely_better
from ncs.train.material import material
from ncs.train.pairs import files_of, stretch

RANKS = st.lists(st.floats(0.001, 1.0), min_size=2 * FEWEST, max_size=60).map(np.array)


def test_half_of_the_way_is_the_mean_and_what_stayed_is_shared():
    begun = base.installed()
    learned = begun._replace(params=begun.params | {"token.weight": np.asarray(begun.params["token.weight"]) + 1.0})
    half = between(begun, learned, 0.5)
    assert np.allclose(half.params["token.weight"], np.asarray(begun.params["token.weight"]) + 0.5)
    assert all(half.params[name] is begun.params[name] for name in begun.params if name != "token.weight")
    assert between(begun, learned, 1.0) is learned


@given(RANKS, st.randoms(use_true_random=False))
def test_the_way_is_surely_better_than_the_base_or_none_of_it_is_gone(before, random):
    after = {factor: np.array([random.random() for _ in before]) for factor in FACTORS}
    told = np.array([random.random() < 0.5 for _ in before])
    factor = best_factor(before, after, told)
    assert factor == 0.0 or surely_better(np.mean(list(after.values()), axis=0), before)
    for part in (told, ~told):
        if factor and part.sum() >= FEWEST:
            gain = (after[factor] - before)[part]
            assert gain.mean() >= -standard_error(gain)


def test_what_helps_at_half_way_only_is_not_believed():
    before, told = np.full(40, 0.3), np.arange(40) % 2 == 0
    wobble = np.linspace(-0.15, 0.15, 40)
    after = {0.5: before + 0.05 + wobble / 2, 0.75: before + wobble, 1.0: before - 0.06 + wobble}
    assert surely_better(after[0.5], before) and best_factor(before, after, told) == 0.0


def test_the_smallest_factor_as_good_as_the_best_is_taken():
    before, told = np.full(40, 0.3), np.arange(40) % 2 == 0
    wobble = np.linspace(-0.05, 0.05, 40)
    gains = {0.5: 0.05, 0.75: 0.1, 1.0: 0.101}
    assert best_factor(before, {f: before + gain + wobble * f for f, gain in gains.items()}, told) == 0.75
    assert best_factor(before, {f: before + gain * f for f, gain in gains.items()}, told) == 1.0
    assert best_factor(before, dict.fromkeys(gains, before), told) == 0.0


def test_a_gain_on_commits_alone_is_refused_where_descriptions_lose():
    before, told = np.full(40, 0.3), np.arange(40) < 20
    after = before + np.where(told, 0.3, -0.02)
    assert surely_better(after, before)
    assert best_factor(before, {1.0: after}, told) == 0.0
    assert best_factor(before, {1.0: after}, ~told) == 0.0
    assert best_factor(before, {1.0: before + np.where(told, 0.3, 0.0)}, told) == 1.0


def test_beside_an_answer_stand_the_chunks_of_its_file_and_beside_gone_code_itself():
    found = trees.read("asyncio")
    lost = Hunk("gone.py", 1, "", "def frobnicate(gizmo):\n    return wobble(gizmo)\n")
    history = [Told(f"{number:012}", f"Gizmos {number} are frobnicated now", lost) for number in range(20)]
    pairs = material(base.installed(), found, history).level(2)
    files = files_of(found.chunks, 0)
    here = pairs.chunk < len(found.chunks)
    assert (~here).sum() == 18  # two of the twenty commits are held out
    assert (pairs.last[~here] - pairs.first[~here] == 1).all() and (pairs.first[~here] == pairs.chunk[~here]).all()
    for chunk, first, last in zip(pairs.chunk[here], pairs.first[here], pairs.last[here], strict=True):
        assert first <= chunk < last and len({found.chunks[row].path for row in range(first, last)}) == 1
        assert last - first == (files == files[chunk]).sum()
    assert len(pairs.beside) == len(found.chunks) + 20


def test_the_stretch_of_a_file():
    first, last = stretch(np.array([0, 0, 1, 3, 3, 3]), np.array([3, 0, 1]))
    assert first.tolist() == [3, 0, 2] and last.tolist() == [6, 2, 3]
