"""Words that lie near each other by what the model has learned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ncs.model.model import Model

NEAR = 0.35  # cosine from which two words count as near in meaning


def associated(model: Model, words: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Of these stems those whose vector lies near that of a known one; none where the model reads no words."""
    if not model.shape.copies:
        return frozenset()
    asked, there = _with_vectors(model, words), _with_vectors(model, known)
    if not asked or not there:
        return frozenset()
    table = model.params["token.vector"]
    ours, theirs = (unit_rows(table[np.array([row for _, row in pairs])]) for pairs in (asked, there))
    near = (ours @ theirs.T).max(1) >= NEAR
    return frozenset(word for (word, _), is_near in zip(asked, near.tolist(), strict=True) if is_near)


def centrality(model: Model, words: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """[W] how near each of these stems lies to the middle of them all, weighed, from 0 to 1; 0 for one without a
    vector, 1 for all where the model reads no words."""
    if not model.shape.copies:
        return np.ones(len(words))
    rows = np.array([model.vocabulary.words.find(word) for word in words], np.int64)
    known = np.flatnonzero(rows >= 0)
    unit = unit_rows(model.params["token.vector"][rows[known]])
    found = np.zeros(len(words))
    found[known] = np.maximum(0.0, unit @ unit_rows(weights[known] @ unit))
    return found


def _with_vectors(model: Model, words: Iterable[str]) -> list[tuple[str, int]]:
    """The words that have a row of their own: pieces and shared rows say too little of a word."""
    found = ((word, model.vocabulary.words.find(word)) for word in words)
    return [(word, row) for word, row in found if row >= 0]


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.sqrt((vectors * vectors).sum(-1, keepdims=True)), 1e-9)
