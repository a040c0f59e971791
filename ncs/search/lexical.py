"""Scores from words: BM25 over chunks, and how well a question's words cover names and paths.

A word of the question also reaches words of the repository that begin like it (serializer, serialize,
serial), at a discount: stemming alone leaves derived words apart.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search.question import Question

SHORTEST_RELATED = 4  # letters that a word must share to count as derived
RELATED_SHARE = 0.6  # and the share of the longer of the two words
RELATED_WEIGHT = 0.4
MOST_RELATED = 12
BEHIND_JOINED = bytes([ord("_") + 1])
UNKNOWN = 4.0  # how telling a word is that no chunk holds


@lru_cache(maxsize=4)
def idf(index: Index) -> np.ndarray:
    """[terms] how telling each word is: of how few chunks it is a word."""
    found = np.diff(index.body.starts.astype(np.float64))
    return np.where(found > 0, np.log1p((len(index) - found + 0.5) / (found + 0.5)), UNKNOWN)


@lru_cache(maxsize=4096)
def related(index: Index, word: str) -> tuple[tuple[int, float], ...]:
    """Rows of the word itself (weight 1, and first) and of words derived from it or from which it is derived."""
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
    row, joined = terms.bisect(encoded), encoded + b"_"
    longest = len(encoded) / RELATED_SHARE
    while row < len(terms) and len(found) < MOST_RELATED:
        term = terms.bytes_at(row)
        if not term.startswith(encoded):
            break
        if term.startswith(joined):  # identifiers that begin with the word lie side by side, hundreds of them
            row = terms.bisect(encoded + BEHIND_JOINED)
            continue
        if len(encoded) < len(term) <= longest and b"_" not in term:
            found.append((row, RELATED_WEIGHT))
        row += 1
    return tuple(found)


class Reach(NamedTuple):
    """The W words of a question, its undivided identifiers behind them, and the M words of the index they reach."""

    share: np.ndarray  # [W] how telling each word is, of all of them
    term: np.ndarray  # [M] rows of the index's words; of what one word reaches, itself comes last
    asker: np.ndarray  # [M] which word or identifier reaches it
    weight: np.ndarray  # [M] what that is worth
    by_words: int  # so many of the M are reached by words


def reach(index: Index, question: Question) -> Reach:
    forms = [related(index, word)[::-1] for word in (*question.words, *question.wholes)]
    term = np.array([term for some in forms for term, _ in some], np.int64)
    weight = np.array([weight for some in forms for _, weight in some], np.float32)
    asker = np.arange(len(forms)).repeat([len(some) for some in forms])
    importance, itself = np.full(len(forms), UNKNOWN, np.float32), weight == 1.0
    importance[asker[itself]] = idf(index)[term[itself]]
    words = len(question.words)
    share = importance[:words] / max(float(importance[:words].sum()), 1e-9)
    return Reach(share, term, asker, weight, int(asker.searchsorted(words)))


class Found(NamedTuple):
    """P places in one field where something reached stands, in the order of what is reached."""

    form: np.ndarray  # [P] which of the M
    asker: np.ndarray  # [P] for which word
    document: np.ndarray  # [P]
    weight: np.ndarray  # [P]
    impact: np.ndarray  # [P] the posting's own, by the weight

    def part(self, start: int, end: int) -> Found:
        return Found(*[column[start:end] for column in self])

    def in_files(self, index: Index) -> Found:
        """With the files of chunks as documents."""
        return self._replace(document=index.file_of[self.document])


class Matched(NamedTuple):
    """Where the index holds the words of a question."""

    reach: Reach
    body: Found  # with the undivided identifiers
    words: Found  # without them
    name: Found
    stem: Found
    folder: Found
    told: Found  # in what commits say


def match(index: Index, question: Question) -> Matched:
    """All fields at once: a question has few words, and each array that is made costs more than what is in it."""
    asked = reach(index, question)
    starts, ends = index.starts[:, asked.term].tolist(), index.starts[:, asked.term + 1].tolist()
    forms, sizes, edges = [], [], [0]
    documents, impacts = [index.body.documents[:0]], [index.body.impacts[:0]]
    for number, field in enumerate(index.fields):
        reached = len(asked.term) if field is index.body else asked.by_words
        for of_form, start, end in zip(range(reached), starts[number], ends[number], strict=False):
            if start == end:
                continue
            forms.append(of_form)
            sizes.append(end - start)
            documents.append(field.documents[start:end])
            impacts.append(field.impacts[start:end])
        edges.append(sum(sizes))
    form = np.array(forms, np.int64).repeat(sizes)
    weight = asked.weight[form]
    found = Found(
        form, asked.asker[form], np.concatenate(documents).astype(np.int64), weight, weight * np.concatenate(impacts)
    )
    name, stem, folder, told, body = (found.part(start, end) for start, end in pairwise(edges))
    return Matched(asked, body, body.part(0, int(body.form.searchsorted(asked.by_words))), name, stem, folder, told)


def body_scores(index: Index, body: Found, passage: bool) -> np.ndarray:
    """BM25 of every chunk. [N] float32"""
    if not passage:
        return np.bincount(body.document, body.impact, len(index)).astype(np.float32)
    exact = body.weight == 1.0  # a passage has the very words of what it is like
    return likeness(index, np.bincount(body.document[exact], body.impact[exact], len(index)).astype(np.float32))


def likeness(index: Index, scores: np.ndarray) -> np.ndarray:
    """Scores of a passage, weighed by the share of each chunk that the passage holds: the two must be like
    each other, where a question needs only be held."""
    whole = np.bincount(index.body.documents, index.body.impacts, len(index))
    return scores * scores / np.maximum(whole, 1e-9)


def held(asked: Reach, found: Found, size: int) -> np.ndarray:
    """[W,size] what each word is worth in each document: the best of its forms, 0 where it has none."""
    return _best(asked, found, found.weight, size)


def _best(asked: Reach, found: Found, values: np.ndarray, size: int) -> np.ndarray:
    best = np.zeros((len(asked.share), size), np.float32)
    place = found.asker * size + found.document  # in one piece: twice as quick as by row and column
    best.reshape(-1)[place] = values  # of several for one place the last is kept: the word itself
    return best


def recall(asked: Reach, held: np.ndarray) -> np.ndarray:
    """[W,n] -> [n] how much of the question is in each document, by how telling its words are."""
    return np.asarray(asked.share @ held)


def precision(asked: Reach, found: Found, size: int) -> np.ndarray:
    """[size] how much of each name or path is in the question."""
    return np.minimum(1.0, _best(asked, found, found.impact, size).sum(0))
