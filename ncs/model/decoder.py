"""The explanation decoder: from the latent, and from a chunk's own words, to a sentence.

A gated recurrent network begins in a state computed from the semantic vector and writes one symbol a
step. In `standard` it sees the vector again at each step, and what it attended to last; it attends to the
words of the chunk (Bahdanau et al. 2015, arXiv 1409.0473), each seen with its neighbours and its place, and
may copy one of them instead of writing from its vocabulary (See et al. 2017, arXiv 1704.04368), so that a
repository's own names can stand in the sentence. In `tutorial` it writes characters, and the projected
vector is also added to the state that each one is written from.

W is the size of the output vocabulary, S the number of source words, H the size of a state.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ncs.model.arrays import Array, Params
from ncs.model.layers import gru_cell, linear, sigmoid

PAD, BEGIN, END, UNKNOWN = range(4)  # the first rows of the word table

# Where a source word stands; the order is the row of `decoder.role`.
ROLES = ("name", "signature", "call", "scope", "body", "kind", "path")
PLACES = 64  # source words that have a place of their own


class Reading(NamedTuple):
    """What the decoder may look at while it writes. Arrays are [B,S,...]."""

    keys: Array  # [B,S,H]
    mask: Array  # [B,S] 1 where a source word stands, 0 for padding


class State(NamedTuple):
    """Between two symbols."""

    layers: list[Array]  # each [B,H]
    context: Array  # [B,H] what was attended to last; zeros before the first symbol


class Written(NamedTuple):
    """The next symbol: probabilities are gate * softmax(scores) + (1 - gate) * copy."""

    scores: Array  # [...,W]
    gate: Array | None  # [...], share of writing; None where nothing is copied


def copies(p: Params) -> bool:
    return "decoder.role" in p


def layers(p: Params) -> int:
    return sum(f"decoder.gru{i}.input.weight" in p for i in range(8))


def begin(xp: Any, p: Params, z: Array) -> State:
    """z [B,D] -> the first state; all layers start alike."""
    state = xp.tanh(linear(p, "decoder.start", z))
    return State([state] * layers(p), 0.0 * state)


def read(xp: Any, p: Params, vectors: Array, roles: Array, mask: Array) -> Reading:
    """Source token vectors [B,S,E] with zeros for padding, roles [B,S], mask [B,S] -> what attention looks at."""
    edge = 0.0 * vectors[:, :1]
    before, after = xp.concatenate([edge, vectors[:, :-1]], 1), xp.concatenate([vectors[:, 1:], edge], 1)
    seen = linear(p, "decoder.source", xp.concatenate([before, vectors, after], -1))
    return Reading(xp.tanh(seen + p["decoder.role"][roles] + p["decoder.place"][: vectors.shape[1]]), mask)


def attend(xp: Any, p: Params, state: Array, reading: Reading) -> tuple[Array, Array]:
    """state [B,H] -> attention [B,S] and context [B,H]; a chunk without words gives zeros."""
    question = linear(p, "decoder.ask", state)
    scores = (reading.keys @ question[:, :, None])[:, :, 0] / reading.keys.shape[-1] ** 0.5
    scores = scores - 1e9 * (1.0 - reading.mask)
    weights = xp.exp(scores - xp.amax(scores, -1)[:, None]) * reading.mask
    weights = weights / (weights.sum(-1)[:, None] + 1e-9)
    return weights, (weights[:, None, :] @ reading.keys)[:, 0]


def advance(
    xp: Any, p: Params, symbol: Array, z: Array, state: State, reading: Reading | None
) -> tuple[State, Array | None]:
    """The vectors of the symbols last written [B,E'], z [B,D] -> the next state and its attention [B,S]."""
    x = symbol if reading is None else xp.concatenate([symbol, z, state.context], -1)
    moved = []
    for i, layer in enumerate(state.layers):
        x = gru_cell(xp, p, f"decoder.gru{i}", x, layer)
        moved.append(x)
    if reading is None:
        return State(moved, state.context), None
    weights, context = attend(xp, p, x, reading)
    return State(moved, context), weights


def emit(xp: Any, p: Params, top: Array, context: Array, z: Array) -> Written:
    """States [...,H] of the last layer, contexts [...,H], z [...,D] -> what is written from them."""
    if not copies(p):
        seen = top + linear(p, "decoder.start", z)  # a state forgets where it began; the latent stays in sight
        return Written(linear(p, "decoder.out", seen), None)
    both = xp.concatenate([top, context], -1)
    gate = sigmoid(xp, linear(p, "decoder.gate", both))[..., 0]
    # The table of words is read and written with (Press and Wolf 2017, arXiv 1608.05859): half the numbers.
    return Written(linear(p, "decoder.out", both) @ p["decoder.word"].T + p["decoder.word.bias"], gate)


def vocabulary_size(p: Params) -> int:
    """W."""
    return int(p["decoder.word.bias" if copies(p) else "decoder.out.bias"].shape[0])


def symbol_vectors(p: Params) -> Array:
    """The table of vectors for what was last written: characters share the encoder's."""
    return p["decoder.word"] if copies(p) else p["token.vector"]
