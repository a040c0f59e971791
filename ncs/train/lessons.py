"""What the decoder learns from a repository: sentences of its chunks, with what is said of the nearest others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncs.index.corpus import Corpus
from ncs.model.model import Model, embed
from ncs.search.neighbours import alike
from ncs.text.explainable import own_name
from ncs.text.lessons import lesson_words
from ncs.text.neighbours import NEIGHBOURS, Neighbour, face
from ncs.text.tokens import Tokens
from ncs.train.batches import Sentence, sentence
from ncs.train.judge import is_drawn
from ncs.train.sentences import copyable, lesson_of
from ncs.types import Chunk

MEANING = 2  # the level at which chunks are neighbours
MOST = 2500  # sentences, evenly spread


class Lessons(NamedTuple):
    taught: list[Sentence]
    held_out: list[Sentence]


def lessons(model: Model, corpus: Corpus, read: Tokens) -> Lessons:
    """read: the corpus's chunks without what people say of them, as the model reads them."""
    said = [(row, text) for row, chunk in enumerate(corpus.chunks) if (text := lesson_of(chunk))]
    said = said[:: max(1, -(-len(said) // MOST))]
    rows = [row for row, _ in said]
    z = embed(model.params, read.take(rows))[MEANING]
    told = [_told(corpus.chunks[row], text) for row, text in said]
    faces = [face(name, corpus.chunks[row].signature, own) for row, (_, own, name) in zip(rows, told, strict=True)]
    found = Lessons([], [])
    for (row, text), others in zip(said, alike(z, z, np.arange(len(rows)), faces.__getitem__, faces), strict=True):
        chunk = corpus.chunks[row]
        around = [Neighbour(like, cosine, *told[other]) for other, cosine, like in others[:NEIGHBOURS]]
        side = found.held_out if is_drawn(chunk) else found.taught
        side.append(sentence(model, chunk, read.take([row]), text, around))
    return found


def _told(chunk: Chunk, text: str) -> tuple[list[str], list[str], str]:
    """What is said of a chunk as words, the chunk's own words, and its name."""
    own = [word for word, _ in copyable(chunk)]
    return lesson_words(text, set(own)), own, own_name(chunk.symbol)
