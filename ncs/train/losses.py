"""The terms of the loss, one function each. All give a scalar, a mean over the batch."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ncs.model.decoder import PAD, UNKNOWN

EPPS_PULLEY_POINTS = 17
EPPS_PULLEY_REACH = 5.0  # t runs from 0 to 5; the weight exp(-t²/2) is 4e-6 there


def kl(mean: Tensor, logvar: Tensor, free: float) -> Tensor:
    """KL(N(mean, var) || N(0, 1)) per dimension, each at least `free` nats on the batch's mean.

    Free bits (Kingma et al. 2016, arXiv 1606.04934) keep the posterior from collapsing: below the floor a
    dimension is not pushed further. mean, logvar [B,D]; the answer is a mean over dimensions.
    """
    per_dimension = 0.5 * (mean * mean + logvar.exp() - 1.0 - logvar).mean(0)
    return per_dimension.clamp(min=free).mean()


def contrast(question: Tensor, answer: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """Symmetric InfoNCE (van den Oord et al. 2018, 1807.03748; Radford et al. 2021, 2103.00020).

    question, answer [B,D] belong together row by row; scale is the inverse temperature; same [B,B] is
    true where another row is the same question or answer, which must not count as wrong.
    """
    unit = torch.nn.functional.normalize
    logits = scale * unit(question, dim=-1) @ unit(answer, dim=-1).T
    logits = logits.masked_fill(same & ~torch.eye(len(same), dtype=torch.bool), -1e9)
    target = torch.arange(len(logits))
    cross_entropy = torch.nn.functional.cross_entropy
    return 0.5 * (cross_entropy(logits, target) + cross_entropy(logits.T, target))


def epps_pulley(x: Tensor, directions: Tensor) -> Tensor:
    """How far projections of x are from standard normal (Epps and Pulley 1983; Balestriero and LeCun 2025,
    arXiv 2511.08544).

    x [B,D], directions [K,D] of length 1. For each direction: B times the integral over t of
    |phi_B(t) - exp(-t²/2)|² weighted by exp(-t²/2) / sqrt(2 pi), where phi_B is the empirical
    characteristic function; then the mean over directions. For a normal sample its expectation is
    `epps_pulley_null()`; away from it, it grows with B.
    """
    t = torch.linspace(0.0, EPPS_PULLEY_REACH, EPPS_PULLEY_POINTS)
    weight = torch.exp(-0.5 * t * t) / math.sqrt(2 * math.pi)
    angles = (x @ directions.T)[..., None] * t  # [B,K,T]
    real = angles.cos().mean(0) - torch.exp(-0.5 * t * t)
    distance = (real * real + angles.sin().mean(0) ** 2) * weight  # [K,T]
    return 2 * len(x) * torch.trapezoid(distance, t, dim=-1).mean()  # even in t: twice the half


def epps_pulley_null() -> float:
    """Expectation of the statistic for a standard normal sample of any size: 1 - 1/sqrt(3).

    E|phi_B(t) - phi(t)|² = (1 - exp(-t²)) / B; its integral under the normal density is 1 - 1/sqrt(3).
    """
    return 1.0 - 1.0 / math.sqrt(3.0)


def explanation(scores: Tensor, copy: Tensor | None, gate: Tensor | None, target: Tensor, source: Tensor) -> Tensor:
    """Negative log-likelihood of the target symbols, mean over those that are words: no padding, no unknown ones.

    scores [B,T,W]; target [B,T]. With copying: copy [B,T,S], gate [B,T], and source [B,S] holds the
    symbol of each source word; a target at or over W can only be copied.
    """
    size = scores.shape[-1]
    written = scores.gather(-1, target.clamp(max=size - 1)[..., None])[..., 0] - scores.logsumexp(-1)
    if copy is None or gate is None:
        likelihood = written
    else:
        copied = (copy * (source[:, None, :] == target[..., None])).sum(-1)
        can_write = (target < size).to(copied.dtype)
        likelihood = torch.log(gate * written.exp() * can_write + (1.0 - gate) * copied + 1e-9)
    real = ((target != PAD) & (target != UNKNOWN)).to(likelihood.dtype)
    return -(likelihood * real).sum() / real.sum().clamp(min=1.0)
