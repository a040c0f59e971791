"""The two vocabularies of a `standard` model that is begun on a repository: what it reads and writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ncs.strings import Strings, by_bytes
from ncs.text.tokens import Tokens
from ncs.text.wording import words_of

MOST_TOKENS = 32_768
MOST_WORDS = 3_000
FEWEST_USES = 2  # a word that one explanation uses is copied, not learned
MARKS = ("", "\x02", "\x03", "\x1a")  # padding, begin, end, unknown: no real word


def _most_frequent(counts: Counter[str], most: int) -> list[str]:
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]]


def read_vocabulary(tokens: Tokens) -> tuple[Strings, np.ndarray]:
    """The words of the chunks, sorted by bytes, and how often each is used [V]."""
    uses = np.bincount(tokens.token, tokens.count, len(tokens.names))
    counts = Counter({name: int(used) for name, used in zip(tokens.names, uses, strict=True)})
    words = by_bytes(_most_frequent(counts, MOST_TOKENS)) or [""]
    return Strings.pack(words), np.array([max(1, counts[word]) for word in words], np.float64)


def character_uses(tokens: Tokens) -> np.ndarray:
    """How often each character is used [256]."""
    return np.bincount(tokens.token, tokens.count, 256)


def written_vocabulary(sentences: Sequence[str]) -> Strings:
    """The marks, then the words that explanations are written in, most frequent first."""
    counts = Counter(word for sentence in sentences for word in words_of(sentence))
    used = Counter({word: count for word, count in counts.items() if count >= FEWEST_USES})
    return Strings.pack([*MARKS, *_most_frequent(used, MOST_WORDS)])
