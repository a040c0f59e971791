"""Which chunks hold which words: the inverted index behind lexical search.

Two fields. `body` weighs every word of a chunk by BM25, with a word's occurrences counted by the kind of
text they stand in. `name` holds the words of what a chunk defines. For each term, in the order of the
sorted term list, its chunks lie side by side: documents starts[t] to starts[t+1].

BM25: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ncs.strings import Strings, by_bytes
from ncs.text.tokens import Tokens
from ncs.types import KINDS

K1 = 1.2  # how soon more of the same word stops to count; the literature's usual value
B = 0.75  # how much long chunks are held back; the same
# What one occurrence counts by kind of text; chosen on the development repositories (LOG.md).
COUNTS = {"code": 1.0, "name": 2.0, "docstring": 1.0, "comment": 1.0, "string": 0.7, "header": 2.0, "path": 1.0}
_KIND_COUNT = np.array([COUNTS[kind] for kind in KINDS])
_IN_NAMES = np.array([1.0 if kind in ("name", "header") else 0.0 for kind in KINDS])

Counted = tuple[Tokens, Tokens]  # the words of some documents, and the whole identifiers among them


class Field(NamedTuple):
    """Term-major postings: starts [terms+1], documents [P], and an impact per posting [P]."""

    starts: np.ndarray
    documents: np.ndarray
    impacts: np.ndarray


def term_list(counted: Iterable[Counted]) -> Strings:
    return Strings.pack(by_bytes(name for pair in counted for tokens in pair for name in tokens.names))


def _merged(counted: Counted, row_of: dict[str, int], kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Term, document and frequency of every posting, term-major; `kinds` says what one occurrence counts."""
    terms, documents, counts = [], [], []
    for tokens in counted:
        rows = np.fromiter((row_of[name] for name in tokens.names), np.int64, len(tokens.names))
        terms.append(rows[tokens.token])
        documents.append(tokens.owner())
        counts.append(tokens.count * kinds[tokens.kind])
    frequency = np.concatenate(counts)
    key = (np.concatenate(terms) * len(counted[0]) + np.concatenate(documents))[frequency > 0]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    term, document = np.divmod(key[order][starts], max(1, len(counted[0])))
    sums = np.add.reduceat(frequency[frequency > 0][order], starts) if len(starts) else np.zeros(0)
    return term, document, sums


def _starts(terms: np.ndarray, size: int) -> np.ndarray:
    return np.searchsorted(terms, np.arange(size + 1)).astype(np.uint32)


def bm25(counted: Counted, row_of: dict[str, int]) -> Field:
    """Impacts are whole BM25 addends: a query adds them up."""
    terms, documents, counts = _merged(counted, row_of, _KIND_COUNT)
    number = len(counted[0])
    lengths = np.bincount(documents, counts, number)
    frequency = np.bincount(terms, minlength=len(row_of))
    idf = np.log1p((number - frequency + 0.5) / (frequency + 0.5))
    saturation = K1 * (1 - B + B * lengths / max(1e-9, lengths.mean())) if number else lengths
    impacts = idf[terms] * counts * (K1 + 1) / (counts + saturation[documents])
    return Field(_starts(terms, len(row_of)), documents.astype(np.uint32), impacts.astype(np.float32))


def names(counted: Counted, row_of: dict[str, int]) -> Field:
    """Impacts are shares: one over the number of words in the chunk's names."""
    terms, documents, _ = _merged(counted, row_of, _IN_NAMES)
    sizes = np.bincount(documents, minlength=len(counted[0]))
    impacts = (1.0 / sizes[documents]).astype(np.float32)
    return Field(_starts(terms, len(row_of)), documents.astype(np.uint32), impacts)
