"""Sentences that the decoder could write for chunks: from latents and source words to words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.model.arrays import weighted_bags
from ncs.model.copying import source_symbols, target_symbols
from ncs.model.decoder import ROLES
from ncs.model.given import Given, Sources, given
from ncs.model.judging import likelihoods
from ncs.model.language import Language, language
from ncs.model.layers import unit_rms
from ncs.model.model import Model
from ncs.model.writing import Draft, write
from ncs.text import characters
from ncs.text.neighbours import Offer, Word

WIDTH = 2  # drafts of a chunk, beside those that its neighbours offer: four gain nothing (LOG.md)
LONGEST_SENTENCE = 24
LONGEST_LINE = 128  # characters, in the tutorial preset

Words = Sequence[Word]  # what a chunk's sentence may copy


class Candidate(NamedTuple):
    """One sentence for a chunk."""

    words: tuple[str, ...]
    likelihood: float  # mean log-probability of its symbols
    ended: bool  # False: it was cut where it became too long
    borrowed: float = 0.0  # likeness of the chunk of which it is said; 0 for one that the decoder found itself


def candidates(
    model: Model, z: np.ndarray, sources: Sequence[Words], offered: Sequence[Offer | None] = (), width: int = WIDTH
) -> list[list[Candidate]]:
    """z [B,D] and the source words of B chunks -> the sentences of each, the most probable first; then the one
    that is offered, if it is not among them."""
    if not model.shape.copies:
        lines = write(given(model.params, z, None), LONGEST_LINE)
        return [[_line(draft) for draft in drafts] for drafts in lines]
    offered = offered or [None] * len(sources)
    sights = [
        [*(word.text for word in own), *(lent.words if lent else ())]
        for own, lent in zip(sources, offered, strict=True)
    ]
    tongue = language(model, sights)
    of = given(tongue.params, z, _laid_out(model, tongue, sources), tongue.allowed)
    found = write(of, LONGEST_SENTENCE, width, tongue.free)
    own = [[_read_back(tongue, draft, words) for draft in drafts] for drafts, words in zip(found, sources, strict=True)]
    return _with_offered(tongue, of, own, sources, offered)


def _with_offered(
    tongue: Language,
    of: Given,
    own: list[list[Candidate]],
    sources: Sequence[Words],
    offered: Sequence[Offer | None],
) -> list[list[Candidate]]:
    """An offered sentence is judged as the decoder's own are."""
    lent = {row: one._replace(words=one.words[:LONGEST_SENTENCE]) for row, one in enumerate(offered) if one}
    symbols = [_symbols(tongue, one.words, sources[row]) for row, one in lent.items()]
    for (row, one), log in zip(lent.items(), likelihoods(of, list(lent), symbols), strict=True):
        likely = Candidate(one.words, log / (len(one.words) + 1), True, one.likeness)
        same = next((i for i, candidate in enumerate(own[row]) if candidate.words == one.words), None)
        if same is None:
            own[row].append(likely)
        else:
            own[row][same] = own[row][same]._replace(borrowed=likely.borrowed)
    return own


def _symbols(tongue: Language, words: Sequence[str], source: Words) -> list[int]:
    texts = [word.text for word in source]
    return target_symbols(words, texts, source_symbols(texts, tongue.known, len(tongue.words)), tongue.known)


def _line(draft: Draft) -> Candidate:
    return Candidate(tuple(characters.decode(draft.symbols).split()), draft.per_symbol, draft.ended)


def _read_back(tongue: Language, draft: Draft, source: Words) -> Candidate:
    size = len(tongue.words)
    words = (tongue.words[s] if s < size else source[s - size].text for s in draft.symbols)
    return Candidate(tuple(words), draft.per_symbol, draft.ended)


def _laid_out(model: Model, tongue: Language, sources: Sequence[Words]) -> Sources:
    longest = max(1, *(len(row) for row in sources)) if sources else 1
    size = len(tongue.words)
    symbols = np.tile(size + np.arange(longest), (len(sources), 1))
    roles, places = np.zeros((2, len(sources), longest), np.int64)
    mask = np.zeros((len(sources), longest), np.float32)
    vectors = np.zeros((len(sources), longest, model.shape.embed), np.float32)
    for i, row in enumerate(sources):
        if row:
            mask[i, : len(row)] = 1
            roles[i, : len(row)] = [ROLES.index(word.role) for word in row]
            places[i, : len(row)] = [word.place for word in row]
            symbols[i, : len(row)] = source_symbols((word.text for word in row), tongue.known, size)
    vectors[mask > 0] = _vectors(model, [word.text for row in sources for word in row])
    return Sources(symbols, vectors, roles, places, mask)


def _vectors(model: Model, words: Sequence[str]) -> np.ndarray:
    """The vector of each source word: of its parts, weighed alike."""
    slots: dict[str, int] = {}
    rows = [slots.setdefault(word, len(slots)) for word in words]  # chunks share most of their words
    if not rows:
        return np.zeros((0, model.shape.embed), np.float32)
    read = model.read_names(slots)
    ones = np.ones(len(read.token), np.float32)
    found = unit_rms(np, weighted_bags(np, model.params["token.vector"], read.token, ones, read.ends[:-1]))
    return np.asarray(found[rows])
