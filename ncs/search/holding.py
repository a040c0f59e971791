"""Which words of a question each ranked chunk holds: reckoned once, for relevance and for evidence."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search import lexical
from ncs.search.question import Question


class Held(NamedTuple):
    """One word of the question beside k chunks."""

    word: str
    whole: bool  # an undivided identifier, which only counts as evidence
    importance: float  # how telling the word is
    share: np.ndarray  # [k] 1 where the chunk holds the word itself, less for a derived word, 0 for none
    impact: np.ndarray  # [k] what the best of its forms adds to the chunk's score
    term: np.ndarray  # [k] which form that is


def held(index: Index, question: Question, rows: np.ndarray) -> list[Held]:
    rarest = float(np.log1p(len(index) + 0.5))
    wholes = [(word, True) for word in question.wholes]
    return [_held(index, word, whole, rows, rarest) for word, whole in [*((w, False) for w in question.words), *wholes]]


def _held(index: Index, word: str, whole: bool, rows: np.ndarray, rarest: float) -> Held:
    reached = lexical.related(index, word)
    share, impact = np.zeros(len(rows)), np.zeros(len(rows))
    form = np.full(len(rows), -1)
    importance = rarest
    for term, weight in reached:
        if weight == 1.0:
            importance = lexical.idf(index, term)
        found = _impacts(index, term, rows)
        if found is None:
            continue
        adds = weight * found
        share = np.where(adds > 0, np.maximum(share, weight), share)
        form = np.where(adds > impact, term, form)
        impact = np.maximum(impact, adds)
    return Held(word, whole, importance, share, impact, form)


def _impacts(index: Index, term: int, rows: np.ndarray) -> np.ndarray | None:
    """[k] what a term adds to each chunk's score; 0 where it does not stand. None if it stands in none of them."""
    start, end = int(index.body.starts[term]), int(index.body.starts[term + 1])
    documents = index.body.documents[start:end]
    if not len(documents):
        return None
    rows = rows.astype(documents.dtype)  # else all documents would be turned into the rows' type
    places = documents.searchsorted(rows)
    places[places == len(documents)] = 0  # behind the last: the first is another one
    held = documents[places] == rows
    return np.where(held, index.body.impacts[start:end][places], 0.0) if held.any() else None
