"""Why a chunk answers a question: evidence that depends on both, strongest first.

Words that both hold; words of the question matched by meaning with the chunk's word whose learned vector
lies nearest; names, paths and callers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

import numpy as np

from ncs.index.index import Index
from ncs.search.association import NEAR, unit_rows
from ncs.search.holding import Held
from ncs.search.question import Question
from ncs.text import tokenizer

MOST = 6
MEANING_WEIGHT = 0.5  # of a word matched by meaning, beside one matched as written
MANY_CALLERS = 3

# What speaks for a chunk: its kind (word, meaning, symbol, path, graph), the text that is shown, and a weight.
Reason = tuple[str, str, float]


def why(index: Index, question: Question, held: Held, rows: Sequence[int], meaning: bool = True) -> list[list[Reason]]:
    """The evidence for each of k chunks, in shares; without `meaning` of names and words only, which is quicker."""
    surface = {tokenizer.stem(word): word for word in tokenizer.surface_words(question.text)}
    words = [(index.terms.find(word), surface.get(word, word)) for word in held.words]
    impacts, terms = held.impact.T.tolist(), held.term.T.tolist()
    asked, callers = frozenset(question.words), index.file.array("graph.callers")[rows].tolist()
    files, found = index.file_of[rows].tolist(), []
    for place, row in enumerate(rows):
        reasons = _words(index, words, impacts[place], terms[place])
        reasons += _names(index, asked, row) + _path(index.paths[files[place]], asked)
        if meaning:
            missing = [word for word, impact in zip(question.words, impacts[place], strict=False) if not impact]
            reasons += _meaning(index, missing, row)
        found.append(_strongest(reasons, callers[place]))
    return found


def _words(index: Index, words: list[tuple[int, str]], impacts: list[float], terms: list[int]) -> list[Reason]:
    """Words as the index has them and as they were asked, what each adds, 0 for none, and the form in the chunk."""
    return [
        ("word", shown if term == itself else f"{shown} ~ {index.terms[term]}", impact)
        for (itself, shown), impact, term in zip(words, impacts, terms, strict=True)
        if impact
    ]


def _strongest(found: list[Reason], callers: int) -> list[Reason]:
    if found and callers >= MANY_CALLERS:
        found.append(("graph", f"called in {callers} places", 0.0))
    total = sum([weight for _, _, weight in found]) or 1.0
    found.sort(key=itemgetter(2), reverse=True)  # stable: of equal ones the first stays first
    return [(kind, text, round(weight / total, 3)) for kind, text, weight in found[:MOST]]


def _names(index: Index, asked: frozenset[str], row: int) -> list[Reason]:
    names = index.values("defines", row) or (index.text("symbol", row),)
    for name in names:
        words = tokenizer.identifier_words(name)[0]
        if not asked.isdisjoint(words):
            return [("symbol", f"name {name}", 2.0 * len(asked.intersection(words)) / len(set(words)))]
    return []


def _path(path: str, asked: frozenset[str]) -> list[Reason]:
    shared = _words_of(path) & asked
    return [("path", f"path {path}", float(len(shared)))] if shared else []


@lru_cache(maxsize=4096)
def _words_of(path: str) -> frozenset[str]:
    return frozenset(tokenizer.subwords(path))


def _meaning(index: Index, missing: list[str], row: int) -> list[Reason]:
    """For each word the chunk does not hold, its nearest word there by the learned vectors."""
    model = index.model
    if not model.shape.copies or not missing:
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
