"""Random histories by the hundred: every update must equal a full build with the same weights, to the byte.

usage: histories.py [--scripts 500] [--steps 12] [--first 1000]

tests/test_sync.py runs a few of the same kind. The first that differs is named by its seed and kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.histories import History

from ncs import building, syncing
from ncs.errors import NcsError

IDENTITY = {f"GIT_{who}_{what}": "tester@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def quiet(what: str, done: int, of: int) -> None:
    pass


def script(seed: int, steps: int, folder: Path, told: Counter[str]) -> bool:
    """Whether every update of one history equals a build."""
    history = History(folder / "repo", seed, "sha256" if seed % 8 == 7 else "sha1")
    updated, built = folder / "updated.ncs", folder / "built.ncs"
    root, worktree = str(history.root), seed % 5 == 4
    order = building.Order(root, str(updated), worktree, no_learn=True)
    building.build(order, quiet)
    for _ in range(steps):
        history.step()
        told[history.done[-1]] += 1
        if history.random.random() < 0.5:
            continue
        sides: list[object] = []
        for place in (updated, built):
            try:
                if place is updated:
                    done = syncing.sync(syncing.Order(root, str(updated), worktree), quiet)
                    told["files kept"] += done["kept"]
                    told["files read"] += done["added"]
                    told["files gone"] += done["gone"]
                else:
                    building.build(order._replace(output=str(built)), quiet)
                sides.append(place.read_bytes())
            except NcsError as problem:
                sides.append((type(problem), str(problem)))
        told["refused" if isinstance(sides[0], tuple) else "updates"] += 1
        if sides[0] != sides[1]:
            print(f"seed {seed} differs after {history.done}: {folder}")
            return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scripts", type=int, default=500)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    args = parser.parse_args()
    told: Counter[str] = Counter()
    started = time.perf_counter()
    for number in range(args.scripts):
        folder = Path(tempfile.mkdtemp(prefix="ncs-history-"))
        if not script(args.first + number, args.steps, folder, told):
            return 1
        shutil.rmtree(folder)
        if (number + 1) % 20 == 0:
            print(f"{number + 1} histories, {told['updates']} updates: all equal a build", flush=True)
    print(f"{args.scripts} histories in {time.perf_counter() - started:.0f} s: every update equals a build")
    print(", ".join(f"{what} {count}" for what, count in sorted(told.items())))
    return 0


if __name__ == "__main__":
    os.environ |= IDENTITY
    sys.exit(main())
