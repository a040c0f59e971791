"""What there is to learn from in a repository, and the held-out questions by which learning is judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index.corpus import Corpus
from ncs.model.model import Model
from ncs.text.tokens import join
from ncs.train.changes import changes
from ncs.train.examples import SAID, Example, count_by_source, examples
from ncs.train.history import Told
from ncs.train.judge import Judge, newest_tenth, split
from ncs.train.pairs import Answers, Pairs, files_of

MOST_CHUNKS = 30_000  # that are learned from, evenly spread: more than any budget's steps will see


class Material(NamedTuple):
    found: list[Example]  # what is learned from
    answers: Answers
    judge: Judge
    held: list[str]  # ids of the commits that are not learned from
    corpus: Corpus  # of the chunks that examples speak of: of the
    whole: Corpus  # whole one
    every: int  # so many-th

    @property
    def counts(self) -> dict[str, int]:
        return count_by_source(self.found)

    def level(self, level: int) -> Pairs:
        return self.answers.pairs([example for example in self.found if example.level == level])

    def lessons(self, model: Model) -> Any:
        """What the decoder learns, and what is held out of that. Needs torch."""
        from ncs.train.lessons import lessons

        return lessons(model, self.corpus, self.answers.read[SAID])


def material(
    model: Model, corpus: Corpus, history: Sequence[Told] = (), held: Collection[str] | None = None
) -> Material:
    """history: newest first. held: ids of commits to hold out; None for the newest tenth."""
    every = max(1, -(-len(corpus.chunks) // MOST_CHUNKS))
    chunks, tokens = corpus.chunks[::every], corpus.tokens.take(np.arange(0, len(corpus.chunks), every))
    changed = changes(history if model.shape.copies else (), chunks, len(chunks))
    held = newest_tenth(changed.commits) if held is None else list(held)
    found, held_out = split(examples(chunks), changed.examples, changed.commits, chunks, held)
    shown = join([tokens, changed.gone]) if len(changed.gone) else tokens
    answers = Answers(model, shown, files_of(chunks, len(changed.gone)))
    found = [example for example in found if answers.says_enough(example)]
    thinned = corpus._replace(chunks=chunks, tokens=tokens)
    return Material(found, answers, Judge(tokens, held_out), held, thinned, corpus, every)
