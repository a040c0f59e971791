"""Walk over the newest commits of a repository, learning from each as `learn_more` does, from what came before them.

usage: walk.py REPOSITORY [--commits 100]

The chunks of HEAD stand for those of every commit on the way: learning is measured, and its time, not indexing. Says
the mean reciprocal rank of the old held-out questions (begin, best, end), of each commit's own question just before it
was learned and at the end, the seconds of a round (median, 95 %), and what learning all at once reaches.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np

from ncs.index import base, corpus
from ncs.model.model import Model
from ncs.source.files import gather
from ncs.train.changes import changes
from ncs.train.continual import Old, learn_more
from ncs.train.judge import Judge, is_drawn
from ncs.train.material import material
from ncs.train.pairs import files_of
from ncs.train.repository import Settings, history_of, learn


def quiet(*_: object) -> None:
    pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("--commits", type=int, default=100)
    args = parser.parse_args()
    gathered = gather(args.repository)
    read = corpus.read(gathered, "standard", quiet)
    history = history_of(args.repository, gathered.commit)
    ids = list(dict.fromkeys(told.commit for told in history))
    walked = ids[: args.commits][::-1]  # oldest first
    before = [told for told in history if told.commit not in set(walked)]
    mix = base.card()["mix"]
    model, learning = learn(base.installed(), read, before, Settings(), mix, quiet)
    old_questions = material(base.installed(), read, before).judge
    own = changes([t for t in history if t.commit in set(walked)], read.chunks, len(read.chunks)).examples
    new_questions = Judge(read.tokens, [example for example in own if example.chunk < len(read.chunks)])

    def scores(of: Model) -> tuple[float, float]:
        return float(old_questions.ranks(of, mix).mean()), float(new_questions.ranks(of, mix).mean())

    held_out = np.array([is_drawn(chunk) for chunk in read.chunks])
    old = Old(read.tokens, held_out, files_of(read.chunks, 0))
    walk, seconds, refused = [scores(model)], [], 0
    for number, commit in enumerate(walked, 1):
        new = [told for told in history if told.commit == commit]
        paths = {told.hunk.path for told in new}
        rows = [row for row, chunk in enumerate(read.chunks) if chunk.path in paths]
        fresh = read._replace(chunks=[read.chunks[row] for row in rows], tokens=read.tokens.take(rows))
        started = time.perf_counter()
        model, learning = learn_more(model, old, fresh, new, learning, mix, 0)
        seconds.append(time.perf_counter() - started)
        refused += not learning.get("latest", {}).get("kept", True)
        if number % 20 == 0:
            walk.append(scores(model))
            print(number, [round(score, 4) for score in walk[-1]], flush=True)
    scratch, _ = learn(base.installed(), read, history, Settings(), mix, quiet)
    told = {
        "chunks": len(read.chunks),
        "questions": [len(old_questions), len(new_questions)],
        "frozen": scores(base.installed()),
        "old": {"begin": walk[0][0], "best": max(old for old, _ in walk), "end": walk[-1][0]},
        "new": {"begin": walk[0][1], "end": walk[-1][1]},
        "at once": scores(scratch),
        "seconds": [float(np.median(seconds)), float(np.quantile(seconds, 0.95))],
        "refused": refused,
    }
    print(json.dumps(told, indent=1, default=lambda value: round(value, 4)))


if __name__ == "__main__":
    main()
