"""Which words of a question each ranked chunk holds: reckoned once, for relevance and for evidence."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search.lexical import Matched, idf
from ncs.search.question import Question


class Held(NamedTuple):
    """The W words of a question, and its undivided identifiers, beside k chunks."""

    words: tuple[str, ...]  # [W]
    wholes: int  # so many of them, the last, are identifiers, which only count as evidence
    importance: np.ndarray  # [W] how telling each is
    share: np.ndarray  # [W,k] 1 where the chunk holds the word itself, less for a derived word, 0 for none
    impact: np.ndarray  # [W,k] what the best of its forms adds to the chunk's score
    term: np.ndarray  # [W,k] which form that is, a row of the index's words


def held(index: Index, question: Question, matched: Matched, rows: np.ndarray) -> Held:
    """Rows [k] of what the question's words have matched."""
    words, body = (*question.words, *question.wholes), matched.body
    place = np.full(len(index), -1)
    place[rows] = np.arange(len(rows))
    at = place[body.document]
    there = np.flatnonzero(at >= 0)
    there = there[np.argsort(body.impact[there], kind="stable")]  # the best is written last
    where = body.asker[there], at[there]
    share, impact = np.zeros((2, len(words), len(rows)))
    term = np.full(share.shape, -1)
    impact[where], term[where] = body.impact[there], matched.reach.term[body.form[there]]
    np.maximum.at(share, where, body.weight[there])
    return Held(words, len(question.wholes), _importance(index, matched, len(words)), share, impact, term)


def _importance(index: Index, matched: Matched, words: int) -> np.ndarray:
    """[W]; a word that no chunk holds counts as if one in two of none did."""
    asked = matched.reach
    importance, itself = np.full(words, np.log1p(len(index) + 0.5)), asked.weight == 1.0
    itself &= np.diff(index.body.starts)[asked.term] > 0
    importance[asked.asker[itself]] = idf(index)[asked.term[itself]]
    return importance
