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
from ncs.train.batches import Page, Sentence, inputs, padded


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


def page(p: dict[str, Tensor], sentences: Sequence[Sentence]) -> Page:
    """Sentences laid out beside each other. The table is not moved by what is copied from it: search owns it."""
    roles, places = padded([s.source_roles for s in sentences]), padded([s.source_places for s in sentences])
    lengths = torch.tensor([len(s.source_roles) for s in sentences])
    mask = (torch.arange(roles.shape[1])[None] < lengths[:, None]).float()
    laid = join([s.sources for s in sentences])
    table = p["token.vector"].detach()
    vectors = torch.zeros(*roles.shape, table.shape[1])
    if len(laid):
        ids, starts = torch.as_tensor(laid.token), torch.as_tensor(laid.ends[:-1])
        vectors[mask.bool()] = unit_rms(torch, weighted_bags(torch, table, ids, torch.ones(len(ids)), starts))
    target, symbols = padded([s.target for s in sentences]), padded([s.source_symbols for s in sentences])
    return Page(target, symbols, vectors, roles, places, mask)


def write(
    p: dict[str, Tensor],
    z: Tensor,
    page: Page,
    hide: Tensor | None = None,
    blindness: tuple[float, torch.Generator] | None = None,
) -> tuple[Tensor, Tensor | None, Tensor | None, Tensor, Tensor]:
    """Teacher forcing: latents [B,D] -> scores [B,T,W], copy [B,T,S], gate [B,T], target, source.

    hide [B] is 1 for sentences that may not look at their source words, and blindness the share of steps
    that may not look at the last symbol: both keep the latent needed.
    """
    z = unit_rms(torch, z)
    reading = None
    if decoder.copies(p):
        mask = page.mask if hide is None else page.mask * (1 - hide[:, None])
        reading = decoder.read(torch, p, page.vectors, page.roles, page.places, mask)
    blind = None if blindness is None else torch.rand(page.target.shape, generator=blindness[1]) < blindness[0]
    symbols = seen_as(p, inputs(page.target, blind), reading)
    state, tops, contexts, copied = decoder.begin(torch, p, z, reading), [], [], []
    for t in range(page.target.shape[1]):
        state, weights = decoder.advance(torch, p, symbols[:, t], z, state, reading)
        tops.append(state.layers[-1])
        contexts.append(state.context)
        copied.append(weights)
    scores, gate = decoder.emit(torch, p, torch.stack(tops, 1), torch.stack(contexts, 1), z[:, None])
    copy = torch.stack([weights for weights in copied if weights is not None], 1) if reading else None
    return scores, copy, gate, page.target, page.symbols


def seen_as(p: dict[str, Tensor], written: Tensor, reading: decoder.Reading | None) -> Tensor:
    """Vectors [B,T,H] of what was written: words as the table has them, copies as attention sees them."""
    words = decoder.vocabulary_size(p)
    known = decoder.symbol_vectors(p)[written.clamp(max=words - 1)]
    if reading is None:
        return known
    place = (written - words).clamp(min=0)[..., None].expand(-1, -1, reading.keys.shape[-1])
    return torch.where((written >= words)[..., None], reading.keys.gather(1, place), known)
