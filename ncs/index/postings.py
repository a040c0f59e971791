"""Which chunks hold which words: the inverted index behind lexical search.

Two fields. `body` weighs every word of a chunk by BM25, with a word's occurrences counted by the kind of
text they stand in. `name` holds the words of what a chunk defines. For each term, in the order of the
sorted term list, its chunks lie side by side: documents starts[t] to starts[t+1].

BM25: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.words import Words
from ncs.types import KINDS

K1 = 1.2  # how soon more of the same word stops to count; the literature's usual value
B = 0.75  # how much long chunks are held back; the same
# What one occurrence counts by kind of text; chosen on the development repositories (LOG.md).
COUNTS = {"code": 1.0, "name": 2.0, "docstring": 1.0, "comment": 1.0, "string": 0.7, "header": 2.0, "path": 1.0}
_KIND_COUNT = np.array([COUNTS[kind] for kind in KINDS])
_IN_NAMES = np.array([kind in ("name", "header") for kind in KINDS])


class Field(NamedTuple):
    """Term-major postings: starts [terms+1], documents [P], and an impact per posting [P]."""

    starts: np.ndarray
    documents: np.ndarray
    impacts: np.ndarray


def firsts(words: Words) -> np.ndarray:
    """The entries that begin a posting: each is the first of its term and document."""
    return np.flatnonzero(np.diff(words.posting, prepend=-1))


def _starts(terms: np.ndarray, size: int) -> np.ndarray:
    return np.searchsorted(terms, np.arange(size + 1)).astype(np.uint32)


def bm25(words: Words, number: int) -> Field:
    """Of so many documents. Impacts are whole BM25 addends: a query adds them up."""
    first = firsts(words)
    begun = words.at(first)
    terms, documents = begun.term, begun.document
    weighed = words.times * _KIND_COUNT[words.kind]
    counts = np.add.reduceat(weighed, first) if len(first) else np.zeros(0)
    lengths = np.bincount(documents, counts, number)
    frequency = np.bincount(terms, minlength=len(words.terms))
    idf = np.log1p((number - frequency + 0.5) / (frequency + 0.5))
    saturation = K1 * (1 - B + B * lengths / max(1e-9, lengths.mean())) if number else lengths
    impacts = idf[terms] * counts * (K1 + 1) / (counts + saturation[documents])
    return Field(_starts(terms, len(words.terms)), documents.astype(np.uint32), impacts.astype(np.float32))


def names(words: Words, number: int) -> Field:
    """Impacts are shares: one over the number of words in the document's names."""
    inside = words.at(np.flatnonzero(_IN_NAMES[words.kind]))
    begun = inside.at(firsts(inside))
    terms, documents = begun.term, begun.document
    impacts = (1.0 / np.bincount(documents, minlength=number)[documents]).astype(np.float32)
    return Field(_starts(terms, len(words.terms)), documents.astype(np.uint32), impacts)
