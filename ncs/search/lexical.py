"""Scores from words: BM25 over chunks, and how well a question's words cover names and paths.

A word of the question also reaches words of the repository that begin like it (serializer, serialize,
serial), at a discount: stemming alone leaves derived words apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search.question import Question

SHORTEST_RELATED = 4  # letters that a word must share to count as derived
RELATED_SHARE = 0.6  # and the share of the longer of the two words
RELATED_WEIGHT = 0.4
MOST_RELATED = 12


def likeness(index: Index, scores: np.ndarray) -> np.ndarray:
    """Scores of a passage, weighed by the share of each chunk that the passage holds: the two must be like
    each other, where a question needs only be held."""
    whole = np.bincount(index.body.documents, index.body.impacts, len(index))
    return scores * scores / np.maximum(whole, 1e-9)


class Coverage(NamedTuple):
    """For names or paths: how much of the question is in each, and how much of each is in the question."""

    recall: np.ndarray
    precision: np.ndarray


def add_field(scores: np.ndarray, field: Field, row: int, weight: float) -> None:
    start, end = int(field.starts[row]), int(field.starts[row + 1])
    scores[field.documents[start:end]] += weight * field.impacts[start:end]


def idf(index: Index, row: int) -> float:
    """How telling a word is: of how few chunks it is a word."""
    found = int(index.body.starts[row + 1] - index.body.starts[row])
    return float(np.log1p((len(index) - found + 0.5) / (found + 0.5)))


def related(index: Index, word: str) -> list[tuple[int, float]]:
    """Rows of the word itself (weight 1) and of words derived from it or from which it is derived."""
    return list(_related(index, word))


@lru_cache(maxsize=4096)
def _related(index: Index, word: str) -> tuple[tuple[int, float], ...]:
    terms = index.terms
    exact = terms.find(word)
    found = [(exact, 1.0)] if exact >= 0 else []
    if len(word) < SHORTEST_RELATED or not word.isalpha():
        return tuple(found)
    for length in range(len(word) - 1, max(SHORTEST_RELATED, int(RELATED_SHARE * len(word) + 0.5)) - 1, -1):
        row = terms.find(word[:length])
        if row >= 0:
            found.append((row, RELATED_WEIGHT))
    encoded = word.encode("utf-8", "surrogateescape")
    row = terms.bisect(encoded)
    longest = len(encoded) / RELATED_SHARE
    while row < len(terms) and len(found) < MOST_RELATED:
        term = terms.bytes_at(row)
        if not term.startswith(encoded):
            break
        if len(encoded) < len(term) <= longest and b"_" not in term:
            found.append((row, RELATED_WEIGHT))
        row += 1
    return tuple(found)


def body_scores(index: Index, question: Question) -> np.ndarray:
    """BM25 of every chunk. [N]"""
    scores = np.zeros(len(index), np.float32)
    for word in (*question.words, *question.wholes):
        for row, weight in related(index, word):
            if weight == 1.0 or not question.passage:  # a passage has the very words of what it is like
                add_field(scores, index.body, row, weight)
    return scores


def coverage(index: Index, field: Field, documents: int, question: Question) -> Coverage:
    """How the question's words and the words of each name or path cover each other."""
    recall, precision = np.zeros(documents, np.float32), np.zeros(documents, np.float32)
    total = 0.0
    for word in question.words:
        reached = related(index, word)
        importance = max((idf(index, row) for row, weight in reached if weight == 1.0), default=4.0)
        total += importance
        hit, part = np.zeros(documents, np.float32), np.zeros(documents, np.float32)
        for row, weight in reached:
            start, end = int(field.starts[row]), int(field.starts[row + 1])
            held = field.documents[start:end]
            hit[held] = np.maximum(hit[held], weight)
            part[held] = np.maximum(part[held], weight * field.impacts[start:end])
        recall += importance * hit
        precision += part
    return Coverage(recall / max(total, 1e-9), np.minimum(1.0, precision))
