"""ncs index: read, learn, embed, write one file."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import Any

from ncs.building import Order, build
from ncs.commands.numbers import seconds, whole
from ncs.terminal import progress, safe_line

LARGEST = 4096  # dimensions, units, epochs


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a repository, a folder or a file (default: here)")
    parser.add_argument("--output", metavar="FILE", help="where to write the index (default: inside .git)")
    parser.add_argument("--worktree", action="store_true", help="the files on disk instead of the commit's")
    parser.add_argument("--preset", choices=("standard", "tutorial"), help="the model (default: standard)")
    parser.add_argument(
        "--latent-dim", type=whole(LARGEST), metavar="N", help="latent dimensions instead of the preset's"
    )
    parser.add_argument("--hidden-dim", type=whole(LARGEST), metavar="N", help="hidden units instead of the preset's")
    parser.add_argument(
        "--num-epochs", type=whole(LARGEST), metavar="N", help="passes over the pairs instead of the budget's"
    )
    parser.add_argument("--no-learn", action="store_true", help="do not train")
    parser.add_argument("--budget", type=seconds, metavar="SECONDS", help="time for learning (default: 20)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to train")
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


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
    if learning.get("off"):
        print(f"learning is off: {learning['off']}", file=sys.stderr)
    elif learning:
        from ncs.commands.printing import learning_line

        print(learning_line(learning))
    if done["skipped"]:
        reasons = ", ".join(f"{count} {reason}" for reason, count in Counter(done["skipped"]).most_common())
        print(f"skipped {sum(Counter(done['skipped']).values())}: {reasons} (`ncs status --skipped` lists them)")
    if done["redactions"]:
        print(f"redacted {done['redactions']} secrets")
    print(f"size {os.path.getsize(done['output']) / 1e6:.1f} MB")
