"""The model's arrays as torch parameters, and the two passes that training needs.

The maths is ncs.model's; this file only wraps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ncs.model import decoder, encoder, flow, sde
from ncs.model.arrays import weighted_bags
from ncs.model.encoder import Bags
from ncs.model.layers import unit_rms
from ncs.text.tokens import join
from ncs.train.batches import Sentence, inputs, padded


def parameters(arrays: dict[str, np.ndarray]) -> dict[str, Tensor]:
    return {name: torch.tensor(np.asarray(array), requires_grad=True) for name, array in arrays.items()}


def arrays(params: dict[str, Tensor]) -> dict[str, np.ndarray]:
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in params.items()}


def trajectory(
    p: dict[str, Tensor], bags: Bags, generator: torch.Generator | None, early: tuple[int, int] = (0, 0)
) -> tuple[list[Tensor], Tensor, Tensor]:
    """Bags -> the latents at the three levels, and mean and log-variance [B,D] of them all.

    A generator turns the noise on. early: how many of the first rows are wanted at level 0 only, and how
    many after them at level 1 only; each level then holds its own rows, and no row goes further than it
    must, which saves a third of a step. With none, each level holds every row.
    """
    mean, logvar = encoder.encode(torch, p, bags)
    first, second = early
    z0, noise = mean, None
    if generator is not None:
        z0 = mean + torch.randn(mean.shape, generator=generator) * (0.5 * logvar).exp()
        noise = torch.randn((len(sde.TIMES) - 1, len(mean) - first, mean.shape[1]), generator=generator)
    path = sde.solve(torch, p, z0[first:], noise)
    meaning, _ = flow.forward(torch, p, path[-1][second:], sde.TIMES[-1])
    if early == (0, 0):
        return [z0, path[1], meaning], mean, logvar
    return [z0[:first], path[1][:second], meaning], mean, logvar


def source_vectors(p: dict[str, Tensor], sentences: Sequence[Sentence]) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors [B,S,E], roles [B,S] and mask [B,S] of the words that each sentence may copy.

    The table is not moved by what is copied from it: search owns it.
    """
    roles = padded([s.source_roles for s in sentences])
    lengths = torch.tensor([len(s.source_roles) for s in sentences])
    mask = (torch.arange(roles.shape[1])[None] < lengths[:, None]).float()
    laid = join([s.sources for s in sentences])
    table = p["token.vector"].detach()
    out = torch.zeros(*roles.shape, table.shape[1])
    if len(laid):
        ids, starts = torch.as_tensor(laid.token), torch.as_tensor(laid.ends[:-1])
        out[mask.bool()] = unit_rms(torch, weighted_bags(torch, table, ids, torch.ones(len(ids)), starts))
    return out, roles, mask


def write(
    p: dict[str, Tensor],
    z: Tensor,
    sentences: Sequence[Sentence],
    hide: Tensor | None = None,
    blindness: tuple[float, torch.Generator] | None = None,
) -> tuple[Tensor, Tensor | None, Tensor | None, Tensor, Tensor]:
    """Teacher forcing: latents [B,D] -> log_write [B,T,W], copy [B,T,S], gate [B,T], target, source.

    hide [B] is 1 for sentences that may not look at their source words, and blindness the share of steps
    that may not look at the last symbol: both keep the latent needed.
    """
    z = unit_rms(torch, z)
    target = padded([s.target for s in sentences])
    source = padded([s.source_symbols for s in sentences])
    reading = None
    if decoder.copies(p):
        vectors, roles, mask = source_vectors(p, sentences)
        reading = decoder.read(torch, p, vectors, roles, mask if hide is None else mask * (1 - hide[:, None]))
    blind = None if blindness is None else torch.rand(target.shape, generator=blindness[1]) < blindness[0]
    symbols = decoder.symbol_vectors(p)[inputs(target, decoder.vocabulary_size(p), blind)]
    states, steps = decoder.begin(torch, p, z), []
    for t in range(target.shape[1]):
        answer, states = decoder.step(torch, p, symbols[:, t], z, states, reading)
        steps.append(answer)
    log_write = torch.stack([s.log_write for s in steps], 1)
    if reading is None:
        return log_write, None, None, target, source
    copy = torch.stack([s.copy for s in steps if s.copy is not None], 1)
    gate = torch.stack([s.gate for s in steps if s.gate is not None], 1)
    return log_write, copy, gate, target, source
