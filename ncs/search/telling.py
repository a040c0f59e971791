"""Which words set a chunk apart: what is said of it where nothing else is known."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ncs.index.index import Index
from ncs.search.association import centrality
from ncs.search.calls import rarity
from ncs.text import tokenizer

TELLING = 4


def telling_words(index: Index, row: int) -> list[str]:
    """Those that stand for what all of the chunk is about, most telling first."""
    counts = Counter(filter(_may_tell, tokenizer.surface_words(index.chunk_text(row))))
    words = list(counts)
    telling = np.array([(1 + np.log(counts[word])) * rarity(index, tokenizer.stem(word)) for word in words])
    scores = telling * centrality(index.model, [tokenizer.stem(word) for word in words], telling)
    order = sorted(range(len(words)), key=lambda i: (-scores[i], words[i]))
    return [words[i] for i in order if scores[i] > 0][:TELLING]


def _may_tell(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in tokenizer.STOPWORDS
