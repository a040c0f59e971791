"""Fit what a draft is chosen by, and the confidence of the chosen one, on repositories that are held out of training.

usage: choosing.py FOLDER... [--base FILE] [--most N]

Prints the constants of ncs/search/choosing.py. A draft is worth the mean of its ROUGE-L and chrF against the sentence
that people wrote; the chosen one counts as good from GOOD on.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

import numpy as np
from explanations import chrf, functions, rouge

from ncs.index import base, weights
from ncs.index.format import Container
from ncs.model.drafting import candidates
from ncs.search import choosing
from ncs.text import tokenizer
from ncs.text.explainable import own_name
from ncs.train.sentences import copyable, lesson_of

AT_ONCE = 64
GOOD = 0.35
GRID = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)


def drafts_of(model, folder, most):
    """For each function [K,5]: worth, likelihood, faithful, news, ended."""
    chunks, tokens = functions(folder, most)
    if not chunks:
        return
    z = model.embed(tokens.without(("docstring", "comment")))[2]
    for start in range(0, len(chunks), AT_ONCE):
        some = chunks[start : start + AT_ONCE]
        sources = [copyable(chunk) for chunk in some]
        found = candidates(model, z[start : start + AT_ONCE], sources)
        for chunk, drafts, source in zip(some, found, sources, strict=True):
            wanted = tokenizer.surface_words(lesson_of(chunk))
            rows = []
            for draft in drafts:
                said = tokenizer.surface_words(" ".join(draft.words))
                judged = choosing.choose([draft], source, own_name(chunk.symbol))
                worth = (rouge(said, wanted) + chrf(said, wanted)) / 2
                news = min(judged.news, choosing.ENOUGH_NEWS) / choosing.ENOUGH_NEWS
                rows.append((worth, draft.likelihood, judged.faithful, news, float(draft.ended)))
            yield np.array(rows)


def chosen(found, constants):
    """[N,5] the rows chosen with these constants."""
    return np.array([rows[np.argmax(rows[:, 1] + rows[:, 2:] @ np.array(constants))] for rows in found])


def logistic(x, good, steps=50, ridge=1.0):
    """Weights [F+1] of a logistic regression by Newton's method; the last is the constant."""
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (good - p) - ridge * w)
    return w


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--base")
    parser.add_argument("--most", type=int, default=150)
    options = parser.parse_args()
    model = weights.unpack(Container(Path(options.base))) if options.base else base.installed()
    found = [rows for folder in options.folders for rows in drafts_of(model, folder, options.most)]
    table = {constants: chosen(found, constants)[:, 0].mean() for constants in product(GRID, repeat=3)}
    best = max(table, key=table.get)
    print(f"{len(found)} functions; likeliest {table[0.0, 0.0, 0.0]:.4f}, FAITHFUL NEWS WHOLE {best} {table[best]:.4f}")
    print(f"best of the drafts {np.mean([rows[:, 0].max() for rows in found]):.4f}")
    rows = chosen(found, best)
    features = np.column_stack([rows[:, 1], rows[:, 2], rows[:, 3] * choosing.ENOUGH_NEWS])
    w = logistic(features, rows[:, 0] >= GOOD)
    p = 1 / (1 + np.exp(-np.column_stack([features, np.ones(len(features))]) @ w))
    print("CONFIDENCE", np.round(w, 3).tolist(), f"good {np.mean(rows[:, 0] >= GOOD):.3f}")
    for part in np.array_split(np.argsort(p), 10):
        print(f"  said {p[part].mean():.2f}  is {np.mean(rows[part, 0] >= GOOD):.2f}  worth {rows[part, 0].mean():.3f}")


if __name__ == "__main__":
    main()
