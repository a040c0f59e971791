"""The sizes of a model, its two presets, and the one table of what arrays it has.

`tutorial` has the layer shapes of the small program that the idea comes from (characters, 16 latent
dimensions). `standard` reads words and copies them.
"""

from __future__ import annotations

from typing import NamedTuple

from ncs.model.decoder import ROLES
from ncs.model.flow import COUPLINGS, TIME_FEATURES
from ncs.text.neighbours import PLACES
from ncs.types import KINDS


class Shape(NamedTuple):
    preset: str
    tokens: int  # rows of the token table that have a word of their own
    buckets: int  # rows behind them that unknown words share
    embed: int  # size of a token vector, E
    latent: int  # D
    hidden: int  # H, in the encoder, the SDE and the flow
    words: int  # output vocabulary of the decoder, W
    decoder_hidden: int
    decoder_layers: int
    copies: bool  # attention and copying; a straight path in the encoder

    @property
    def symbol(self) -> int:
        """Size of the vector of a symbol that the decoder wrote."""
        return self.decoder_hidden if self.copies else self.embed


TUTORIAL = Shape("tutorial", 256, 0, 64, 16, 64, 256, 64, 2, False)
STANDARD = Shape("standard", 0, 2048, 256, 256, 128, 0, 256, 1, True)  # tokens and words come from the texts
PRESETS = {"tutorial": TUTORIAL, "standard": STANDARD}


def _linear(name: str, inside: int, outside: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (inside, outside), f"{name}.bias": (outside,)}


def _norm(name: str, size: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (size,), f"{name}.bias": (size,)}


def _trajectory(s: Shape) -> dict[str, tuple[int, ...]]:
    table = _linear("drift.hidden0", s.latent + 1, s.hidden) | _linear("drift.hidden1", s.hidden, s.hidden)
    table |= _linear("drift.out", s.hidden, s.latent)
    table |= _linear("diffusion.hidden0", s.latent + 1, s.hidden) | _linear("diffusion.out", s.hidden, s.latent)
    for i in range(COUPLINGS):
        table |= _linear(f"flow{i}.hidden0", s.latent + TIME_FEATURES, s.hidden)
        table |= _linear(f"flow{i}.hidden1", s.hidden, s.hidden)
        table |= _linear(f"flow{i}.out", s.hidden, 2 * s.latent)
    return table


def _decoder(s: Shape) -> dict[str, tuple[int, ...]]:
    h = s.decoder_hidden
    table = _linear("decoder.start", s.latent, h)
    for i in range(s.decoder_layers):
        inside = h if i else s.symbol + (s.latent + h if s.copies else 0)
        table |= _linear(f"decoder.gru{i}.input", inside, 3 * h) | _linear(f"decoder.gru{i}.state", h, 3 * h)
    if not s.copies:
        return table | _linear("decoder.out", h, s.words)
    table |= _linear("decoder.source", 3 * s.embed, h)
    table |= {"decoder.role": (len(ROLES), h), "decoder.place": (PLACES, h)}
    table |= {"decoder.follow": (2,)} | _linear("decoder.ask", h, h) | _linear("decoder.gate", 2 * h, 1)
    return table | _linear("decoder.out", 2 * h, h) | {"decoder.word": (s.words, h), "decoder.word.bias": (s.words,)}


def parameters(s: Shape) -> dict[str, tuple[int, ...]]:
    """Name -> shape of every learned array of a model of this shape."""
    table: dict[str, tuple[int, ...]] = {
        "token.vector": (s.tokens + s.buckets, s.embed),
        "token.weight": (s.tokens + s.buckets,),
        "kind.weight": (len(KINDS),),
        "contrast.scale": (1,),
    }
    table |= _linear("encoder.hidden0", s.embed, s.hidden) | _norm("encoder.norm0", s.hidden)
    table |= _linear("encoder.hidden1", s.hidden, s.hidden) | _norm("encoder.norm1", s.hidden)
    table |= _linear("encoder.head", s.hidden, 2 * s.latent)
    if s.copies:
        table |= {"encoder.straight": (s.embed, s.latent)}
    return table | _trajectory(s) | _decoder(s)


def count(s: Shape) -> int:
    """Number of learned numbers."""
    total = 0
    for sizes in parameters(s).values():
        product = 1
        for size in sizes:
            product *= size
        total += product
    return total
