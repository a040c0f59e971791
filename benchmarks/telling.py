"""What it brings the explanations of a repository to learn how it speaks: before and after, on its held-out functions.

usage: telling.py FOLDER... [--base FILE] [--budget SECONDS]

One documented chunk in ten is held out; the decoder learns the sentences of the others, as `ncs index` has it learn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from explanations import functions, read, told
from likeness import MEASURES

from ncs.index import base, weights
from ncs.index.format import Container
from ncs.search import explain
from ncs.text import tokenizer
from ncs.train import telling
from ncs.train.judge import is_drawn
from ncs.train.material import material
from ncs.train.sentences import lesson_of


def scores(model, of, asked):
    """[N,3] BLEU, ROUGE-L and chrF of each function."""
    rows = []
    for chunk, known, drafts, *_ in told(model, of, asked):
        said = tokenizer.surface_words(" ".join(explain.chosen(model, drafts, known, chunk.symbol).words))
        wanted = tokenizer.surface_words(lesson_of(chunk))
        rows.append([measure(said, wanted) for measure in MEASURES.values()])
    return np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--base")
    parser.add_argument("--budget", type=float, default=20.0)
    options = parser.parse_args()
    model = weights.unpack(Container(Path(options.base))) if options.base else base.installed()
    gains = []
    for folder in options.folders:
        of = read(folder)
        asked = [row for row in functions(of) if is_drawn(of.chunks[row])]
        found = material(model, of)
        taught, held = found.lessons(model)
        plan = telling.plan(len(taught), options.budget, 0)
        after, said = telling.tell(model, taught, held, plan, options.budget, lambda *_: None)
        if len(asked) < 2:
            continue
        first, second = scores(model, of, asked), scores(after, of, asked)
        gains.append(second.mean() - first.mean())
        print(f"{Path(folder).name:<18} {len(asked):>4} functions, {said}", flush=True)
        print(f"   {np.round(first.mean(0), 3).tolist()} -> {np.round(second.mean(0), 3).tolist()}  {gains[-1]:+.4f}")
    print(f"better on {sum(gain > 0 for gain in gains)} of {len(gains)}, mean {np.mean(gains):+.4f}")


if __name__ == "__main__":
    main()
