"""Scores from words: BM25 over chunks, and how well a question's words cover names and paths.

A word of the question also reaches words of the repository that begin like it (serializer, serialize,
serial), at a discount: stemming alone leaves derived words apart.
"""

from __future__ import annotations

from collections.abc import Sequence
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
UNKNOWN = 4.0  # how telling a word is that no chunk holds


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


class Reached(NamedTuple):
    """A word of the question, how telling it is, and the rows of words that it reaches with the weight of each."""

    importance: float
    forms: list[tuple[int, float]]


def reach(index: Index, question: Question) -> list[Reached]:
    found = []
    for word in question.words:
        forms = related(index, word)
        importance = max((idf(index, row) for row, weight in forms if weight == 1.0), default=UNKNOWN)
        found.append(Reached(importance, forms))
    return found


def coverage(field: Field, documents: int, asked: Sequence[Reached]) -> Coverage:
    """How the question's words and the words of each name or path cover each other."""
    recall, precision = np.zeros(documents, np.float32), np.zeros(documents, np.float32)
    for importance, forms in asked:
        held = [(int(field.starts[row]), int(field.starts[row + 1]), weight) for row, weight in forms]
        held = [form for form in held if form[0] < form[1]]
        if len(held) == 1:
            _add_form(recall, precision, field, held[0], importance)
        elif held:
            hit, part = _best_form(field, documents, held)
            recall += importance * hit
            precision += part
    total = sum(importance for importance, _ in asked)
    return Coverage(recall / max(total, 1e-9), np.minimum(1.0, precision))


Form = tuple[int, int, float]  # a stretch of postings, and what a word in that form is worth


def _add_form(recall: np.ndarray, precision: np.ndarray, field: Field, form: Form, importance: float) -> None:
    start, end, weight = form
    held = field.documents[start:end]
    recall[held] += np.float32(importance * weight)
    precision[held] += np.float32(weight) * field.impacts[start:end]


def _best_form(field: Field, documents: int, forms: Sequence[Form]) -> tuple[np.ndarray, np.ndarray]:
    """The best weight and the best impact of a word's forms in each document."""
    hit, part = np.zeros(documents, np.float32), np.zeros(documents, np.float32)
    for start, end, weight in sorted(forms, key=lambda form: form[2]):  # the best is written last
        held = field.documents[start:end]
        hit[held] = weight
        part[held] = np.maximum(part[held], np.float32(weight) * field.impacts[start:end])
    return hit, part
