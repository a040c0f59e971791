"""Examples as tensors: single bags laid end to end, words of a sentence as symbols.

All randomness comes from one torch generator, so the same examples and seed give the same batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.model.copying import source_symbols, target_symbols
from ncs.model.decoder import BEGIN, END, ROLES, UNKNOWN
from ncs.model.encoder import Bags
from ncs.model.model import Model, symbol_table
from ncs.text import characters
from ncs.text.lessons import lesson_words
from ncs.text.neighbours import Neighbour, with_neighbours
from ncs.text.tokens import Tokens, join
from ncs.train.sentences import copyable
from ncs.types import Chunk

LONGEST_LINE = 128  # characters, in the tutorial preset


class Page(NamedTuple):
    """What the decoder learns from B sentences at once."""

    target: Tensor  # [B,T] symbols, END at the last, PAD behind
    symbols: Tensor  # [B,S] what each source word would be as a symbol
    vectors: Tensor  # [B,S,E], zeros behind the last
    roles: Tensor  # [B,S]
    places: Tensor  # [B,S]
    mask: Tensor  # [B,S] 1 where a source word stands


class Sentence(NamedTuple):
    """A chunk with the sentence to learn for it. Source arrays are empty for characters."""

    read: Tokens  # the chunk without what people say of it
    target: np.ndarray  # symbols, END at the last
    source_symbols: np.ndarray  # what each source word would be as a symbol
    sources: Tokens  # the token rows of each source word
    source_roles: np.ndarray
    source_places: np.ndarray


def to_tensors(read: Tokens, dropout: float, generator: torch.Generator) -> Bags:
    """Texts as tensors, each token silenced with probability `dropout`."""
    counts = torch.as_tensor(read.count)
    if dropout:
        counts = counts * (torch.rand(len(counts), generator=generator) >= dropout)
    kinds = torch.as_tensor(read.kind.astype(np.int64))
    return Bags(torch.as_tensor(read.token), kinds, counts, torch.as_tensor(read.ends[:-1]))


def sentence(model: Model, chunk: Chunk, read: Tokens, text: str, neighbours: Sequence[Neighbour]) -> Sentence:
    """What the decoder learns from one documented chunk."""
    empty = np.zeros(0, np.int64)
    if not model.shape.copies:
        line = [*characters.encode(text, LONGEST_LINE - 1), END]
        return Sentence(read, np.array(line, np.int64), empty, join([]), empty, empty)
    own, written = copyable(chunk), symbol_table(model.words)
    source = with_neighbours(own, neighbours)
    words = [word.text for word in source]
    symbols = source_symbols(words, written, len(model.words))
    target = lesson_words(text, {word for word, _ in own})
    return Sentence(
        read,
        np.array([*target_symbols(target, words, symbols, written), END], np.int64),
        np.array(symbols, np.int64),
        model.read_names(words),
        np.array([ROLES.index(word.role) for word in source], np.int64),
        np.array([word.place for word in source], np.int64),
    )


def padded(rows: Sequence[np.ndarray]) -> Tensor:
    """Rows of different length -> [B,longest] int64, zeros behind."""
    out = np.zeros((len(rows), max(1, *(len(row) for row in rows)) if rows else 1), np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.as_tensor(out)


def inputs(target: Tensor, blind: Tensor | None = None) -> Tensor:
    """The symbols [B,T] that the decoder has just written at each step: the target shifted by one.

    blind [B,T] is true where it may not see even that (Bowman et al. 2016, arXiv 1511.06349, section 3.1):
    a writer that can always look at the last word learns to ignore the latent.
    """
    shifted = torch.cat([torch.full_like(target[:, :1], BEGIN), target[:, :-1]], 1)
    return shifted if blind is None else torch.where(blind, torch.full_like(shifted, UNKNOWN), shifted)
