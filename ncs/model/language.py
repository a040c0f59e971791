"""The words that the sentences of a few chunks are made of: those that people often use, and those in sight.

A rare word that neither the code nor its neighbours hold would most likely be wrong; and to weigh a quarter of all
words takes a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.model.model import Model, symbol_table
from ncs.text.tokenizer import STOPWORDS
from ncs.text.wording import COMMA

COMMON = 1500  # words that may always be written: the decoder's are ordered by how often people use them


class Language(NamedTuple):
    """V words of the decoder's W."""

    words: Sequence[str]
    known: dict[str, int]  # word -> its number here: the symbol
    allowed: np.ndarray  # [B,V] 1 where a chunk's sentences may use a word, else 0
    params: dict[str, Any]  # the model's, with these words only

    @property
    def free(self) -> frozenset[int]:
        """The symbols that a sentence may hold more than once: those that say nothing on their own."""
        return frozenset(self.known[word] for word in (*STOPWORDS, COMMA) if word in self.known)


def language(model: Model, sights: Sequence[Iterable[str]]) -> Language:
    """For B chunks, of each the words in sight."""
    numbers = symbol_table(model.words)
    common = min(COMMON, len(model.words))
    seen = [{numbers[word] for word in sight if word in numbers} for sight in sights]
    rows = np.array([*range(common), *sorted({row for some in seen for row in some if row >= common})])
    words = [model.words[row] for row in rows.tolist()]
    allowed = np.zeros((len(seen), len(rows)), np.float32)
    allowed[:, :common] = 1
    for chunk, some in enumerate(seen):
        allowed[chunk, np.searchsorted(rows, sorted(some))] = 1
    own = {name: model.params[name][rows] for name in ("decoder.word", "decoder.word.bias")}
    return Language(words, {word: i for i, word in enumerate(words)}, allowed, model.params | own)
