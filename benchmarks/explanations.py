"""How close explanations come to what people say of their functions, on repositories that were never trained on.

usage: explanations.py FOLDER... [--base FILE] [--most N] [--out FILE]

Each FOLDER is a repository or a tree. Of each documented function the docstring and comments are taken away; the
sentence that ncs writes is compared with the first sentence of the docstring, cleaned as for training. Two baselines:
the function's name as a sentence, and the sentence of the nearest other documented function of the same repository.
Of the content words of the sentences that are shown: the share with a source (`of these`), and as a control how many
would have one in a random other function of the repository, about which nobody says them (`of another`).
Smoothed BLEU-4 (Lin and Och 2004, add one), ROUGE-L (F1) and chrF (6 characters, beta 2), each a mean over sentences.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from indexed import indexed
from likeness import MEASURES

from ncs.index import base, corpus, weights
from ncs.index.corpus import Corpus
from ncs.index.format import Container
from ncs.index.index import Index
from ncs.model.drafting import Candidate, candidates
from ncs.model.model import Model
from ncs.search import explain
from ncs.search.neighbours import alike, nearest
from ncs.search.related import heard
from ncs.source.files import gather
from ncs.text import tokenizer
from ncs.text.explainable import own_name
from ncs.text.grounds import Grounds, content, grounds
from ncs.text.lessons import lesson_words
from ncs.text.neighbours import NEIGHBOURS, Neighbour, face, offer, stutters, with_neighbours
from ncs.train.sentences import copyable, lesson_of, place_of
from ncs.types import Chunk

SAID = ("faithful", "shown", "of these", "of another", "people's", "name only", "repeats", "thirds", "ms")
AT_ONCE = 10  # results of a query, decoded together


class Told(NamedTuple):
    """A documented function, and what was made of it."""

    chunk: Chunk
    known: Grounds  # what its sentences may rest on
    drafts: list[Candidate]
    nearest: Chunk  # the nearest other documented function
    seconds: float  # that its drafts took, as one of the results of a query


def read(folder: str) -> Corpus:
    return corpus.read(gather(folder), "standard", lambda done, of: None)


def functions(of: Corpus) -> list[int]:
    """The documented functions among the chunks."""
    return [i for i, c in enumerate(of.chunks) if c.kind in ("function", "method") and lesson_of(c)]


def told(model: Model, of: Corpus, index: Index, asked: Sequence[int], most: int = NEIGHBOURS) -> list[Told]:
    """Documented functions, their own sentences taken away, drafted as a query does: with those of the nearest
    documented chunks at hand, at most so many."""
    if len(asked) < 2:
        return []
    rows = np.array([i for i, chunk in enumerate(of.chunks) if lesson_of(chunk)])
    chunks = [of.chunks[row] for row in rows]
    z = model.embed(of.tokens.take(rows).without(("docstring", "comment")))[2]
    places, others = np.searchsorted(rows, asked), np.searchsorted(rows, functions(of))
    own = [copyable(chunk) for chunk in chunks]
    said = [lesson_words(lesson_of(c), {word for word, _ in words}) for c, words in zip(chunks, own, strict=True)]
    words, offered = [], []
    faces = [
        face(own_name(chunk.symbol), chunk.signature, [word for word, _ in words])
        for chunk, words in zip(chunks, own, strict=True)
    ]
    near = alike(z[places], z, places, faces.__getitem__, [faces[place] for place in places])
    for row, found in zip(places.tolist(), near, strict=True):
        around = [
            Neighbour(like, cosine, said[other], [word for word, _ in own[other]], own_name(chunks[other].symbol))
            for other, cosine, like in found[:most]
        ]
        words.append(with_neighbours(own[row], around))
        offered.append(offer(around, own_name(chunks[row].symbol)))
    like = nearest(z[places], z[others], np.searchsorted(others, places), 1)
    drafts, seconds = [], []
    for start in range(0, len(places), AT_ONCE):
        begun = time.perf_counter()
        drafts += candidates(model, *(part[start : start + AT_ONCE] for part in (z[places], words, offered)))
        seconds += [(time.perf_counter() - begun) / (len(drafts) - start)] * (len(drafts) - start)
    known = [grounded(index, row, of.chunks[row]) for row in rows[places].tolist()]
    return [
        Told(chunks[row], *found, chunks[others[near[0][0]]], took)
        for row, *found, near, took in zip(places.tolist(), known, drafts, like, seconds, strict=True)
    ]


def grounded(index: Index, row: int, chunk: Chunk) -> Grounds:
    """What may be said of a chunk without its own docstring, which is there for others."""
    around = explain.outline(index, int(index.file_of[row]))
    return grounds(place_of(chunk), around, partial(heard, index, row))


def sourced(model: Model, words: Sequence[str], known: Grounds) -> float:
    """Share of the content words of a sentence that have a source."""
    said = content(words)
    source = frozenset().union(*explain.sources(model, [Candidate(tuple(words), 0.0, True)], known))
    return sum(word in source for word in said) / max(1, len(said))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--base")
    parser.add_argument("--most", type=int, default=400, help="functions of one folder")
    parser.add_argument("--out")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    model = weights.unpack(Container(Path(options.base))) if options.base else base.installed()
    by_language: dict[str, list[dict]] = defaultdict(list)
    for folder in options.folders:
        of = read(folder)
        rows = functions(of)
        asked = sorted(random.Random(0).sample(rows, min(options.most, len(rows))))
        found = told(model, of, indexed(of), asked)
        best = [explain.chosen(model, one.drafts, one.known, one.chunk.symbol) for one in found]
        strangers = random.Random(1).sample(range(len(found)), len(found))
        for number, (one, chosen) in enumerate(zip(found, best, strict=True)):
            chunk, wanted = one.chunk, tokenizer.surface_words(lesson_of(one.chunk))
            said = {
                "ncs": tokenizer.surface_words(" ".join(chosen.words)),
                "name": tokenizer.surface_words(own_name(chunk.symbol)),
                "nearest": tokenizer.surface_words(lesson_of(one.nearest)),
            }
            row = {who: {m: f(words, wanted) for m, f in MEASURES.items()} for who, words in said.items()}
            facts = chosen._asdict() | {"seconds": one.seconds, "wanted": " ".join(wanted)}
            facts["shown"] = explain.believed(chosen)
            facts["people's"] = sourced(model, wanted, one.known)
            other = best[strangers[number]]
            if explain.believed(other) and strangers[number] != number:
                facts["of another"] = sourced(model, other.words, one.known)
            facts |= {"folder": folder, "symbol": chunk.symbol}
            by_language[chunk.language].append(row | {"facts": facts})
            if number < options.show:
                print(f"{chunk.symbol}: {' '.join(chosen.words)}  [{chosen.confidence:.2f}]  <- {' '.join(wanted)}")
    report = {language: summary(rows) for language, rows in sorted(by_language.items())}
    report["all"] = summary([row for rows in by_language.values() for row in rows])
    for language, found in report.items():
        print(f"{language:<12} {found['functions']:>5}", end="")
        for who in ("ncs", "name", "nearest"):
            print(f"   {who} " + " ".join(f"{found[who][m]:.3f}" for m in MEASURES), end="")
        print("".join(f"   {name} {found[name]}" for name in SAID))
    if options.out:
        Path(options.out).write_text(json.dumps({"report": report, "rows": by_language}, indent=1))


def rounded(values) -> float:
    return round(float(np.mean(values)), 3)


def summary(rows):
    means = {
        who: {m: float(np.mean([row[who][m] for row in rows])) for m in MEASURES} for who in ("ncs", "name", "nearest")
    }
    facts = [row["facts"] for row in rows]
    order = np.argsort([fact["confidence"] for fact in facts])
    scores = np.array([row["ncs"]["rouge"] for row in rows])[order]
    return means | {
        "functions": len(rows),
        "faithful": rounded([fact["faithful"] for fact in facts]),
        "shown": rounded([fact["shown"] for fact in facts]),
        "of these": rounded([fact["faithful"] for fact in facts if fact["shown"]] or [0.0]),
        "of another": rounded([fact["of another"] for fact in facts if "of another" in fact] or [0.0]),
        "people's": rounded([fact["people's"] for fact in facts]),
        "name only": rounded([fact["news"] == 0 for fact in facts]),
        "repeats": rounded([stutters(fact["words"]) for fact in facts]),
        "ms": [round(float(q), 1) for q in np.percentile([1000 * fact["seconds"] for fact in facts], (50, 95))],
        "thirds": [round(float(part.mean()), 3) for part in np.array_split(scores, 3) if len(part)],
    }


if __name__ == "__main__":
    main()
