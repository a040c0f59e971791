"""Nearness is the plain product of question and vectors, however many rows are widened at a time."""

from __future__ import annotations

import numpy as np
import pytest

from ncs.search import latent

LENGTHS = {0: [], 1: [1], 7: [3, 0, 4], 8: [8], 9: [0, 9, 0], 30: [1, 2, 3, 0, 4, 20]}  # chunks of each file


class Vectors:
    """As much of an index as nearness asks for."""

    def __init__(self, vectors: np.ndarray, scale: np.ndarray, lengths: list[int], mix: list[float]) -> None:
        self.vectors, self.scale, self.about, self.paths = vectors, scale, {"mix": mix}, lengths
        self.filled = np.flatnonzero(lengths)
        self.first_of_filled = (np.cumsum(lengths) - lengths).astype(np.int64)[self.filled]
        self.file_of = np.repeat(np.arange(len(lengths)), lengths)
        self.file_lengths = np.linspace(1, 2, 3 * len(lengths), dtype=np.float32).reshape(3, -1)

    def __len__(self) -> int:
        return len(self.scale[0])


@pytest.mark.parametrize("level", (*latent.LEVELS, "all"))
@pytest.mark.parametrize("chunks", LENGTHS)
def test_large_and_small_indexes_are_multiplied_alike(monkeypatch, chunks, level):
    rng, lengths = np.random.default_rng(chunks), LENGTHS[chunks]
    vectors = rng.integers(-127, 128, (3, chunks, 16)).astype(np.int8)
    scale, question = rng.random((3, chunks)).astype(np.float32), rng.standard_normal((3, 16)).astype(np.float32)
    mix = [0.0, 0.25, 0.75]
    index = Vectors(vectors, scale, lengths, mix)
    monkeypatch.setattr(latent, "ROWS", 8)
    plain = (vectors * scale[:, :, None].astype(np.float64) * question[:, None]).sum(-1)
    wanted = mix if level == "all" else [float(name == level) for name in latent.LEVELS]
    ends = np.cumsum(lengths, dtype=int)
    sums = np.array([plain[:, end - size : end].sum(1) for end, size in zip(ends, lengths, strict=True)]).reshape(-1, 3)
    first = latent.nearness(index, question, level)
    for wide in (0, 1 << 20, 1 << 20):
        monkeypatch.setattr(latent, "WIDE", wide)
        found = latent.nearness(index, question, level)
        assert np.array_equal(found.chunks, first.chunks), "the same bits however often it was asked"
        assert found.chunks.shape == (chunks,) and found.files.shape == (len(lengths),)
        assert np.allclose(found.chunks, wanted @ plain, rtol=1e-5, atol=1e-4)
        assert np.allclose(found.files, (sums / index.file_lengths.T) @ wanted, rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("level", (*latent.LEVELS, "all"))
def test_what_is_remembered_counts_as_far_as_meaning_does(level):
    rng, lengths = np.random.default_rng(0), LENGTHS[30]
    index = Vectors(np.zeros((3, 30, 16), np.int8), np.zeros((3, 30), np.float32), lengths, [0.25, 0.0, 0.75])
    index.remembers, index.memory_vectors = True, rng.integers(-127, 128, (len(lengths), 16)).astype(np.int8)
    index.memory_scale, question = rng.random(len(lengths)).astype(np.float32), rng.standard_normal((3, 16))
    plain = (index.memory_vectors * index.memory_scale[:, None].astype(float)) @ question[2]
    share = latent.MEMORY * {"syntax": 0.0, "structure": 0.0, "semantics": 1.0, "all": 0.75}[level]
    found = latent.remembered(index, question.astype(np.float32), level)
    assert np.allclose(found, np.repeat(share * plain, lengths), rtol=1e-4, atol=1e-4)
