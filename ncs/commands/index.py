"""ncs index: read, learn, embed, write one file."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from typing import Any

from ncs.building import Order, build
from ncs.terminal import progress, safe_line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a repository, a folder or a file (default: here)")
    parser.add_argument("--output", metavar="FILE", help="where to write the index (default: inside .git)")
    parser.add_argument("--worktree", action="store_true", help="the files on disk instead of the commit's")
    parser.add_argument("--preset", choices=("standard", "tutorial"), help="the model (default: standard)")
    parser.add_argument("--latent-dim", type=_positive, metavar="N", help="latent dimensions instead of the preset's")
    parser.add_argument("--hidden-dim", type=_positive, metavar="N", help="hidden units instead of the preset's")
    parser.add_argument(
        "--num-epochs", type=_positive, metavar="N", help="passes over the pairs instead of the budget's"
    )
    parser.add_argument("--no-learn", action="store_true", help="do not train")
    parser.add_argument("--budget", type=_seconds, metavar="SECONDS", help="time for learning (default: 20)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to train")
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= 4096):
        raise ArgumentTypeError(f"expected a whole number from 1 to 4096, got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1e6:
        raise ArgumentTypeError(f"expected seconds, more than 0 and at most 1000000, got {text!r}")
    return value


def run(options: Namespace) -> int:
    started = time.perf_counter()
    order = Order(
        options.path,
        options.output,
        options.worktree,
        options.preset,
        options.latent_dim,
        options.hidden_dim,
        options.num_epochs,
        options.no_learn,
        options.budget,
        options.device,
    )
    with progress() as show:
        done = build(order, show)
    done["seconds"] = round(time.perf_counter() - started, 2)
    if options.json:
        print(json.dumps(done))
    else:
        _tell(done)
    return 0


def _tell(done: dict[str, Any]) -> None:
    print(
        f"indexed {done['files']} files, {done['chunks']} chunks in {done['seconds']} s -> {safe_line(done['output'])}"
    )
    learning = done["learning"]
    if learning.get("steps"):
        names, structure, said = learning["pairs"]
        print(f"learned from {names} names, {structure} structures, {said} descriptions in {learning['steps']} steps")
    elif learning.get("off"):
        print(f"learning is off: {learning['off']}", file=sys.stderr)
    if done["skipped"]:
        reasons = ", ".join(f"{count} {reason}" for reason, count in Counter(done["skipped"]).most_common())
        print(f"skipped {sum(Counter(done['skipped']).values())}: {reasons} (`ncs status --skipped` lists them)")
    if done["redactions"]:
        print(f"redacted {done['redactions']} secrets")
    print(f"size {os.path.getsize(done['output']) / 1e6:.1f} MB")
