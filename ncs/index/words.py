"""Which chunks hold which words, how often and in what kind of text: all that postings are made of.

Sorted by term, document and kind. So documents that stay keep their entries in order when others come or go, and
an update lays its few new ones between the old ones without sorting all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from ncs.strings import Strings, by_bytes
from ncs.text.tokens import Tokens
from ncs.types import KINDS

MOST = 255  # that a word counts in one document and kind: more says nothing more, and one byte is enough

Counted = tuple[Tokens, Tokens]  # the words of some documents, and the whole identifiers among them


class Words(NamedTuple):
    """T entries: this term stands in this document (a chunk, or a file), in this kind of text, so often."""

    terms: Strings  # sorted by bytes, each with an entry
    term: np.ndarray  # [T] int64
    document: np.ndarray  # [T] int64
    kind: np.ndarray  # [T] uint8
    times: np.ndarray  # [T] uint8

    def at(self, entries: np.ndarray) -> Words:
        """Some of the entries, in order, and no term without one."""
        term = self.term[entries]
        used = np.bincount(term, minlength=len(self.terms)) > 0
        rows = np.cumsum(used) - 1
        arrays = (array[entries] for array in (self.document, self.kind, self.times))
        return Words(self.terms.take(np.flatnonzero(used)), rows[term], *arrays)


def of_counted(counted: Counted) -> Words:
    terms = Strings.pack(by_bytes(name for tokens in counted for name in tokens.names))
    row_of = {name: row for row, name in enumerate(terms)}
    numbers = [np.fromiter(map(row_of.__getitem__, tokens.names), np.int64, len(tokens.names)) for tokens in counted]
    term = np.concatenate([of[tokens.token] for of, tokens in zip(numbers, counted, strict=True)])
    document = np.concatenate([tokens.owner() for tokens in counted])
    kind = np.concatenate([tokens.kind for tokens in counted])
    count = np.concatenate([np.minimum(tokens.count, MOST) for tokens in counted]).astype(np.uint8)
    order = np.argsort(_key(term, document, kind, len(counted[0])))
    return Words(terms, term, document, kind, count).at(order)


def _key(term: np.ndarray, document: np.ndarray, kind: np.ndarray, documents: int) -> np.ndarray:
    """[T] what entries are sorted by, as one number."""
    return (term * documents + document) * len(KINDS) + kind


def union(lists: Sequence[Strings]) -> tuple[Strings, list[np.ndarray]]:
    """One list of terms, sorted by bytes, and where those of each list lie in it."""
    terms = by_bytes(chain(*lists))
    row_of = {term: row for row, term in enumerate(terms)}
    rows = [np.fromiter(map(row_of.__getitem__, of), np.int64, len(of)) for of in lists]
    return Strings.pack(terms), rows


def weave(old: Words, new: Words, old_place: np.ndarray, new_place: np.ndarray) -> Words:
    """The entries of documents that stay and of new ones. The places say where each document lies from now on, -1
    for one that is gone; those of either side keep their order."""
    old = old.at(np.flatnonzero(old_place[old.document] >= 0))
    terms, (old_rows, new_rows) = union([old.terms, new.terms])
    sides = (
        (old_rows[old.term], old_place[old.document], old.kind, old.times),
        (new_rows[new.term], new_place[new.document], new.kind, new.times),
    )
    documents = int(max(old_place.max(initial=-1), new_place.max(initial=-1))) + 1
    before, added = (_key(*side[:3], documents) for side in sides)
    of_new = np.searchsorted(before, added) + np.arange(len(added))
    of_old = np.delete(np.arange(len(before) + len(added)), of_new)
    arrays = []
    for ours, theirs in zip(*sides, strict=True):
        array = np.empty(len(ours) + len(theirs), ours.dtype)
        array[of_old], array[of_new] = ours, theirs
        arrays.append(array)
    return Words(terms, *arrays)


def as_tokens(words: Words, documents: int) -> Tokens:
    """The words of each document in the order of the terms, without whole identifiers: what the encoder reads."""
    names = list(words.terms)
    whole = np.array(["_" in name for name in names], bool)
    kept = np.flatnonzero(~whole[words.term])
    order = kept[np.argsort(words.document[kept], kind="stable")]
    ends = np.searchsorted(words.document[order], np.arange(documents + 1))
    return Tokens(names, words.term[order], words.kind[order], words.times[order].astype(np.float32), ends)
