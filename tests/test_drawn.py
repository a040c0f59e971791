"""A learned path drawn back: at 0 the pooled words, at 1 what was learned, and as far as the levels keep up."""

from __future__ import annotations

import numpy as np
import pytest

from ncs.index import base
from ncs.model.reading import tokens_of_question
from ncs.text.tokens import join

torch = pytest.importorskip("torch")
from ncs.pretrain import drawn, probe  # noqa: E402
from ncs.train import module  # noqa: E402
from ncs.train.batches import to_tensors  # noqa: E402

TEXTS = ("parse the configuration", "close a socket", "retry with backoff")


def stages(params) -> list[np.ndarray]:
    read = base.installed().read(join([tokens_of_question("standard", text) for text in TEXTS]))
    bags = to_tensors(read, 0.0, torch.Generator())
    return [stage.numpy() for stage in probe.stages(module.parameters(params), bags)]


def test_the_path_ends_at_the_pooled_words():
    learned = base.installed().params
    pooled, *levels = stages(drawn.back(learned, 0.0))
    assert all(np.allclose(level, pooled, atol=1e-6) for level in levels)
    whole, half = stages(drawn.back(learned, 1.0)), stages(drawn.back(learned, 0.5))
    assert all((one == other).all() for one, other in zip(whole, stages(learned), strict=True))
    for before, between in zip(whole[1:], half[1:], strict=True):
        assert ((pooled * between).sum(1) > (pooled * before).sum(1)).all()
    variances = base.installed().params["encoder.head.weight"][:, base.installed().shape.latent :]
    assert (drawn.back(learned, 0.5)["encoder.head.weight"][:, variances.shape[1] :] == variances).all()


@pytest.mark.parametrize(("bearable", "expected"), [(1.0, 1.0), (0.6, 0.5), (0.25, 0.25), (0.0, 0.25), (np.nan, 1.0)])
def test_as_much_is_kept_as_leaves_no_level_behind(monkeypatch, bearable, expected):
    """The level of one task falls behind once more than so much of what was learned is there."""
    learned = {name: array for name, array in base.installed().params.items() if not name.startswith("decoder.")}
    whole = float(np.abs(learned["drift.out.weight"]).sum())

    def ranks(p, data, held_out, task):
        here = float(p["drift.out.weight"].detach().abs().sum()) / whole
        level = 0.5 + (bearable - here + 1e-3 if task == 1 else 0.1)
        return np.array([0.5, *[level] * (len(probe.STAGES) - 1)])

    monkeypatch.setattr(probe, "reciprocal_ranks", ranks)
    assert drawn.share(learned, None, []) == expected
