"""Sentences that the decoder could write for chunks: from latents and source words to words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.model.arrays import weighted_bags
from ncs.model.decoder import ROLES
from ncs.model.layers import unit_rms
from ncs.model.model import Model, symbol_table
from ncs.model.writing import Draft, Sources, write
from ncs.strings import Strings
from ncs.text import characters
from ncs.text.tokenizer import STOPWORDS
from ncs.text.wording import COMMA

WIDTH = 4  # drafts of a chunk
LONGEST_SENTENCE = 24
LONGEST_LINE = 128  # characters, in the tutorial preset

Words = Sequence[tuple[str, str]]  # (word, role) of what a chunk's sentence may copy


class Candidate(NamedTuple):
    """One sentence for a chunk."""

    words: tuple[str, ...]
    likelihood: float  # mean log-probability of its symbols
    ended: bool  # False: it was cut where it became too long


def candidates(model: Model, z: np.ndarray, sources: Sequence[Words], width: int = WIDTH) -> list[list[Candidate]]:
    """z [B,D] and the source words of B chunks -> the sentences of each, the most probable first."""
    if not model.shape.copies:
        lines = write(model.params, z, None, LONGEST_LINE)
        return [[_line(draft) for draft in drafts] for drafts in lines]
    found = write(model.params, z, _laid_out(model, sources), LONGEST_SENTENCE, width, _free(model.words))
    return [[_read_back(model, draft, words) for draft in drafts] for drafts, words in zip(found, sources, strict=True)]


@lru_cache(maxsize=4)
def _free(words: Strings) -> frozenset[int]:
    """The symbols that a sentence may hold more than once: those that say nothing on their own."""
    known = symbol_table(words)
    return frozenset(known[word] for word in (*STOPWORDS, COMMA) if word in known)


def _line(draft: Draft) -> Candidate:
    return Candidate(tuple(characters.decode(draft.symbols).split()), draft.per_symbol, draft.ended)


def _read_back(model: Model, draft: Draft, source: Words) -> Candidate:
    size = len(model.words)
    words = (model.words[s] if s < size else source[s - size][0] for s in draft.symbols)
    return Candidate(tuple(words), draft.per_symbol, draft.ended)


def _laid_out(model: Model, sources: Sequence[Words]) -> Sources:
    longest = max(1, *(len(row) for row in sources)) if sources else 1
    size, known = len(model.words), symbol_table(model.words)
    symbols = np.tile(size + np.arange(longest), (len(sources), 1))
    roles = np.zeros((len(sources), longest), np.int64)
    mask = np.zeros((len(sources), longest), np.float32)
    vectors = np.zeros((len(sources), longest, model.shape.embed), np.float32)
    for i, row in enumerate(sources):
        if row:
            mask[i, : len(row)] = 1
            roles[i, : len(row)] = [ROLES.index(role) for _, role in row]
            symbols[i, : len(row)] = [known.get(word, size + j) for j, (word, _) in enumerate(row)]
            vectors[i, : len(row)] = _vectors(model, [word for word, _ in row])
    return Sources(symbols, vectors, roles, mask)


def _vectors(model: Model, words: Sequence[str]) -> np.ndarray:
    """The vector of each source word: of its parts, weighed alike."""
    read = model.read_names(words)
    ones = np.ones(len(read.token), np.float32)
    return unit_rms(np, weighted_bags(np, model.params["token.vector"], read.token, ones, read.ends[:-1]))
