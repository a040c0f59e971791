"""Which chunks hold which words: the inverted index behind lexical search.

Two fields. `body` weighs every word of a chunk by BM25, with a word's occurrences counted by the kind of
text they stand in. `name` holds the words of what a chunk defines. For each term, in the order of the
sorted term list, its chunks lie side by side: documents starts[t] to starts[t+1].

BM25: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.strings import Strings, by_bytes
from ncs.text.tokenizer import KIND_ID, Bag
from ncs.types import KINDS

K1 = 1.2  # how soon more of the same word stops to count; the literature's usual value
B = 0.75  # how much long chunks are held back; the same
# What one occurrence counts by kind of text; chosen on the development repositories (LOG.md).
COUNTS = {"code": 1.0, "name": 2.0, "docstring": 1.0, "comment": 1.0, "string": 0.7, "header": 2.0, "path": 1.0}
_KIND_COUNT = np.array([COUNTS[kind] for kind in KINDS])
_NAME_KINDS = (KIND_ID["name"], KIND_ID["header"])


class Field(NamedTuple):
    """Term-major postings: starts [terms+1], documents [P], and an impact per posting [P]."""

    starts: np.ndarray
    documents: np.ndarray
    impacts: np.ndarray


def term_list(bags: Sequence[Bag]) -> Strings:
    return Strings.pack(by_bytes(word for bag in bags for word, _ in (*bag.words, *bag.wholes)))


def _field(rows: list[dict[str, float]], row_of: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Documents' weighted words -> term of each posting, document of each, frequency of each; term-major."""
    sizes = [len(row) for row in rows]
    terms = np.fromiter((row_of[word] for row in rows for word in row), np.int64, sum(sizes))
    counts = np.fromiter((count for row in rows for count in row.values()), np.float64, sum(sizes))
    documents = np.repeat(np.arange(len(rows)), sizes)
    order = np.lexsort((documents, terms))
    return terms[order], documents[order], counts[order]


def _weighted(bag: Bag) -> dict[str, float]:
    found: dict[str, float] = {}
    for counter in (bag.words, bag.wholes):
        for (word, kind), count in counter.items():
            found[word] = found.get(word, 0.0) + count * float(_KIND_COUNT[kind])
    return found


def _names(bag: Bag) -> dict[str, float]:
    return {word: 1.0 for counter in (bag.words, bag.wholes) for word, kind in counter if kind in _NAME_KINDS}


def _starts(terms: np.ndarray, size: int) -> np.ndarray:
    return np.searchsorted(terms, np.arange(size + 1)).astype(np.uint32)


def bm25(bags: Sequence[Bag], vocabulary: Strings) -> Field:
    """Impacts are whole BM25 addends: a query adds them up."""
    row_of = {word: row for row, word in enumerate(vocabulary)}
    terms, documents, counts = _field([_weighted(bag) for bag in bags], row_of)
    lengths = np.bincount(documents, counts, len(bags))
    frequency = np.bincount(terms, minlength=len(vocabulary))
    idf = np.log1p((len(bags) - frequency + 0.5) / (frequency + 0.5))
    saturation = K1 * (1 - B + B * lengths / max(1e-9, lengths.mean())) if len(bags) else lengths
    impacts = idf[terms] * counts * (K1 + 1) / (counts + saturation[documents])
    return Field(_starts(terms, len(vocabulary)), documents.astype(np.uint32), impacts.astype(np.float32))


def names(bags: Sequence[Bag], vocabulary: Strings) -> Field:
    """Impacts are shares: one over the number of words in the chunk's names."""
    row_of = {word: row for row, word in enumerate(vocabulary)}
    rows = [_names(bag) for bag in bags]
    terms, documents, _ = _field(rows, row_of)
    sizes = np.maximum(1, np.array([len(row) for row in rows]))
    impacts = (1.0 / sizes[documents]).astype(np.float32) if len(documents) else np.zeros(0, np.float32)
    return Field(_starts(terms, len(vocabulary)), documents.astype(np.uint32), impacts)
