"""The decoder's vocabulary cut down to the words that some sentences need: a step costs by the word.

Sentences are also written from the common words and those in sight only (model/language.py), so nothing is learned
that would not be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from ncs.model.decoder import UNKNOWN
from ncs.model.language import COMMON
from ncs.train.batches import Sentence

WORDS = ("decoder.word", "decoder.word.bias")


def rows_of(sentences: Sequence[Sentence], words: int) -> np.ndarray:
    """[V] the common words, and those of these sentences and their sources, of `words` (W) in all."""
    used = [symbols for one in sentences for symbols in (one.target, one.source_symbols)]
    found = np.unique(np.concatenate([np.arange(min(COMMON, words)), *used]))
    return found[found < words]


def narrowed(sentence: Sentence, rows: np.ndarray, words: int) -> Sentence:
    """The same sentence in V words; what can only be copied is numbered on from V."""
    target, source = (_renumbered(old, rows, words) for old in (sentence.target, sentence.source_symbols))
    return sentence._replace(target=target, source_symbols=source)


def _renumbered(symbols: np.ndarray, rows: np.ndarray, words: int) -> np.ndarray:
    place = np.minimum(np.searchsorted(rows, symbols), len(rows) - 1)
    written = np.where(rows[place] == symbols, place, UNKNOWN)
    return np.where(symbols < words, written, symbols - words + len(rows))


def narrow(p: dict[str, Tensor], rows: np.ndarray) -> dict[str, Tensor]:
    """The parameters with these words only, as parameters of their own."""
    return p | {name: p[name].detach()[rows].clone().requires_grad_() for name in WORDS}


def widened(before: np.ndarray, moved: Tensor, rows: np.ndarray) -> np.ndarray:
    """An array of W words after the rows of V of them have moved."""
    after = np.array(before, np.float32)
    after[rows] = moved.detach().numpy()
    return after
