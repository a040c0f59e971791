"""search(index, question) -> hits: what every face of ncs calls."""

from __future__ import annotations

from fnmatch import translate
from re import compile as compile_pattern
from typing import NamedTuple

import numpy as np

from ncs.errors import UsageError
from ncs.index.index import Index
from ncs.search import features as feature_set
from ncs.search import latent, lexical, question, ranking

MODES = ("full", "fused", "lexical", "latent")
LEVELS = ("all", "syntax", "structure", "semantics")


class NoWordsError(UsageError):
    """A question of blanks or signs only."""


class Request(NamedTuple):
    text: str
    k: int = 5
    mode: str = "full"
    level: str = "all"
    language: str = ""  # only files of this language
    path: str = ""  # only files that fit this glob


class Ranked(NamedTuple):
    """Rows of the index, best first, with what they were ranked by."""

    question: question.Question
    rows: np.ndarray  # [<=k]
    scores: np.ndarray  # [<=k]
    levels: np.ndarray  # [3,<=k] cosines
    words: np.ndarray  # [<=k] BM25
    features: feature_set.Features


def search(index: Index, request: Request) -> Ranked:
    """Rank every chunk; the first k. Results for a smaller k are the first of those for a larger one."""
    asked = question.read(request.text)
    if not asked.words:
        what = "holds no words" if request.text.strip() else "is empty"
        raise NoWordsError(f'the question {what}: ask for something, such as `ncs query "where is X parsed?"`')
    words = lexical.body_scores(index, asked)
    words = lexical.likeness(index, words) if asked.passage else words
    vectors = latent.question_vectors(index, asked)
    file = 0.0 if asked.passage else latent.FILE  # of a passage the very chunk is wanted
    cosines = latent.scores(index, vectors, request.level, file)
    weights = ranking.weights_for(asked)
    found = feature_set.features(index, asked, words, cosines)
    scores = _scores(index, asked, request.mode, found, weights)
    rows = ranking.best(index, np.where(_allowed(index, request), scores, 0.0), request.k)
    return Ranked(asked, rows, scores[rows], latent.cosines_of(index, vectors, rows), words[rows], found)


def _scores(
    index: Index, asked: question.Question, mode: str, found: feature_set.Features, weights: ranking.Weights
) -> np.ndarray:
    if mode == "lexical":
        return found.lexical
    if mode == "latent":
        return found.latent
    if mode == "fused":
        return ranking.fused(found, weights.latent)
    return ranking.score(index, asked, found, weights)


def _allowed(index: Index, request: Request) -> np.ndarray | bool:
    """[N] which chunks the filters leave in; plain True for all of them."""
    if not request.language and not request.path:
        return True
    allowed = np.ones(len(index.paths), bool)
    if request.language:
        known = index.about["languages"]
        if request.language not in known:
            raise UsageError(f"no file of language {request.language!r} is indexed: there are {', '.join(known)}")
        allowed &= index.file.array("files.language") == known.index(request.language)
    if request.path:
        fits = compile_pattern(translate(request.path)).match
        allowed &= np.array([bool(fits(path)) for path in index.paths], bool)
    return allowed[index.file_of]
