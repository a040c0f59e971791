"""What the teacher's answers are worth to the words: the likelier a file is to it, the nearer to the question."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.train.pairs import stretch
from ncs.train.table import one_of
from ncs.train.teacher import Taught

BATCH = 96  # questions; with each come two files


class Drawn(NamedTuple):
    """Some questions, and files to tell apart by them."""

    chunks: np.ndarray  # [M] one of each file,
    beside: np.ndarray  # [M] and another one of it
    likely: np.ndarray  # [B,M] how likely each file is the answer to each question, in all 1


def draw(taught: Taught, rows: np.ndarray, generator: torch.Generator) -> Drawn:
    """Of each question come a file that is likely, and any other of its first ones: mostly one that is near and
    wrong."""
    chunks, shares = taught.chunks[rows], taught.shares[rows]
    columns = [
        torch.multinomial(torch.as_tensor(weights, dtype=torch.float32), 1, generator=generator).numpy()
        for weights in (shares, shares > 0)
    ]
    drawn = np.take_along_axis(chunks, np.concatenate(columns, 1), 1).ravel()
    first, last = stretch(taught.files, taught.files[drawn])
    return Drawn(drawn, one_of(first, last, generator), targets(taught.files[chunks], shares, taught.files[drawn]))


def targets(files: np.ndarray, shares: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """[B,K] files of each question and how likely they are, [M] files that were drawn -> [B,M], rows that sum to 1. A
    file that was drawn twice has half of its share at either place."""
    found = np.zeros((len(files), len(drawn)), np.float32)
    for own, share in zip(files.T, shares.T, strict=True):
        found += np.where(own[:, None] == drawn, share[:, None], 0.0)
    found /= (drawn[:, None] == drawn).sum(1)
    return np.asarray(found / np.maximum(found.sum(1, keepdims=True), 1e-9), np.float32)


def divergence(question: Tensor, answer: Tensor, likely: np.ndarray, scale: float) -> Tensor:
    """question [B,D], answer [M,D], of length 1 -> the cross-entropy of the teacher's shares and the vectors' own."""
    own = torch.log_softmax(scale * question @ answer.T, 1)
    return -(torch.as_tensor(likely) * own).sum(1).mean()
