"""search(index, question) -> hits: what every face of ncs calls."""

from __future__ import annotations

from fnmatch import translate
from re import compile as compile_pattern
from typing import NamedTuple

import numpy as np

from ncs.errors import UsageError
from ncs.index.index import Index
from ncs.search import features as feature_set
from ncs.search import inline, latent, lexical, question, ranker, ranking
from ncs.search.files import Known, file_features

MODES = ("full", "fused", "lexical", "latent")
ALONE = ("fused", "latent")  # the whole way knows better what commits say, by their words (search/told.py)
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
    matched: lexical.Matched
    features: feature_set.Features


class Considered(NamedTuple):
    """Everything that is known of every chunk and file before the first files are put in order."""

    question: question.Question
    vectors: np.ndarray  # [3,D]
    words: np.ndarray  # [N] BM25
    scores: np.ndarray  # [N] of the mode asked for, 0 for what the filters leave out
    best: np.ndarray  # [F] the best chunk of each file, -1 for a file without chunks
    files: Known


def search(index: Index, request: Request) -> Ranked:
    """Rank every chunk; the first k. Results for a smaller k are the first of those for a larger one."""
    known = consider(index, request)
    tops = known.files.tops
    if request.mode == "full" and not known.question.passage:
        files = ranker.first_files(tops)
        tops = ranker.reranked(tops, files, file_features(index, known.question, known.files, files))
    rows, scores = ranking.best(index, known.scores, known.best, tops, request.k)
    levels = latent.cosines_of(index, known.vectors, rows)
    matched, features = known.files.matched, known.files.features
    return Ranked(known.question, rows, scores, levels, known.words[rows], matched, features)


def consider(index: Index, request: Request) -> Considered:
    asked = question.read(request.text)
    if not asked.words:
        what = "holds no words" if request.text.strip() else "is empty"
        raise NoWordsError(f'the question {what}: ask for something, such as `ncs query "where is X parsed?"`')
    matched = lexical.match(index, asked)
    words = lexical.body_scores(index, matched.body, asked.passage)
    vectors = latent.question_vectors(index, asked)
    near = latent.nearness(index, vectors, request.level)
    cosines = near.chunks if asked.passage else near.together(index)  # of a passage the very chunk is wanted
    if request.mode in ALONE and not asked.passage:
        cosines = cosines + latent.remembered(index, vectors, request.level)
    found = feature_set.features(index, asked, matched, words, cosines)
    shares = ranking.role_shares(index, asked)
    scores = _scores(index, asked, request.mode, found, shares)
    if request.language or request.path:
        scores = np.where(_allowed(index, request), scores, 0.0)
    tops = index.tops_of_files(scores)
    if request.mode == "full":
        scores = inline.beside(index, asked, scores, found.defines)
    best = index.best_of_files(scores)
    return Considered(asked, vectors, words, scores, best, Known(matched, found, near, tops, shares))


def _scores(
    index: Index, asked: question.Question, mode: str, found: feature_set.Features, shares: np.ndarray
) -> np.ndarray:
    weights = ranking.weights_for(asked)
    if mode == "lexical":
        return found.lexical
    if mode == "latent":
        return found.latent
    if mode == "fused":
        return ranking.fused(found, weights.alone)
    return ranking.score(index, found, weights, shares)


def _allowed(index: Index, request: Request) -> np.ndarray:
    """[N] which chunks the filters leave in."""
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
