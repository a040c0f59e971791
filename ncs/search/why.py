"""Why a chunk answers a question: evidence that depends on both, strongest first.

Words that both hold; words of the question matched by meaning with the chunk's word whose learned vector
lies nearest; names, paths and callers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ncs.index.index import Index
from ncs.search.association import NEAR, unit_rows
from ncs.search.holding import Held
from ncs.search.question import Question
from ncs.text import tokenizer
from ncs.types import Evidence

MOST = 6
MEANING_WEIGHT = 0.5  # of a word matched by meaning, beside one matched as written
MANY_CALLERS = 3

Reason = tuple[str, str, float]  # an Evidence to be, its weight not yet a share


def why(
    index: Index, question: Question, words: Sequence[Held], rows: Sequence[int], meaning: bool = True
) -> list[tuple[Evidence, ...]]:
    """The evidence for each of k chunks; without `meaning` that of names and words only, which is quicker."""
    surface = {tokenizer.stem(word): word for word in tokenizer.surface_words(question.text)}
    asked = frozenset(question.words)
    impacts = np.array([word.impact[: len(rows)] for word in words]).reshape(len(words), len(rows)).T.tolist()
    return [_of_chunk(index, asked, words, surface, i, int(row), impacts[i], meaning) for i, row in enumerate(rows)]


def _of_chunk(
    index: Index,
    asked: frozenset[str],
    words: Sequence[Held],
    surface: dict[str, str],
    i: int,
    row: int,
    impacts: list[float],
    meaning: bool,
) -> tuple[Evidence, ...]:
    found: list[Reason] = [
        ("word", _shown(index, word, surface, i), impact) for word, impact in zip(words, impacts, strict=True) if impact
    ]
    found += _names(index, asked, row) + _path(index, asked, row)
    missing = [word.word for word, impact in zip(words, impacts, strict=True) if not word.whole and not impact]
    if meaning and missing:
        found += _meaning(index, missing, row)
    callers = int(index.file.array("graph.callers")[row])
    if found and callers >= MANY_CALLERS:
        found.append(("graph", f"called in {callers} places", 0.0))
    total = sum(weight for _, _, weight in found) or 1.0
    found.sort(key=lambda reason: -reason[2])
    return tuple(Evidence(kind, text, round(weight / total, 3)) for kind, text, weight in found[:MOST])


def _shown(index: Index, word: Held, surface: dict[str, str], i: int) -> str:
    """A word as it was asked, and the form in which the chunk has it if that is another."""
    reached, asked = index.terms[int(word.term[i])], surface.get(word.word, word.word)
    return asked if reached == word.word else f"{asked} ~ {reached}"


def _names(index: Index, asked: frozenset[str], row: int) -> list[Reason]:
    names = index.values("defines", row) or tuple(filter(None, (index.text("symbol", row),)))
    for name in names:
        words = tokenizer.identifier_words(name)[0]
        if not asked.isdisjoint(words):
            return [("symbol", f"name {name}", 2.0 * len(asked.intersection(words)) / len(set(words)))]
    return []


def _path(index: Index, asked: frozenset[str], row: int) -> list[Reason]:
    path = index.path_of(row)
    shared = _words_of(path) & asked
    return [("path", f"path {path}", float(len(shared)))] if shared else []


@lru_cache(maxsize=4096)
def _words_of(path: str) -> frozenset[str]:
    return frozenset(tokenizer.subwords(path))


def _meaning(index: Index, missing: list[str], row: int) -> list[Reason]:
    """For each word the chunk does not hold, its nearest word there by the learned vectors."""
    model = index.model
    if not model.shape.copies:
        return []
    words = sorted({w for w in tokenizer.surface_words(index.chunk_text(row)) if len(w) > 2 and w.isalpha()})
    rows = [(word, model.vocabulary.words.find(tokenizer.stem(word))) for word in words]
    rows = [(word, place) for word, place in rows if place >= 0 and word not in tokenizer.STOPWORDS]
    if not rows:
        return []
    table = unit_rows(model.params["token.vector"][np.array([place for _, place in rows])])
    found = []
    for word in missing:
        places = model.vocabulary.rows(word)
        if places:
            near = table @ unit_rows(model.params["token.vector"][np.array(places)].sum(0))
            best = int(near.argmax())
            if near[best] >= NEAR:
                found.append(("meaning", f"{word} ≈ {rows[best][0]}", MEANING_WEIGHT * float(near[best])))
    return found
