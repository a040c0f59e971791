"""ncs sync: bring the index to HEAD; what hooks run."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from typing import Any

from ncs.relearning import learner
from ncs.syncing import Order, sync
from ncs.terminal import progress, safe_line
from ncs.train import OFF, torch_is_there


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", help="what the index is of (default: what the nearest index is of)")
    parser.add_argument("--index", metavar="FILE", help="the index (default: the nearest one)")
    parser.add_argument("--worktree", action="store_true", help="the files on disk instead of the commit's")
    parser.add_argument("--no-learn", action="store_true", help="keep the model as it is")
    parser.add_argument("--build", action="store_true", help="make the index if there is none")
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


def run(options: Namespace) -> int:
    started = time.perf_counter()
    with progress() as show:
        order = Order(options.path, options.index, options.worktree, options.no_learn, options.build)
        done = sync(order, show, learner(not options.no_learn))
    done["seconds"] = round(time.perf_counter() - started, 2)
    print(json.dumps(done) if options.json else _told(done))
    if not options.json and not options.no_learn and _would_learn(done):
        print(f"learning is off: {OFF}", file=sys.stderr)
    return 0


def _would_learn(done: dict[str, Any]) -> bool:
    """Whether all that the index lacks to learn from new commits is torch."""
    learning = done.get("learning", {})
    wanted = done.get("learns", True)  # .ncs.yaml may say otherwise
    return wanted and not torch_is_there() and ("off" in learning or "held" in learning)


def _told(done: dict[str, Any]) -> str:
    at = f" at {done['commit'][:9]}" if done["commit"] else ""
    if done["state"] == "current":
        return f"the index is current{at}: nothing to do"
    if done["state"] == "built":
        files = f"{done['files']} files, {done['chunks']} chunks"
        return f"indexed {files}{at} in {done['seconds']} s, because {safe_line(done['because'])}"
    changes = f"{done['added']} files read, {done['gone']} gone, {done['kept']} kept"
    latest = done["learning"].get("latest")
    kept = latest and ("kept" if latest["kept"] else "held back")
    learned = f"; learned from {latest['pairs']} pairs of new commits, {kept}" if latest and done.get("learned") else ""
    return f"synced{at} in {done['seconds']} s: {changes}{learned}"
