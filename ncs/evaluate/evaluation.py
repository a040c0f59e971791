"""Evaluate search on a repository: held-out questions, asked of indexes in which no answer shows what is said of it.

The documents are the chunks of HEAD without docstrings and comments, for words and for vectors alike: else a docstring
would find its function because it stands there. A model comes from the index at hand, which never saw these questions
(train/judge.py); without one, the repository is learned for the occasion, with the same questions held out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from ncs.errors import UsageError
from ncs.evaluate import scores
from ncs.evaluate.levels import by_level
from ncs.evaluate.questions import Asked, asked_of
from ncs.index import base
from ncs.index.corpus import Corpus
from ncs.index.history import History
from ncs.index.index import Index
from ncs.index.unwritten import in_memory
from ncs.model.model import Model
from ncs.search.search import Request, search
from ncs.terminal import Progress
from ncs.train.examples import SAID
from ncs.train.history import Told

LEXICAL, FROZEN, LEARNED, UNTRAINED = "BM25", "frozen base", "learned", "untrained"  # each on its own,
FULL, FULL_FROZEN = "full", "full, frozen base"  # and with everything else that the ranking knows


class Subject(NamedTuple):
    """What is evaluated."""

    corpus: Corpus
    history: Sequence[Told]  # newest first
    held: Sequence[str]  # ids of its commits that the model has not learned from
    known: History  # what the other commits say of files
    model: Model  # as the index has it
    mix: list[float]
    learned: bool  # whether the model is more than the base
    remembers: bool  # whether what commits say of files counts, as vectors


def evaluate(subject: Subject, show: Progress) -> dict[str, Any]:
    """Every measure of every way to rank, and each level at its own task. Needs no torch."""
    asked = asked_of(subject.corpus.chunks, subject.history, subject.held)
    if not asked:
        raise UsageError("no question can be made of this repository: no commit and no docstring describes its code")
    silent = silenced(subject.corpus)
    under = base.installed() if subject.model.vocabulary is base.installed().vocabulary else None
    rows: dict[str, list[dict[str, float]]] = {}  # way -> the measures of each question
    levels: dict[str, Any] = {}

    def measure(model: Model, mix: list[float], ways: dict[str, str], latent: str) -> None:
        remembers = subject.remembers and latent != FROZEN
        index = in_memory(
            silent, model, under, mix, lambda done, of: show("embedding", done, of), subject.known, remembers
        )
        rows.update({name: scored(index, asked, mode, name, show) for name, mode in ways.items()})
        levels[latent] = by_level(model, subject.corpus.chunks, subject.corpus.tokens)

    if under is None:
        latent = LEARNED if subject.learned else UNTRAINED
        measure(subject.model, subject.mix, {LEXICAL: "lexical", latent: "latent", FULL: "full"}, latent)
    else:
        more = subject.learned or subject.remembers
        ways = {LEXICAL: "lexical", FROZEN: "latent", FULL_FROZEN if more else FULL: "full"}
        measure(under, base.card()["mix"], ways, FROZEN)
        if more:
            measure(subject.model, subject.mix, {LEARNED: "latent", FULL: "full"}, LEARNED)
    table = {way: scores.mean(found) for way, found in rows.items()}
    gains = {f"{way} over {over}": scores.gain(rows[way], rows[over]) for way, over in _compared(rows)}
    asked_for = dict(Counter(question.source for question in asked))
    return {"questions": asked_for, "scores": table, "gains": gains, "levels": levels}


def _compared(ways: Collection[str]) -> list[tuple[str, str]]:
    pairs = ((FROZEN, LEXICAL), (LEARNED, FROZEN), (FULL, FULL_FROZEN))
    return [(way, over) for way, over in pairs if way in ways and over in ways]


def silenced(corpus: Corpus) -> Corpus:
    """The corpus without docstrings and comments, for words and for vectors."""
    words, wholes = (tokens.without(SAID) for tokens in corpus.counted)
    return corpus._replace(counted=(words, wholes), tokens=corpus.tokens.without(SAID))


def scored(index: Index, asked: Sequence[Asked], mode: str, name: str, show: Progress) -> list[dict[str, float]]:
    """The measures of each question."""
    rows = []
    for number, question in enumerate(asked, 1):
        found = search(index, Request(question.text, scores.DEPTH, mode)).rows
        rows.append(scores.scores([index.path_of(int(row)) for row in found], question.files))
        show(f"asking {name}", number, len(asked))
    return rows
