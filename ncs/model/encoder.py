"""Words to a Gaussian over the latent space: the start of the trajectory.

A chunk is a bag of tokens. Each token has a vector; its weight is learned for the word and for the kind
of text it stands in (a word in a definition's name says more than one in a string). The weighted sum is
scaled to unit mean square, so length does not matter, and two heads give mean and log-variance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ncs.model.arrays import Array, Params, weighted_bags
from ncs.model.layers import layer_norm, linear, silu, unit_rms

LOGVAR_RANGE = 6.0  # the posterior's standard deviation stays within exp(-3) and exp(3)


class Bags(NamedTuple):
    """B bags of T tokens in all, laid end to end."""

    ids: Array  # [T] row of the token's vector
    kinds: Array  # [T] index into types.KINDS
    counts: Array  # [T] how much the token counts, damped: 1 + ln(occurrences)
    starts: Array  # [B] where each bag begins; none is empty


def pool(xp: Any, p: Params, bags: Bags) -> Array:
    """Bags -> [B,E], rows of unit mean square."""
    weights = bags.counts * xp.exp(p["token.weight"][bags.ids] + p["kind.weight"][bags.kinds])
    return unit_rms(xp, weighted_bags(xp, p["token.vector"], bags.ids, weights, bags.starts))


def encode(xp: Any, p: Params, bags: Bags) -> tuple[Array, Array]:
    """Bags -> mean [B,D] and log-variance [B,D] of q(z0 | chunk), after Kingma and Welling, 1312.6114.

    The mean has a straight path beside the hidden layers: before any training it is a random projection
    of the weighted words, which keeps their cosines (Johnson and Lindenstrauss 1984).
    """
    return encode_pooled(xp, p, pool(xp, p, bags))


def encode_pooled(xp: Any, p: Params, pooled: Array) -> tuple[Array, Array]:
    """The same from pooled rows [...,E]."""
    h = silu(xp, layer_norm(xp, p, "encoder.norm0", linear(p, "encoder.hidden0", pooled)))
    h = silu(xp, layer_norm(xp, p, "encoder.norm1", linear(p, "encoder.hidden1", h)))
    head = linear(p, "encoder.head", h)
    size = head.shape[-1] // 2
    mean = head[..., :size]
    if "encoder.straight" in p:
        mean = mean + pooled @ p["encoder.straight"]
    return mean, LOGVAR_RANGE * xp.tanh(head[..., size:] / LOGVAR_RANGE)
