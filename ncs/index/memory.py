"""What commits say of each file, remembered as one vector: a file is near the words of those who changed it, too.

Each commit's vector less the mean of all, so that a file of many commits is not near to everything; summed, and
divided by the root of their number: what is said again and again counts more than what is said once (LOG.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ncs.index.history import History
from ncs.index.tables import quantize
from ncs.index.words import as_tokens
from ncs.model.model import Model
from ncs.text.tokenizer import KIND_ID


class Memory(NamedTuple):
    """Of F files; of none in an index that remembers no commits."""

    packed: np.ndarray  # int8 [F,D]
    scale: np.ndarray  # float32 [F]: packed * scale is no longer than twice the root of its commits

    def moved(self, place: np.ndarray, files: int) -> Memory:
        """With files as rows of another list; place says where each lies there, -1 for one that is gone."""
        if not len(self.packed):
            return self
        moved, there = none(files, self.packed.shape[1]), place >= 0
        moved.packed[place[there]], moved.scale[place[there]] = self.packed[there], self.scale[there]
        return moved


def none(files: int, latent: int) -> Memory:
    return Memory(np.zeros((files, latent), np.int8), np.zeros(files, np.float32))


def of_history(history: History, files: int, model: Model) -> Memory:
    """Of a model of words; what is said is read as a question is, at the level of meaning."""
    tokens = as_tokens(history.words, len(history.changed))
    asked = replace(tokens, kind=np.full(len(tokens.kind), KIND_ID["docstring"], np.uint8))
    said = model.embed(asked)[-1].repeat(history.changed.lengths(), 0)
    summed, count = np.zeros((files, model.shape.latent), np.float32), np.zeros(files, np.float32)
    np.add.at(summed, history.changed.values, said - said.mean(0) if len(said) else said)
    np.add.at(count, history.changed.values, np.float32(1))
    packed, scale = quantize(summed / np.sqrt(np.maximum(count, 1))[:, None])
    return Memory(packed, np.where(packed.any(1), scale, np.float32(0)))
