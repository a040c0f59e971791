"""An index of a corpus that is written nowhere: to ask it something and forget it."""

from __future__ import annotations

from collections.abc import Callable

from ncs.index import base, content, weights
from ncs.index.assemble import assemble, left_out
from ncs.index.corpus import Corpus
from ncs.index.format import Loose
from ncs.index.history import History
from ncs.index.index import Index
from ncs.index.vectors import embedded_of, remembering
from ncs.model.model import Model
from ncs.source.files import Rules

K = 10  # results of a question that does not say how many


def in_memory(
    corpus: Corpus,
    model: Model,
    under: Model | None,
    mix: list[float],
    progress: Callable[[int, int], None],
    known: History | None = None,
    remembers: bool = False,
) -> Index:
    """What `ncs index` would write of a corpus. under: the base that the model stands on; known: what commits say; to
    be remembered as vectors too."""
    stored, held = weights.as_stored(model, under), content.of_corpus(corpus, False)
    held = held._replace(history=known or held.history)
    vectors = embedded_of(held, corpus, stored, progress)
    if remembers:
        vectors = remembering(vectors, held, stored)
    arrays, about = assemble(held, vectors, False)
    arrays |= weights.pack(stored, under) | left_out((), ())
    about |= {"base": base.name() if under is not None else "", "mix": mix, "commit": None, "scope": ""}
    about |= {"learning": {}, "k": K, "rules": Rules([], 0, "")._asdict(), "tools": ""}
    return Index(Loose("in memory", arrays, about | {"model": stored.shape._asdict()}))
