"""Nearness is the plain product of question and vectors, however many rows are widened at a time."""

from __future__ import annotations

import numpy as np
import pytest

from ncs.search import latent


class Vectors:
    """As much of an index as nearness asks for."""

    def __init__(self, vectors: np.ndarray, scale: np.ndarray) -> None:
        self.vectors, self.scale = vectors, scale

    def __len__(self) -> int:
        return len(self.scale[0])

    def wide_vectors(self, level: int) -> np.ndarray:
        return self.vectors[level].astype(np.float32)


@pytest.mark.parametrize("chunks", [0, 1, 7, 8, 9, 30])
def test_large_and_small_indexes_are_multiplied_alike(monkeypatch, chunks):
    rng = np.random.default_rng(chunks)
    vectors = rng.integers(-127, 128, (3, chunks, 16)).astype(np.int8)
    scale, question = rng.random((3, chunks)).astype(np.float32), rng.standard_normal((3, 16)).astype(np.float32)
    index = Vectors(vectors, scale)
    monkeypatch.setattr(latent, "ROWS", 8)
    for level in range(3):
        plain = (vectors[level].astype(np.float64) * scale[level][:, None]) @ question[level]
        for wide in (0, 1 << 20):
            monkeypatch.setattr(latent, "WIDE", wide)
            found = latent.cosines(index, question, level)
            assert found.shape == (chunks,) and np.allclose(found, plain, rtol=1e-5, atol=1e-4)
