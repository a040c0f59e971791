"""One of several drafts: by likelihood, by whether its words have a source, and by whether it says more than the name.

Knows nothing about indexes: drafts and source words in, the chosen sentence out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ncs.model.drafting import Candidate, Words
from ncs.text.tokenizer import STOPWORDS, parts, stem

# What a draft is chosen by, beside its likelihood: by benchmarks/choosing.py on repositories that are held out.
FAITHFUL, NEWS, WHOLE = 2.0, 0.5, 0.0
# Logistic weights of the confidence: likelihood, share of words with a source, news, and a constant.
CONFIDENCE = (2.202, 1.3, -0.253, 0.745)
ENOUGH_NEWS = 3  # content words beyond the name: more add nothing


class Chosen(NamedTuple):
    """A sentence with what is known of its worth."""

    words: tuple[str, ...]
    confidence: float  # 0 to 1
    faithful: float  # share of content words that have a source in the chunk
    news: int  # content words that the name does not hold


NOTHING = Chosen((), 0.0, 0.0, 0)


def choose(drafts: Sequence[Candidate], source: Words, name: str) -> Chosen:
    """The best of a chunk's drafts; NOTHING if there is none."""
    if not drafts:
        return NOTHING
    known = {stem(part) for word, _ in source for part in parts(word)}
    named = {stem(part) for part in parts(name)}
    judged = [(_judged(draft, known, named), draft) for draft in drafts]
    return max(judged, key=lambda pair: (_worth(*pair), pair[0].words))[0]


def content(words: Sequence[str]) -> list[str]:
    """The stems of the words that say something."""
    found = [part for word in words for part in parts(word)]
    return [stem(word) for word in found if len(word) > 1 and word not in STOPWORDS]


def _judged(draft: Candidate, known: set[str], named: set[str]) -> Chosen:
    said = content(draft.words)
    faithful = sum(word in known for word in said) / len(said) if said else 0.0
    news = len(set(said) - named)
    likely, sourced, telling, constant = CONFIDENCE
    log_odds = likely * draft.likelihood + sourced * faithful + telling * min(news, ENOUGH_NEWS) + constant
    return Chosen(draft.words, 1.0 / (1.0 + math.exp(-log_odds)), faithful, news)


def _worth(chosen: Chosen, draft: Candidate) -> float:
    news = min(chosen.news, ENOUGH_NEWS) / ENOUGH_NEWS
    return draft.likelihood + FAITHFUL * chosen.faithful + NEWS * news + WHOLE * draft.ended
