"""Going on from what was learned: new commits, without the repository being learned again.

New pairs are few. Each batch is filled up with old ones (replay): what is said in a chunk, as a bag of words, beside
the rest of its words. Both are in the index, so nothing is parsed. Only the words of the new questions move. Documented
chunks and commits that learning never sees ask before and after: they say how far to go, and how much all rounds
together may lose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index.corpus import Corpus
from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.text.tokens import Tokens, join
from ncs.train.changes import changes
from ncs.train.examples import FEWEST_WORDS, SAID
from ncs.train.factor import between
from ncs.train.history import Told
from ncs.train.judge import (
    FEWEST,
    MOST_QUESTIONS,
    MOST_REMEMBERED,
    SHORT,
    Remembered,
    best_of_files,
    cosines,
    drawn,
    evenly,
    is_held,
    mean,
    reciprocal_ranks,
    remembered,
    shown,
)
from ncs.train.pairs import Answers, Pairs, files_of, stretch
from ncs.types import KINDS

REPLAYED = 2000  # old pairs, evenly spread
TOLERATED = 0.003  # of the held-out score, over all rounds since it was best: less is no forgetting but chance
WAYS = (0.5, 0.25)  # how far to go, the farthest first: the whole way costs more of the old than it brings (LOG.md)


class Old(NamedTuple):
    """All chunks of the index as it will be: their words, and which of them are held out of learning."""

    tokens: Tokens
    held_out: np.ndarray  # [N] bool (judge.drawn of path and symbol)
    file: np.ndarray  # [N] ascending, equal where chunks are of one file
    row_of: Mapping[tuple[str, str], int]  # by path and symbol


class Described(NamedTuple):
    """Chunks that say something of themselves: what they say, and the rest of their words."""

    said: Tokens
    rest: Tokens
    rows: np.ndarray


def described(tokens: Tokens, rows: np.ndarray, most: int) -> Described:
    """At most so many of these chunks, evenly spread."""
    silent = tokens.without(SAID)
    said = tokens.without([kind for kind in KINDS if kind not in SAID])
    telling = rows[(np.diff(said.ends)[rows] >= FEWEST_WORDS) & (np.diff(silent.ends)[rows] >= FEWEST_WORDS)]
    telling = telling[evenly(len(telling), most)]
    asked = said.take(telling)
    docstring = np.full(len(asked.kind), KINDS.index("docstring"), np.uint8)
    once = np.ones(len(asked.count), np.float32)
    return Described(Tokens(asked.names, asked.token, docstring, once, asked.ends), silent.take(telling), telling)


class Probe(NamedTuple):
    """Questions that learning never sees, and the chunks, without what is said of them, that they are asked of."""

    questions: Tokens  # [Q]
    chunks: Tokens
    file: np.ndarray  # that of each of the chunks, ascending
    right: np.ndarray  # [Q] the file that answers


def probe_of(preset: str, old: Old, asked: Sequence[Remembered]) -> Probe:
    """What is said of chunks that are held out, and what held-out commits say of chunks that are still there."""
    of_chunks = described(old.tokens, np.flatnonzero(old.held_out), MOST_QUESTIONS)
    there = [(text, row) for text, *place in asked if (row := old.row_of.get((place[0], place[1]))) is not None]
    told = [tokens_of_question(preset, text) for text, _ in there]
    answers = np.concatenate([of_chunks.rows, np.array([row for _, row in there], np.int64)])
    rows = shown(answers, len(old.file))
    return Probe(join([of_chunks.said, *told]), old.tokens.without(SAID).take(rows), old.file[rows], old.file[answers])


def learn_more(
    model: Model,
    old: Old,
    fresh: Corpus,
    new: Sequence[Told],
    learning: dict[str, Any],
    mix: Sequence[float],
    seed: int,
) -> tuple[Model, dict[str, Any]]:
    """The model of an index after it has learned from new commits, and what the index says of its learning from now on.

    fresh: the files that these commits changed, freshly cut. learning: what the index said so far. One commit in ten
    (by its id) is held out and named in `held`. Goes as far as the held-out questions tolerate; where that is nowhere,
    the old weights stay. Deterministic; needs torch.
    """
    from ncs.train import bending

    late = [told.commit[:SHORT] for told in new if drawn(told.commit[:SHORT])]
    held = list(dict.fromkeys([*learning.get("held", []), *late]))
    made = changes([told for told in new if not is_held(told.commit, held)], fresh.chunks, len(fresh.chunks))
    unseen = changes([told for told in new if is_held(told.commit, held)], fresh.chunks, len(fresh.chunks))
    asked = [*remembered(unseen.examples, fresh.chunks), *learning.get("asked", [])][:MOST_REMEMBERED]
    said = learning | {"held": held, "asked": asked}
    probe = probe_of(model.shape.preset, old, asked)
    if not made.examples or len(probe.right) < FEWEST:
        return model, said
    tokens = join([fresh.tokens, made.gone]) if len(made.gone) else fresh.tokens
    answers = Answers(model, tokens, files_of(fresh.chunks, len(made.gone)))
    pairs = answers.pairs([example for example in made.examples if answers.says_enough(example)])
    if not len(pairs.questions):
        return model, said
    replayed = described(old.tokens, np.flatnonzero(~old.held_out), REPLAYED)
    both = _with_old(model, pairs, replayed, old.file)
    before = _ranks(model, probe, mix)
    trained = bending.bend_more(model, both, len(pairs.questions), seed)
    lost = float(learning.get("lost", 0.0))  # since the score was best
    for way in WAYS:
        reached = between(model, trained, way)
        after = _ranks(reached, probe, mix)
        still = max(0.0, lost - float((after - before).mean()))
        if kept := still <= TOLERATED:
            model, lost = reached, still
            break
    said |= {"latest": {"pairs": len(pairs.questions), "before": mean(before), "after": mean(after), "kept": kept}}
    return model, said | {"lost": round(lost, 6)}


def _with_old(model: Model, pairs: Pairs, replayed: Described, files: np.ndarray) -> Pairs:
    """New pairs, then old ones; no old answer counts as equal to a new one. Of old files the replayed chunks are all
    that is read."""
    number, rest, new = np.arange(len(replayed.rows)), model.read(replayed.rest), len(pairs.beside)
    first, last = stretch(files[replayed.rows], files[replayed.rows])
    return Pairs(
        join([pairs.questions, model.read(replayed.said)]),
        join([pairs.answers, rest]),
        np.concatenate([pairs.identity, number + 1 + pairs.identity.max(initial=0)]),
        np.concatenate([pairs.chunk, number + 1 + pairs.chunk.max(initial=0)]),
        join([pairs.beside, rest]),
        np.concatenate([pairs.first, first + new]),
        np.concatenate([pairs.last, last + new]),
    )


def _ranks(model: Model, probe: Probe, mix: Sequence[float]) -> np.ndarray:
    """[Q] reciprocal rank of each answer's file by its best chunk."""
    best, which = best_of_files(cosines(model.embed(probe.questions), model.embed(probe.chunks), mix), probe.file)
    return reciprocal_ranks(best, np.searchsorted(which, probe.right))
