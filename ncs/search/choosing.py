"""One of several drafts: by what is known of each, with weights fitted by benchmarks/choosing.py on repositories that
the decoder has not learned from.

Knows nothing about indexes: drafts and source words in, the chosen sentence out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ncs.model.drafting import Candidate
from ncs.text.grounds import content, stems

ENOUGH_NEWS = 3  # content words beyond the name: more add nothing


class Facts(NamedTuple):
    """What is known of a draft."""

    likelihood: float  # mean log-probability of its symbols
    certainty: float  # the geometric mean of their probabilities
    faithful: float  # share of its content words that have a source
    news: float  # content words that the name does not hold, as a share of ENOUGH_NEWS
    ended: float  # 1, or 0 where it was cut
    agreement: float  # with all drafts, weighed by their probability
    borrowed: float  # 1 if it is said of a neighbour
    nearness: float  # the likeness of that neighbour, 0 if there is none


WORTH = Facts(-0.05, 0.279, 0.2, 0.1, -0.005, -0.074, -0.188, 0.639)  # how much each counts when one is chosen
BELIEF = Facts(-0.155, 1.053, 0.552, -0.254, -1.726, 0.796, -1.304, 7.613)  # in the log-odds that it is good
CONSTANT = -1.726  # of these log-odds


class Chosen(NamedTuple):
    """A sentence with what is known of its worth."""

    words: tuple[str, ...]
    confidence: float  # 0 to 1
    faithful: float  # share of content words that have a source
    news: int  # content words that the name does not hold


NOTHING = Chosen((), 0.0, 0.0, 0)


def choose(drafts: Sequence[Candidate], source: Collection[str], associated: Collection[str], name: str) -> Chosen:
    """The best of a chunk's drafts; NOTHING if there is none.

    source: the stems of words in sight; associated: stems that lie near one of them in meaning, a source too."""
    if not drafts:
        return NOTHING
    judged = zip(facts(drafts, source, associated, name), drafts, strict=True)
    best, draft = max(judged, key=lambda pair: (weighed(WORTH, pair[0]), pair[1].words))
    confidence = 1.0 / (1.0 + math.exp(-(weighed(BELIEF, best) + CONSTANT)))
    return Chosen(draft.words, confidence, best.faithful, len(_news(draft, name)))


def weighed(weights: Facts, facts: Facts) -> float:
    return sum(weight * fact for weight, fact in zip(weights, facts, strict=True))


def facts(drafts: Sequence[Candidate], source: Collection[str], associated: Collection[str], name: str) -> list[Facts]:
    """Of each draft of a chunk."""
    return [
        Facts(
            draft.likelihood,
            math.exp(draft.likelihood),
            _faithful(content(draft.words), source, associated),
            min(len(_news(draft, name)), ENOUGH_NEWS) / ENOUGH_NEWS,
            float(draft.ended),
            agreement,
            float(draft.borrowed != 0),
            draft.borrowed,
        )
        for draft, agreement in zip(drafts, _agreements(drafts), strict=True)
    ]


def _faithful(said: Sequence[str], source: Collection[str], associated: Collection[str]) -> float:
    return sum(word in source or word in associated for word in said) / len(said) if said else 0.0


def _news(draft: Candidate, name: str) -> set[str]:
    return set(content(draft.words)) - stems([name])


def _agreements(drafts: Sequence[Candidate]) -> list[float]:
    """How like each draft is to the sentence that was meant, as far as all drafts tell: minimum Bayes risk (Kumar and
    Byrne 2004, "Minimum Bayes-risk decoding for statistical machine translation") with an F-measure of words."""
    logs = [draft.likelihood * (len(draft.words) + draft.ended) for draft in drafts]
    weights = [math.exp(log - max(logs)) for log in logs]
    bags = [Counter(draft.words) for draft in drafts]
    return [
        sum(weight * _likeness(bag, other) for weight, other in zip(weights, bags, strict=True)) / sum(weights)
        for bag in bags
    ]


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """2 |a and b| / (|a| + |b|)."""
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))
