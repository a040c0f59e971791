"""What it brings the explanations of a repository to learn how it speaks, on its held-out functions.

usage: telling.py FOLDER... [--base FILE] [--budget SECONDS] [--most N]

One documented chunk in ten is held out. Worth (the mean of BLEU, ROUGE-L and chrF) of the sentence that is chosen, and
of the likeliest that the decoder writes itself: by the base that knows nothing of the repository; with the sentences
of neighbours at hand; and after the decoder has learned the sentences of the others, as `ncs index` has it learn.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from choosing import worth
from explanations import functions, read, told
from indexed import indexed

from ncs.index import base, weights
from ncs.index.format import Container
from ncs.search import explain
from ncs.text import tokenizer
from ncs.text.neighbours import NEIGHBOURS
from ncs.train import telling
from ncs.train.judge import is_drawn
from ncs.train.material import material
from ncs.train.sentences import lesson_of

FEWEST = 10  # held-out functions: fewer say nothing of a repository


def scores(model, of, index, asked, most=NEIGHBOURS):
    """[2] worth of the chosen sentence, and of the decoder's own; each a mean over functions."""
    rows = []
    for chunk, known, drafts, *_ in told(model, of, index, asked, most):
        wanted = tokenizer.surface_words(lesson_of(chunk))
        own = max((draft for draft in drafts if not draft.borrowed), key=likelihood, default=drafts[-1])
        rows.append((worth(explain.chosen(model, drafts, known, chunk.symbol), wanted), worth(own, wanted)))
    return np.mean(rows, 0)


def likelihood(draft):
    return draft.likelihood


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--base")
    parser.add_argument("--budget", type=float, default=20.0)
    parser.add_argument("--most", type=int, default=100, help="held-out functions of one folder")
    options = parser.parse_args()
    model = weights.unpack(Container(Path(options.base))) if options.base else base.installed()
    table = []
    for folder in options.folders:
        of = read(folder)
        asked = [row for row in functions(of) if is_drawn(of.chunks[row])]
        asked = sorted(random.Random(0).sample(asked, min(options.most, len(asked))))
        if len(asked) < FEWEST:
            continue
        taught, held = material(model, of).lessons(model)
        plan = telling.plan(len(taught), options.budget, 0)
        after, said = telling.tell(model, taught, held, plan, options.budget, lambda *_: None)
        here = (of, indexed(of), asked)
        row = np.array([scores(model, *here, 0), scores(model, *here), scores(after, *here)])
        table.append(row)
        print(f"{Path(folder).name:<18} {len(asked):>4} functions, {said}", flush=True)
        print(f"   chosen {shown(row[:, 0])}; the decoder's own {shown(row[:, 1])}", flush=True)
    every = np.array(table)
    for which, name in enumerate(("chosen", "the decoder's own")):
        print(f"{name}: {shown(every[:, :, which].mean(0))}; better on", end=" ")
        steps = every[:, 1:, which] - every[:, :-1, which]
        print(f"{(steps[:, 0] > 0).sum()} and {(steps[:, 1] > 0).sum()} of {len(every)}")


def shown(scores):
    return " -> ".join(f"{score:.3f}" for score in scores)


if __name__ == "__main__":
    main()
