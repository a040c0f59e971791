"""How close explanations come to what people say of their functions, on repositories that were never trained on.

usage: explanations.py FOLDER... [--base FILE] [--most N] [--out FILE]

Each FOLDER is a repository or a tree. Of each documented function the docstring and comments are taken away; the
sentence that ncs writes is compared with the first sentence of the docstring, cleaned as for training. Two baselines:
the function's name as a sentence, and the sentence of the nearest other documented function of the same repository.
Smoothed BLEU-4 (Lin and Och 2004, add one), ROUGE-L (F1) and chrF (6 characters, beta 2), each a mean over sentences.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ncs.index import base, corpus, weights
from ncs.index.format import Container
from ncs.model.drafting import Candidate, candidates
from ncs.model.model import Model
from ncs.search import explain
from ncs.search.neighbours import nearest
from ncs.source.files import gather
from ncs.text import tokenizer
from ncs.text.explainable import own_name
from ncs.text.lessons import lesson_words
from ncs.text.neighbours import NEIGHBOURS, Neighbour, offers, with_neighbours
from ncs.train.sentences import copyable, lesson_of
from ncs.types import Chunk

AT_ONCE = 64


def grams(words, n):
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu(said, wanted):
    """Sentence BLEU-4, one added to matches and counts of n > 1, with the brevity penalty."""
    if not said:
        return 0.0
    logs = []
    for n in range(1, 5):
        ours, theirs = grams(said, n), grams(wanted, n)
        match, total = sum((ours & theirs).values()), max(1, sum(ours.values()))
        logs.append(math.log(max(match, 1e-9) / total) if n == 1 else math.log((match + 1) / (total + 1)))
    return min(1.0, math.exp(1 - len(wanted) / len(said))) * math.exp(sum(logs) / 4)


def rouge(said, wanted):
    row = [0] * (len(wanted) + 1)
    for word in said:
        before = 0
        for j, other in enumerate(wanted, 1):
            before, row[j] = row[j], before + 1 if word == other else max(row[j], row[j - 1])
    return 2 * row[-1] / (len(said) + len(wanted)) if said and wanted else 0.0


def chrf(said, wanted):
    ours, theirs = "".join(said), "".join(wanted)
    precision, recall = [], []
    for n in range(1, 7):
        a, b = grams(ours, n), grams(theirs, n)
        match = sum((a & b).values())
        if a and b:
            precision.append(match / sum(a.values()))
            recall.append(match / sum(b.values()))
    p, r = (np.mean(precision), np.mean(recall)) if precision else (0.0, 0.0)
    return float(5 * p * r / (4 * p + r)) if p + r else 0.0


MEASURES = {"bleu": bleu, "rouge": rouge, "chrf": chrf}


class Told(NamedTuple):
    """A documented function, and what was made of it."""

    chunk: Chunk
    own: list[tuple[str, str]]  # its words
    drafts: list[Candidate]
    nearest: Chunk  # the nearest other documented function


def told(model: Model, folder: str, most: int) -> list[Told]:
    """At most this many documented functions of a repository, their own sentences taken away, drafted as a query does:
    with those of the nearest documented chunks at hand."""
    read = corpus.read(gather(folder), "standard", lambda done, of: None)
    rows = [i for i, chunk in enumerate(read.chunks) if lesson_of(chunk)]
    chunks = [read.chunks[row] for row in rows]
    functions = np.array([i for i, chunk in enumerate(chunks) if chunk.kind in ("function", "method")], np.int64)
    if len(functions) < 2:
        return []
    z = model.embed(read.tokens.take(np.array(rows, np.int64)).without(("docstring", "comment")))[2]
    asked = np.sort(np.random.default_rng(0).permutation(functions)[:most])
    near = nearest(z[asked], z, asked, NEIGHBOURS)
    sources = [copyable(chunk) for chunk in chunks]
    said = [lesson_words(lesson_of(c), {w for w, _ in own}) for c, own in zip(chunks, sources, strict=True)]
    words, offered = [], []
    for row, found in zip(asked.tolist(), near, strict=True):
        around = [
            Neighbour(cosine, said[other], [w for w, _ in sources[other]], own_name(chunks[other].symbol))
            for other, cosine in found
        ]
        words.append(with_neighbours(sources[row], around))
        offered.append(offers(around, own_name(chunks[row].symbol)))
    like = nearest(z[asked], z[functions], np.searchsorted(functions, asked), 1)
    drafts = [
        found
        for start in range(0, len(asked), AT_ONCE)
        for found in candidates(model, *(part[start : start + AT_ONCE] for part in (z[asked], words, offered)))
    ]
    return [
        Told(chunks[row], sources[row], found, chunks[functions[other[0][0]]])
        for row, found, other in zip(asked.tolist(), drafts, like, strict=True)
    ]


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
        for number, (chunk, own, drafts, near) in enumerate(told(model, folder, options.most)):
            chosen = explain.chosen(model, drafts, own, chunk.symbol)
            wanted = tokenizer.surface_words(lesson_of(chunk))
            said = {
                "ncs": tokenizer.surface_words(" ".join(chosen.words)),
                "name": tokenizer.surface_words(own_name(chunk.symbol)),
                "nearest": tokenizer.surface_words(lesson_of(near)),
            }
            row = {who: {m: f(words, wanted) for m, f in MEASURES.items()} for who, words in said.items()}
            facts = chosen._asdict() | {"folder": folder, "symbol": chunk.symbol, "wanted": " ".join(wanted)}
            by_language[chunk.language].append(row | {"facts": facts})
            if number < options.show:
                print(f"{chunk.symbol}: {' '.join(chosen.words)}  [{chosen.confidence:.2f}]  <- {' '.join(wanted)}")
    report = {language: summary(rows) for language, rows in sorted(by_language.items())}
    report["all"] = summary([row for rows in by_language.values() for row in rows])
    for language, found in report.items():
        print(f"{language:<12} {found['functions']:>5}", end="")
        for who in ("ncs", "name", "nearest"):
            print(f"   {who} " + " ".join(f"{found[who][m]:.3f}" for m in MEASURES), end="")
        print(f"   faithful {found['faithful']:.2f} name only {found['name only']:.3f} thirds {found['thirds']}")
    if options.out:
        Path(options.out).write_text(json.dumps({"report": report, "rows": by_language}, indent=1))


def summary(rows):
    means = {
        who: {m: float(np.mean([row[who][m] for row in rows])) for m in MEASURES} for who in ("ncs", "name", "nearest")
    }
    facts = [row["facts"] for row in rows]
    order = np.argsort([fact["confidence"] for fact in facts])
    scores = np.array([row["ncs"]["rouge"] for row in rows])[order]
    return means | {
        "functions": len(rows),
        "faithful": float(np.mean([fact["faithful"] for fact in facts])),
        "name only": float(np.mean([fact["news"] == 0 for fact in facts])),
        "thirds": [round(float(part.mean()), 3) for part in np.array_split(scores, 3) if len(part)],
    }


if __name__ == "__main__":
    main()
