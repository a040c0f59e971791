"""The explanation decoder: from the latent, and from a chunk's own words, to a sentence.

A gated recurrent network begins in a state computed from the semantic vector and writes one symbol a
step. In `standard` it sees the vector again at each step, attends to the words of the chunk (Bahdanau et
al. 2015, arXiv 1409.0473) and may copy one of them instead of writing from its vocabulary (See et al.
2017, arXiv 1704.04368), so that a repository's own names can stand in the sentence. In `tutorial` it
writes characters, and the projected vector is also added to the state that each one is written from.

W is the size of the output vocabulary, S the number of source words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ncs.model.arrays import Array, Params
from ncs.model.layers import gru_cell, linear, log_softmax, sigmoid

PAD, BEGIN, END, UNKNOWN = range(4)  # the first rows of the word table

# Where a source word stands; the order is the row of `decoder.role`.
ROLES = ("name", "signature", "call", "scope", "body")


class Reading(NamedTuple):
    """What the decoder may look at while it writes. Arrays are [B,S,...]."""

    keys: Array  # [B,S,H]
    mask: Array  # [B,S] 1 where a source word stands, 0 for padding


class Written(NamedTuple):
    """One step's answer: probabilities are log p = log(gate * p_write + (1 - gate) * p_copy)."""

    log_write: Array  # [B,W]
    copy: Array | None  # [B,S], rows sum to 1
    gate: Array | None  # [B], share of writing


def copies(p: Params) -> bool:
    return "decoder.role" in p


def layers(p: Params) -> int:
    return sum(f"decoder.gru{i}.input.weight" in p for i in range(8))


def begin(xp: Any, p: Params, z: Array) -> list[Array]:
    """z [B,D] -> first state of each layer [B,H]; all layers start alike."""
    state = xp.tanh(linear(p, "decoder.start", z))
    return [state] * layers(p)


def read(xp: Any, p: Params, vectors: Array, roles: Array, mask: Array) -> Reading:
    """Source token vectors [B,S,E], roles [B,S], mask [B,S] -> what attention looks at."""
    return Reading(xp.tanh(linear(p, "decoder.source", vectors) + p["decoder.role"][roles]), mask)


def attend(xp: Any, p: Params, state: Array, reading: Reading) -> tuple[Array, Array]:
    """state [B,H] -> attention [B,S] and context [B,H]; a chunk without words gives zeros."""
    question = linear(p, "decoder.ask", state)
    scores = (reading.keys * question[:, None, :]).sum(-1) / reading.keys.shape[-1] ** 0.5
    scores = scores - 1e9 * (1.0 - reading.mask)
    weights = xp.exp(scores - xp.amax(scores, -1)[:, None]) * reading.mask
    weights = weights / (weights.sum(-1)[:, None] + 1e-9)
    return weights, (weights[:, :, None] * reading.keys).sum(1)


def step(
    xp: Any, p: Params, symbol: Array, z: Array, states: list[Array], reading: Reading | None
) -> tuple[Written, list[Array]]:
    """One step: the vectors of the symbols last written [B,E'], z [B,D], states -> answer, new states."""
    x = symbol if reading is None else xp.concatenate([symbol, z], -1)
    moved = []
    for i, state in enumerate(states):
        x = gru_cell(xp, p, f"decoder.gru{i}", x, state)
        moved.append(x)
    if reading is None:
        seen = x + linear(p, "decoder.start", z)  # a state forgets where it began; the latent stays in sight
        return Written(log_softmax(xp, linear(p, "decoder.out", seen)), None, None), moved
    weights, context = attend(xp, p, x, reading)
    both = xp.concatenate([x, context], -1)
    gate = sigmoid(xp, linear(p, "decoder.gate", both))[:, 0]
    # The table of words is read and written with (Press and Wolf 2017, arXiv 1608.05859): half the numbers.
    scores = linear(p, "decoder.out", both) @ p["decoder.word"].T + p["decoder.word.bias"]
    return Written(log_softmax(xp, scores), weights, gate), moved


def vocabulary_size(p: Params) -> int:
    """W."""
    return int(p["decoder.word.bias" if copies(p) else "decoder.out.bias"].shape[0])


def symbol_vectors(p: Params) -> Array:
    """The table of vectors for what was last written: characters share the encoder's."""
    return p["decoder.word"] if copies(p) else p["token.vector"]
