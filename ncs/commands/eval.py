"""ncs eval: what search is worth on a repository, on held-out questions made from it."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from ncs.commands.numbers import share
from ncs.errors import ANSWERED, NOTHING_FOUND, SituationError
from ncs.evaluate.chart import chart
from ncs.evaluate.evaluation import FULL, evaluate
from ncs.evaluate.scores import MEASURES
from ncs.evaluate.subject import subject_at
from ncs.model.model import LEVELS
from ncs.terminal import progress, safe_line
from ncs.train.judge import FEWEST

GOAL = MEASURES[0]


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a repository or a folder in one (default: here)")
    parser.add_argument("--index", metavar="FILE", help="the index to evaluate (default: that of PATH, if any)")
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    parser.add_argument("--plot", metavar="FILE", help="draw the scores into an SVG file")
    parser.add_argument("--min-ndcg", type=share, metavar="X", help=f"exit with 1 if full {GOAL} is lower")


def run(options: Namespace) -> int:
    started = time.perf_counter()
    with progress() as show:
        found = subject_at(options.path, options.index, show)
        result = evaluate(found.subject, show)
    result |= {"index": found.place, "note": found.note, "seconds": round(time.perf_counter() - started, 2)}
    if options.plot:
        _write(options.plot, chart(result["scores"]))
    if options.json:
        print(json.dumps(result))
    else:
        _tell(result)
    reached = result["scores"][FULL][GOAL]
    if options.min_ndcg is not None and reached < options.min_ndcg:
        print(f"ncs: {GOAL} is {reached}, under the {options.min_ndcg} asked for", file=sys.stderr)
        return NOTHING_FOUND
    return ANSWERED


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise SituationError(f"the plot can't be written to {path}: {problem.strerror}") from None


def _tell(result: dict[str, Any]) -> None:
    asked = result["questions"]
    print(f"{sum(asked.values())} questions: " + ", ".join(f"{source} {count}" for source, count in asked.items()))
    if sum(asked.values()) < FEWEST:
        print("too few to say much")
    if result["note"]:
        print(safe_line(result["note"]))
    print()
    print(f"{'':<18}" + "".join(f"{name:>11}" for name in MEASURES))
    for way, row in result["scores"].items():
        print(f"{way:<18}" + "".join(f"{row[name]:>11.3f}" for name in MEASURES))
    if result["gains"]:
        print(f"\n{GOAL}, by question, ± a standard error")
    for gain, (mean, error) in result["gains"].items():
        print(f"{gain:<32}{mean:>+11.3f} ± {error:.3f}")
    for model, tasks in result["levels"].items():
        print(f"\n{f'{model}, MRR by':<26}" + "".join(f"{level:>11}" for level in LEVELS))
        for task, row in tasks.items():
            print(f"{task:<26}" + "".join(f"{value:>11.3f}" for value in row))
