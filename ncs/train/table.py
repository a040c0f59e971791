"""Rows of the token table as parameters: for training that moves words and leaves the layers as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ncs.model.encoder import Bags
from ncs.model.model import Model
from ncs.text.tokens import Tokens, join
from ncs.train.batches import to_tensors

TABLE, WEIGHT, KIND = "token.vector", "token.weight", "kind.weight"


def rows_of(model: Model, texts: Sequence[Tokens]) -> tuple[np.ndarray, dict[str, Tensor]]:
    """The rows [R], sorted, that texts use; their vectors [R,E] and weights [R], to be learned, and kinds' weights."""
    rows = np.unique(np.concatenate([tokens.token for tokens in texts]))
    vectors, weights = model.params[TABLE][rows], np.asarray(model.params[WEIGHT])[rows]
    params = {TABLE: torch.tensor(vectors, requires_grad=True), WEIGHT: torch.tensor(weights, requires_grad=True)}
    return rows, params | {KIND: torch.tensor(np.asarray(model.params[KIND]))}


def numbered(tokens: Tokens, rows: np.ndarray) -> Tokens:
    """Tokens in the numbers of these rows."""
    return replace(tokens, token=np.searchsorted(rows, tokens.token))


def with_rows(model: Model, rows: np.ndarray, p: dict[str, Tensor]) -> Model:
    """The model with these rows as they are now."""
    params = dict(model.params)
    for name in (TABLE, WEIGHT):
        whole = np.array(params[name], np.float32)
        whole[rows] = p[name].detach().numpy()
        params[name] = whole
    return model._replace(params=params)


def pooled(
    p: dict[str, Tensor], texts: Sequence[Tokens], dropout: float, generator: torch.Generator
) -> tuple[Tensor, ...]:
    """The pooled words of each text of each of these, of length 1; all of them go through at once."""
    rows = torch.nn.functional.normalize(pool(p, to_tensors(join(texts), dropout, generator)), dim=-1)
    return torch.split(rows, [len(each) for each in texts])


def pool(p: dict[str, Tensor], bags: Bags) -> Tensor:
    """The encoder's pooling up to its length, with a gradient for all rows at once: most are used by some batch soon,
    and those at rest go on moving with Adam's moments."""
    weights = bags.counts * torch.exp(p[WEIGHT][bags.ids] + p[KIND][bags.kinds])
    return torch.nn.functional.embedding_bag(bags.ids, p[TABLE], bags.starts, mode="sum", per_sample_weights=weights)


def one_of(first: np.ndarray, end: np.ndarray, generator: torch.Generator) -> np.ndarray:
    """One number of each stretch, each as likely."""
    return first + (torch.rand(len(first), generator=generator).numpy() * (end - first)).astype(np.int64)
