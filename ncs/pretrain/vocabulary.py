"""One vocabulary for all repositories: words that many of them use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from ncs.index.format import Container
from ncs.model.vocabulary import Vocabulary
from ncs.model.words import MARKS
from ncs.strings import Strings, by_bytes

FEWEST_REPOSITORIES = 3  # a word of one or two projects is their name for something


def read_vocabulary(harvests: Iterable[Container], most: int, buckets: int) -> tuple[Vocabulary, np.ndarray]:
    """The `most` words that are used most, sorted by bytes, and how often each is used [V].

    A repository counts by the logarithm of its uses: one that says a word ten thousand times is one voice.
    """
    uses: Counter[str] = Counter()
    voices: Counter[str] = Counter()
    homes: Counter[str] = Counter()
    for harvest in harvests:
        words = Strings(harvest.array("words.data"), harvest.array("words.offsets"))
        count = np.bincount(harvest.array("chunk"), harvest.array("chunk.count"), len(words))
        count = count + np.bincount(harvest.array("question"), minlength=len(words))
        for word, times, voice in zip(words, count.tolist(), np.log1p(count).tolist(), strict=True):
            uses[word] += times
            voices[word] += voice
            homes[word] += 1
    shared = [word for word in voices if homes[word] >= FEWEST_REPOSITORIES and _worth(word)]
    chosen = by_bytes(sorted(shared, key=lambda word: (-voices[word], word))[:most]) or [""]
    vocabulary = Vocabulary(Strings.pack(chosen), buckets)
    return vocabulary, np.array([max(1, uses[word]) for word in chosen], np.float64)


def _worth(word: str) -> bool:
    """Long numbers are data."""
    return not (word.isdigit() and len(word) > 4)


def written_vocabulary(harvests: Iterable[Container], most: int) -> Strings:
    """The marks, then the words of explanations, most frequent first, that several repositories use."""
    uses: Counter[str] = Counter()
    homes: Counter[str] = Counter()
    for harvest in harvests:
        words = Strings(harvest.array("surface.data"), harvest.array("surface.offsets"))
        count = np.bincount(harvest.array("target"), minlength=len(words)).tolist()
        for word, times in zip(words, count, strict=True):
            if times:
                uses[word] += times
                homes[word] += 1
    shared = [word for word in uses if homes[word] >= FEWEST_REPOSITORIES]
    return Strings.pack([*MARKS, *sorted(shared, key=lambda word: (-uses[word], word))[:most]])
