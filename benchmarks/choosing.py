"""Fit what a draft is chosen by, and the confidence of the chosen one, on repositories that are held out of training.

usage: choosing.py FOLDER... [--base FILE] [--most N]

Prints the constants of ncs/search/choosing.py. A draft is worth the mean of its BLEU, ROUGE-L and chrF against the
sentence that people wrote; the chosen one counts as good from GOOD on. Both are fitted on two thirds of the
repositories and shown on the others, then printed as fitted on all.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from explanations import functions, read, told
from indexed import indexed
from likeness import MEASURES

from ncs.index import base, weights
from ncs.index.format import Container
from ncs.search import choosing, explain
from ncs.text import tokenizer
from ncs.text.explainable import own_name
from ncs.train.sentences import lesson_of

GOOD = 0.35
FAITHFUL, NEWS = map(choosing.Facts._fields.index, ("faithful", "news"))


def worth(draft, wanted) -> float:
    said = tokenizer.surface_words(" ".join(draft.words))
    return float(np.mean([measure(said, wanted) for measure in MEASURES.values()]))


def drafts_of(model, folder, most):
    """For each function its drafts [K,1+F]: worth, then the facts they are chosen by."""
    found = []
    of = read(folder)
    rows = functions(of)
    asked = sorted(random.Random(0).sample(rows, min(most, len(rows))))
    for chunk, known, drafts, *_ in told(model, of, indexed(of), asked):
        wanted = tokenizer.surface_words(lesson_of(chunk))
        source, also = explain.sources(model, drafts, known)
        facts = choosing.facts(drafts, source, also, own_name(chunk.symbol))
        found.append(np.column_stack([[worth(draft, wanted) for draft in drafts], np.array(facts)]))
    return found


def fit_worth(found, least, ridge=1.0):
    """Weights [F] by least squares on differences from the mean draft of the same function. Words with a source and
    words that the name does not hold count for more than likeness to what people wrote would have it: at least this
    much each, since a sentence is there to be believed, and to say something."""
    apart = np.concatenate([rows - rows.mean(0) for rows in found])
    x, y = apart[:, 1:], apart[:, 0]
    w = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)
    w[[FAITHFUL, NEWS]] = np.maximum(w[[FAITHFUL, NEWS]], least)
    return w


def chosen(found, constants):
    """[N,1+F] the rows chosen with these weights."""
    return np.array([rows[np.argmax(rows[:, 1:] @ constants)] for rows in found])


def fit_belief(rows, steps=50, ridge=1.0):
    """Weights [F+1] of a logistic regression by Newton's method; the last is the constant."""
    x, good = np.column_stack([rows[:, 1:], np.ones(len(rows))]), rows[:, 0] >= GOOD
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (good - p) - ridge * w)
    return w


def believed(rows, w):
    return 1 / (1 + np.exp(-np.column_stack([rows[:, 1:], np.ones(len(rows))]) @ w))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--base")
    parser.add_argument(
        "--least", type=float, nargs=2, default=(0.2, 0.1), help="what words with a source count, and news"
    )
    parser.add_argument("--most", type=int, default=150)
    options = parser.parse_args()
    model = weights.unpack(Container(Path(options.base))) if options.base else base.installed()
    homes = [drafts_of(model, folder, options.most) for folder in options.folders]
    learned = [rows for i, home in enumerate(homes) if i % 3 for rows in home]
    others = [rows for i, home in enumerate(homes) if not i % 3 for rows in home]
    w = fit_worth(learned, options.least)
    names = choosing.Facts._fields
    print(f"{len(learned)} functions to fit on, {len(others)} others; of these a draft is worth")
    for name, constants in (("the likeliest", np.eye(len(names))[0]), ("now", np.array(choosing.WORTH)), ("fitted", w)):
        rows = chosen(others, constants)
        print(f"  {name} {rows[:, 0].mean():.4f}, {rows[:, 1 + FAITHFUL].mean():.3f} of its words have a source")
    print(f"  the best {np.mean([rows[:, 0].max() for rows in others]):.4f}")
    rows, belief = chosen(others, w), fit_belief(chosen(learned, w))
    p = believed(rows, belief)
    for part in np.array_split(np.argsort(p), 10):
        print(f"  said {p[part].mean():.2f}  is {np.mean(rows[part, 0] >= GOOD):.2f}  worth {rows[part, 0].mean():.3f}")
    w = fit_worth(learned + others, options.least)
    belief = fit_belief(chosen(learned + others, w))
    print("WORTH", dict(zip(names, np.round(w, 4).tolist(), strict=True)))
    print("BELIEF", dict(zip(names, np.round(belief, 3).tolist(), strict=False)), "CONSTANT", round(belief[-1], 3))


if __name__ == "__main__":
    main()
