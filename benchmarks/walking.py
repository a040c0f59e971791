"""The last commits of a repository walked one by one, `ncs sync` learning at each: what is forgotten, what is won.

    python benchmarks/walking.py REPOSITORY... [--commits 100] [--every 10] [--mode latent]

Every state of the walk is asked of the same documents, the files of the last commit without docstrings and comments, so
that scores differ only by what was learned and which commits are remembered. Old questions were held out when the index
was made, before the walk. New ones come from the commits walked: they are asked of the first state, of the latest one
that has not come to them yet, and of the last one. At the end the walked index stands against one that learned the last
commit's repository from nothing, on questions that neither has seen. Scores are NDCG@10 of files.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from hooked import call_ncs, run

from ncs.evaluate import scores
from ncs.evaluate.evaluation import scored, silenced
from ncs.evaluate.questions import Asked, asked_of
from ncs.index import base, corpus
from ncs.index.corpus import Corpus
from ncs.index.index import Index
from ncs.index.unwritten import in_memory
from ncs.model.model import Model
from ncs.source.files import gather
from ncs.train.judge import SHORT
from ncs.train.repository import history_of, told_by_others

LOST, APART = 0.01, 0.01  # of the old score from its best; of the end from learning anew: the most that is good


class State(NamedTuple):
    """What an index knew at some point of the walk."""

    model: Model
    mix: list[float]
    held: list[str]
    commit: str | None  # up to which it remembers what the others say; None: nothing


def quiet(*_: object) -> None:
    pass


def state_of(index: Path) -> State:
    opened = Index(str(index))
    commit = opened.about["commit"] if opened.remembers else None
    return State(opened.model, opened.about["mix"], opened.about["learning"].get("held", []), commit)


class Examination:
    """The documents of the last commit, and questions about them."""

    def __init__(self, root: Path, commits: Sequence[str], mode: str) -> None:
        """commits: those walked, oldest first, after the one that the index was made of."""
        self.read: Corpus = corpus.read(gather(str(root)), "standard", quiet)
        self.root, self.history, self.mode = str(root), history_of(str(root), commits[-1]), mode
        self.silent = silenced(self.read)

    def held(self, commits: Sequence[str]) -> list[Asked]:
        """Questions of these commits, and of what is said in chunks that are always held out."""
        return asked_of(self.read.chunks, self.history, commits)

    def told(self, root: Path, since: str, until: str) -> list[Asked]:
        """Questions of the commits between two."""
        between = {told.commit[:SHORT] for told in history_of(str(root), until, since)}
        return [asked for asked in self.held(between) if asked.source == "commit"]

    def scores(self, state: State, *sets: Sequence[Asked]) -> list[float]:
        """The score of each set; 0 of one without questions."""
        known, remembers = told_by_others(self.root, state.commit, self.read, state.held), state.commit is not None
        index = in_memory(self.silent, state.model, base.installed(), state.mix, quiet, known, remembers)
        rows = [scored(index, asked, self.mode, "", quiet) for asked in sets]
        return [scores.mean(found)[scores.MEASURES[0]] for found in rows]


def walk(repository: Path, options: Namespace) -> bool:
    commits = run(repository, "git", "rev-list", "--first-parent", f"--max-count={options.commits + 1}", "HEAD").split()
    commits.reverse()
    with tempfile.TemporaryDirectory() as work:
        root, index = Path(work) / "clone", Path(work) / "walked.ncs"
        run(repository, "git", "clone", "--quiet", "--shared", str(repository.resolve()), str(root))
        exam = Examination(root, commits, options.mode)
        run(root, "git", "checkout", "--quiet", "--detach", commits[0])
        call_ncs(root, "index", "--output", str(index))
        states, seconds = [state_of(index)], []
        for number, commit in enumerate(commits[1:], 1):
            run(root, "git", "checkout", "--quiet", "--detach", commit)
            began = spent()
            call_ncs(root, "sync", "--index", str(index))
            seconds.append([until - since for until, since in zip(spent(), began, strict=True)])
            if number % options.every == 0 or commit == commits[-1]:
                states.append(state_of(index))
        call_ncs(root, "index", "--output", str(root.with_suffix(".ncs")))
        anew = state_of(root.with_suffix(".ncs"))
        stops = [*range(0, len(commits) - 1, options.every), len(commits) - 1]
        asked = [exam.told(root, commits[a], commits[b]) for a, b in zip(stops, stops[1:], strict=False)]
        return told(repository, exam, states, anew, asked, seconds)


def told(
    repository: Path,
    exam: Examination,
    states: list[State],
    anew: State,
    asked: list[list[Asked]],
    seconds: list[list[float]],
) -> bool:
    """Score every state, say what came of it, and whether that is good."""
    always = set(states[0].held).intersection(*(state.held for state in states))  # fewer where all was learned again
    old = exam.held(sorted(always))
    both = exam.held([commit for commit in states[-1].held if commit in set(anew.held)])
    every = list(chain.from_iterable(asked))
    first = exam.scores(states[0], old, *asked)
    rows = [[first[0], first[1]], *(exam.scores(s, old, q) for s, q in zip(states[1:-1], asked[1:], strict=True))]
    last = exam.scores(states[-1], old, every)
    frozen = exam.scores(State(base.installed(), base.card()["mix"], [], None), old, every)
    ahead = [mean([row[1] for row in rows], asked), mean(first[1:], asked)]
    end = [exam.scores(state, both)[0] for state in (states[-1], anew)]
    olds = [*(row[0] for row in rows), last[0]]
    lost, apart = max(olds) - olds[-1], end[1] - end[0]
    good = lost <= LOST and last[1] > ahead[1] and apart <= APART
    print(f"{repository.parent.name or repository.name}: {len(exam.read.chunks)} chunks, {len(seconds)} updates")
    print("  old questions, state by state: " + " ".join(f"{value:.4f}" for value in olds))
    print(f"  {len(old)} old: frozen {frozen[0]:.4f}, begin {olds[0]:.4f}, best {max(olds):.4f}, end {olds[-1]:.4f}")
    print(f"  {len(every)} new: frozen {frozen[1]:.4f}, by the first state {ahead[1]:.4f}, ", end="")
    print(f"before they come {ahead[0]:.4f}, in the end {last[1]:.4f}")
    print(f"  {len(both)} that neither has seen: walked {end[0]:.4f}, learned anew {end[1]:.4f}")
    for what, column in zip(("by the clock", "of processor time"), zip(*seconds, strict=True), strict=True):
        slow = statistics.quantiles(column, n=20)[-1]
        print(f"  {statistics.median(column):.2f} s {what} an update, 95 % under {slow:.2f}")
    print("  good" if good else "  SHORT", flush=True)
    return good


def spent() -> tuple[float, float]:
    """Seconds by the clock, and of processor time of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def mean(scores: Sequence[float], asked: Sequence[Sequence[Asked]]) -> float:
    """Of sets of different sizes."""
    pairs = [(score, len(some)) for score, some in zip(scores, asked, strict=True) if some]
    return sum(score * size for score, size in pairs) / max(1, sum(size for _, size in pairs))


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("--every", type=int, default=10, help="commits between two states that are scored")
    parser.add_argument("--mode", default="latent", choices=("latent", "full"))
    options = parser.parse_args()
    short = [path for path in options.repositories if not walk(path, options)]
    sys.exit(bool(short))


if __name__ == "__main__":
    main()
