"""The explanation decoder: from the latent, and from a chunk's own words, to a sentence.

A gated recurrent network begins in a state computed from the semantic vector and writes one symbol a
step. In `standard` it sees the vector again at each step, and what it attended to last; it attends to the
words of the chunk and to what is said of the nearest documented ones (text/neighbours.py), each seen with
the words beside it and its place (Bahdanau et al. 2015, arXiv 1409.0473), and may copy one of them instead
of writing from its vocabulary (See et al. 2017, arXiv 1704.04368), so that a repository's own names and
turns of phrase can stand in the sentence. In `tutorial` it writes characters, and the projected
vector is also added to the state that each one is written from.

W is the size of the output vocabulary, S the number of source words, H the size of a state.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ncs.model.arrays import Array, Params
from ncs.model.layers import gru_cell, linear, sigmoid
from ncs.text import neighbours

PAD, BEGIN, END, UNKNOWN = range(4)  # the first rows of the word table

# Where a source word stands; the order is the row of `decoder.role`.
ROLES = ("name", "signature", "call", "scope", "body", "kind", "path", *neighbours.ROLES)

FOLLOW = 10.0  # so that a small step of an optimizer moves an attention that goes from word to word


class Reading(NamedTuple):
    """What the decoder may look at while it writes. Arrays are [B,S,...]."""

    keys: Array  # [B,S,H]
    mask: Array  # [B,S] 1 where a source word stands, 0 for padding


class State(NamedTuple):
    """Between two symbols."""

    layers: list[Array]  # each [B,H]
    context: Array  # [B,H] what was attended to last; zeros before the first symbol
    attention: Array | None  # [B,S] how; None where nothing is attended to

    def rows(self, rows: Any) -> State:
        """The states of these rows, which may repeat."""
        attention = None if self.attention is None else self.attention[rows]
        return State([layer[rows] for layer in self.layers], self.context[rows], attention)


class Written(NamedTuple):
    """The next symbol: probabilities are gate * softmax(scores) + (1 - gate) * copy."""

    scores: Array  # [...,W]
    gate: Array | None  # [...], share of writing; None where nothing is copied


def copies(p: Params) -> bool:
    return "decoder.role" in p


def layers(p: Params) -> int:
    return sum(f"decoder.gru{i}.input.weight" in p for i in range(8))


def begin(xp: Any, p: Params, z: Array, reading: Reading | None) -> State:
    """z [B,D] -> the first state; all layers start alike."""
    state = xp.tanh(linear(p, "decoder.start", z))
    return State([state] * layers(p), 0.0 * state, None if reading is None else 0.0 * reading.mask)


def read(xp: Any, p: Params, vectors: Array, roles: Array, places: Array, mask: Array) -> Reading:
    """Source token vectors [B,S,E] with zeros for padding, roles, places and mask [B,S] -> what attention looks at."""
    edge = 0.0 * vectors[:, :1]
    before, after = xp.concatenate([edge, vectors[:, :-1]], 1), xp.concatenate([vectors[:, 1:], edge], 1)
    seen = linear(p, "decoder.source", xp.concatenate([before, vectors, after], -1))
    return Reading(xp.tanh(seen + p["decoder.role"][roles] + p["decoder.place"][places]), mask)


def attend(xp: Any, p: Params, state: Array, reading: Reading, last: Array) -> tuple[Array, Array]:
    """state [B,H], last [B,S] how it was attended before -> attention [B,S] and context [B,H]; a chunk without words
    gives zeros.

    To go on with the word behind the last one, or to come back to it, is worth something of its own: location-aware
    attention (Chorowski et al. 2015, arXiv 1506.07503) with a window of two."""
    question = linear(p, "decoder.ask", state)
    scores = (reading.keys @ question[:, :, None])[:, :, 0] / reading.keys.shape[-1] ** 0.5
    behind = xp.concatenate([0.0 * last[:, :1], last[:, :-1]], 1)
    follow = FOLLOW * p["decoder.follow"]
    scores = scores + follow[0] * last + follow[1] * behind
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
        return State(moved, state.context, None), None
    weights, context = attend(xp, p, x, reading, state.attention)
    return State(moved, context, weights), weights


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
