"""Which documents hold which words, how often and in what kind of text: all that postings are made of.

A document is a chunk or a file. Entries are sorted by term, document and kind, packed into one number each. So
documents that stay keep their entries in order when others come or go, and an update lays its few new ones between
the old ones without sorting all.
"""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np

from ncs.strings import Strings
from ncs.text.tokens import Tokens
from ncs.types import KINDS

MOST = 255  # that a word counts in one document and kind: more says nothing more, and one byte is enough
KIND_BITS, DOCUMENT_BITS = 3, 32
_TERM = KIND_BITS + DOCUMENT_BITS
_BELOW_TERM, _DOCUMENT, _KIND = (1 << _TERM) - 1, (1 << DOCUMENT_BITS) - 1, (1 << KIND_BITS) - 1
assert len(KINDS) <= _KIND + 1

Counted = tuple[Tokens, Tokens]  # the words of some documents, and the whole identifiers among them


def pack(term: np.ndarray, document: np.ndarray, kind: np.ndarray) -> np.ndarray:
    return (term.astype(np.int64) << _TERM) | (document.astype(np.int64) << KIND_BITS) | kind


class Words(NamedTuple):
    """T entries: a term stands in a document, in a kind of text, so often."""

    terms: Strings  # sorted by bytes; some may have no entry
    entry: np.ndarray  # [T] int64: term, document and kind, ascending
    times: np.ndarray  # [T] uint8

    @property
    def term(self) -> np.ndarray:
        return self.entry >> _TERM

    @property
    def document(self) -> np.ndarray:
        return (self.entry >> KIND_BITS) & _DOCUMENT

    @property
    def kind(self) -> np.ndarray:
        return self.entry & _KIND

    @property
    def posting(self) -> np.ndarray:
        """Term and document: the same number for the same pair."""
        return self.entry >> KIND_BITS

    def at(self, entries: np.ndarray) -> Words:
        """Some of the entries, in order."""
        return Words(self.terms, self.entry[entries], self.times[entries])

    def over(self, terms: Strings, rows: np.ndarray) -> Words:
        """The same entries over a longer list of terms; rows [terms] says where each of them lies there."""
        return Words(terms, (rows[self.term] << _TERM) | (self.entry & _BELOW_TERM), self.times)

    def trimmed(self) -> Words:
        """Without terms that have no entry."""
        used = np.zeros(len(self.terms), bool)
        used[self.term] = True
        return self if used.all() else self.over(self.terms.take(np.flatnonzero(used)), np.cumsum(used) - 1)


def of_counted(counted: Counted) -> Words:
    terms, rows = union([Strings.pack(tokens.names) for tokens in counted])
    parts = [pack(row[tokens.token], tokens.owner(), tokens.kind) for row, tokens in zip(rows, counted, strict=True)]
    entry = np.concatenate(parts)
    times = np.concatenate([np.minimum(tokens.count, MOST) for tokens in counted]).astype(np.uint8)
    order = np.argsort(entry)
    return Words(terms, entry[order], times[order]).trimmed()


def union(lists: list[Strings]) -> tuple[Strings, list[np.ndarray]]:
    """The terms of all lists, sorted by bytes, once each; and where those of each list lie among them."""
    values = [of.all_bytes() for of in lists]
    terms = list(dict.fromkeys(sorted(chain(*values))))
    row_of = dict(zip(terms, range(len(terms)), strict=True))
    return Strings.pack(terms), [np.fromiter(map(row_of.__getitem__, of), np.int64, len(of)) for of in values]


def weave(old: Words, new: Words, old_place: np.ndarray, new_place: np.ndarray) -> Words:
    """The entries of documents that stay and of new ones. The places say where each document lies from now on, -1
    for one that is gone; those of either side keep their order."""
    terms, rows = union([old.terms, new.terms])
    old, new = moved(old.over(terms, rows[0]), old_place), moved(new.over(terms, rows[1]), new_place)
    of_new = np.searchsorted(old.entry, new.entry) + np.arange(len(new.entry))
    of_old = np.ones(len(old.entry) + len(new.entry), bool)
    of_old[of_new] = False
    entry, times = np.empty(len(of_old), np.int64), np.empty(len(of_old), np.uint8)
    entry[of_old], entry[of_new] = old.entry, new.entry
    times[of_old], times[of_new] = old.times, new.times
    return Words(terms, entry, times).trimmed()


def moved(words: Words, place: np.ndarray) -> Words:
    """The entries of documents that stay. place says where each document lies from now on, -1 for one that is gone;
    they keep their order."""
    document = place[words.document]
    entry = (words.entry & ~(_DOCUMENT << KIND_BITS)) | (document << KIND_BITS)
    return Words(words.terms, entry, words.times).at(document >= 0)


def as_tokens(words: Words, documents: int) -> Tokens:
    """The words of each document in the order of the terms, without whole identifiers: what the encoder reads."""
    names = list(words.terms)
    whole = np.array(["_" in name for name in names], bool)
    term, document = words.term, words.document
    kept = np.flatnonzero(~whole[term])
    order = kept[np.argsort(document[kept], kind="stable")]
    ends = np.searchsorted(document[order], np.arange(documents + 1))
    times = words.times[order].astype(np.float32)
    return Tokens(names, term[order], words.kind[order].astype(np.uint8), times, ends)
