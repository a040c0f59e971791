"""What there is to learn from in a repository, and the held-out questions by which learning is judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index.corpus import Corpus
from ncs.model.model import Model, embed
from ncs.search.neighbours import nearest
from ncs.text.explainable import own_name
from ncs.text.lessons import lesson_words
from ncs.text.neighbours import NEIGHBOURS, Neighbour
from ncs.text.tokens import join
from ncs.train.changes import changes
from ncs.train.examples import SAID, Example, count_by_source, examples
from ncs.train.history import Told
from ncs.train.judge import Judge, is_drawn, newest_tenth, split
from ncs.train.pairs import Answers, Pairs
from ncs.train.sentences import copyable, lesson_of
from ncs.types import Chunk

MEANING = 2  # the level at which chunks are neighbours
MOST_SENTENCES = 2000  # that the decoder learns, evenly spread
MOST_CHUNKS = 30_000  # that are learned from, evenly spread: more than any budget's steps will see


class Material(NamedTuple):
    found: list[Example]  # what is learned from
    answers: Answers
    judge: Judge
    held: list[str]  # ids of the commits that are not learned from
    corpus: Corpus  # of the chunks that examples speak of

    @property
    def counts(self) -> dict[str, int]:
        return count_by_source(self.found)

    def level(self, level: int) -> Pairs:
        return self.answers.pairs([example for example in self.found if example.level == level])

    def sentences(self, model: Model, held_out: bool = False) -> list[Any]:
        """What the decoder learns: sentences of chunks whose sentence is not held out, or of those where it is. Needs
        torch."""
        from ncs.train.batches import sentence

        told = self._told(model)
        chosen = [row for row in told if is_drawn(self.corpus.chunks[row]) == held_out]
        return [
            sentence(model, self.corpus.chunks[row], self.answers.read[SAID].take([row]), *told[row])
            for row in chosen[:: max(1, -(-len(chosen) // MOST_SENTENCES))]
        ]

    def _told(self, model: Model) -> dict[int, tuple[str, list[Neighbour]]]:
        """For each documented chunk its sentence, and what is said of those nearest to it."""
        chunks = self.corpus.chunks
        said = {row: text for row, chunk in enumerate(chunks) if (text := lesson_of(chunk))}
        rows = list(said)
        z = embed(model.params, self.answers.read[SAID].take(rows))[MEANING]
        near = nearest(z, z, np.arange(len(rows)), NEIGHBOURS)
        told = [_told(chunks[row], said[row]) for row in rows]
        return {
            row: (said[row], [Neighbour(cosine, *told[other]) for other, cosine in found])
            for row, found in zip(rows, near, strict=True)
        }


def _told(chunk: Chunk, text: str) -> tuple[list[str], list[str], str]:
    """What is said of a chunk as words, the chunk's own words, and its name."""
    own = [word for word, _ in copyable(chunk)]
    return lesson_words(text, set(own)), own, own_name(chunk.symbol)


def material(
    model: Model, corpus: Corpus, history: Sequence[Told] = (), held: Collection[str] | None = None
) -> Material:
    """history: newest first. held: ids of commits to hold out; None for the newest tenth."""
    every = max(1, -(-len(corpus.chunks) // MOST_CHUNKS))
    chunks, tokens = corpus.chunks[::every], corpus.tokens.take(np.arange(0, len(corpus.chunks), every))
    changed = changes(history if model.shape.copies else (), chunks, len(chunks))
    held = newest_tenth(changed.commits) if held is None else list(held)
    found, held_out = split(examples(chunks), changed.examples, changed.commits, chunks, held)
    answers = Answers(model, join([tokens, changed.gone]) if len(changed.gone) else tokens)
    found = [example for example in found if answers.says_enough(example)]
    return Material(found, answers, Judge(tokens, held_out), held, corpus._replace(chunks=chunks, tokens=tokens))
