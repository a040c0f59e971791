"""What a chunk does, in a sentence: written by the decoder where it is sure enough, else from structure.

A structural sentence (search/structure.py) is marked as such, because a fluent guess is worse than a plain
fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.arrays import weighted_bags
from ncs.model.decoder import ROLES
from ncs.model.layers import unit_rms
from ncs.model.model import Model, symbol_table
from ncs.model.writing import Draft, Sources, write
from ncs.search.structure import structural
from ncs.text import characters, tokenizer
from ncs.text.explainable import source_words

SURE = 0.3  # confidence from which a written sentence is shown
LONGEST_SENTENCE = 24
LONGEST_LINE = 128
FEWEST_WORDS = 3


class Explanation(NamedTuple):
    text: str
    confidence: float  # 0 to 1, of what the decoder wrote
    generated: bool  # False: from structure
    draft: str  # what the decoder wrote, believed or not; "" if there is none

    def fields(self) -> dict[str, str | float]:
        """As results carry it."""
        return {
            "explanation": self.text,
            "explanation_confidence": round(self.confidence, 3),
            "explanation_source": "decoder" if self.generated else "structure",
            "draft": self.draft,
        }


def explain(index: Index, rows: Sequence[int]) -> list[Explanation]:
    """One explanation per chunk, decoded together."""
    if not len(rows):
        return []
    drafts = _drafts(index, rows)
    return [_choose(index, int(row), draft) for row, draft in zip(rows, drafts, strict=True)]


def _drafts(index: Index, rows: Sequence[int]) -> list[tuple[str, float]]:
    """Text and confidence of what the decoder writes for each chunk."""
    if not index.about.get("base") and not index.about.get("learning", {}).get("sentences"):
        return [("", 0.0)] * len(rows)
    model, places = index.model, np.asarray(rows)
    z = index.vectors[2, places].astype(np.float32) * index.scale[2, places, None]
    if not model.shape.copies:
        drafts = write(model.params, z, None, LONGEST_LINE)
        return [(characters.decode(draft.symbols).strip(), draft.confidence) for draft in drafts]
    words = [_source(index, int(row)) for row in rows]
    drafts = write(model.params, z, _sources(model, words), LONGEST_SENTENCE)
    return [_read_back(model, draft, source) for draft, source in zip(drafts, words, strict=True)]


def _source(index: Index, row: int) -> list[tuple[str, str]]:
    return source_words(
        index.text("symbol", row),
        index.text("signature", row),
        index.values("calls", row),
        index.values("scopes", row),
        index.body_text(row),
    )


def _sources(model: Model, words: list[list[tuple[str, str]]]) -> Sources:
    longest = max(1, *(len(row) for row in words)) if words else 1
    size = len(model.words)
    known = symbol_table(model.words)
    symbols = np.tile(size + np.arange(longest), (len(words), 1))
    roles = np.zeros((len(words), longest), np.int64)
    mask = np.zeros((len(words), longest), np.float32)
    vectors = np.zeros((len(words), longest, model.shape.embed), np.float32)
    for i, row in enumerate(words):
        if row:
            mask[i, : len(row)] = 1
            roles[i, : len(row)] = [ROLES.index(role) for _, role in row]
            symbols[i, : len(row)] = [known.get(word, size + j) for j, (word, _) in enumerate(row)]
            vectors[i, : len(row)] = _vectors(model, [word for word, _ in row])
    return Sources(symbols, vectors, roles, mask)


def _vectors(model: Model, words: list[str]) -> np.ndarray:
    """The vector of each source word: of its parts, weighed alike."""
    read = model.read_names(words)
    ones = np.ones(len(read.token), np.float32)
    return unit_rms(np, weighted_bags(np, model.params["token.vector"], read.token, ones, read.ends[:-1]))


def _read_back(model: Model, draft: Draft, source: list[tuple[str, str]]) -> tuple[str, float]:
    size = len(model.words)
    words = [model.words[s] if s < size else source[s - size][0] for s in draft.symbols]
    return " ".join(words), draft.confidence


def _choose(index: Index, row: int, draft: tuple[str, float]) -> Explanation:
    text, confidence = draft
    if confidence >= SURE and _says_something(text, index.text("symbol", row)):
        return Explanation(text[:1].upper() + text[1:] + ".", confidence, True, text)
    return Explanation(structural(index, row), confidence, False, text)


def _says_something(text: str, symbol: str) -> bool:
    """Whether a sentence has a word that the name has not, and says no word of weight twice."""
    words = [word for word in tokenizer.surface_words(text) if word not in tokenizer.STOPWORDS]
    return (
        len(text.split()) >= FEWEST_WORDS
        and len(words) == len(set(words))
        and bool(set(words) - set(tokenizer.surface_words(symbol)))
    )
