"""The worker killed with SIGKILL at random moments: the index must always be an old or a new one, whole.

    python benchmarks/kills.py REPOSITORY [--kills 200] [--seed 0]

Each round commits with the hook on, lets the worker live for a random part of the time that an update takes, kills it,
and verifies every byte of the index. At the end one commit is left alone: the index must be at HEAD, with the bytes of
a full build, and nothing may lie beside it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from hooked import call_ncs, clone, commit, equals_full_build, run, settle

from ncs.index.index import Index
from ncs.index.verify import verify


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("repository", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as work:
        root = clone(options.repository, Path(work) / "clone")
        call_ncs(root, "index", "--no-learn")
        call_ncs(root, "hook", "install")
        longest = 1.2 * update(root, 0)
        rounds = (killed(root, number, rng.uniform(0, longest)) for number in range(1, options.kills + 1))
        outcomes = Counter(rounds)
        update(root, 0)
        head, left = (
            run(root, "git", "rev-parse", "HEAD").strip(),
            {path.name for path in (root / ".git/ncs").iterdir()},
        )
        at_head = Index(str(root / ".git/ncs/index.ncs")).about["commit"] == head
        same = equals_full_build(root)
    print(f"{options.kills} kills within {longest:.2f} s of a commit: {dict(outcomes)}")
    print(f"at the end: at HEAD {at_head}, bytes of a full build {same}, in the folder {sorted(left)}")
    sys.exit(not (at_head and same and left == {"index.ncs", "hook.log", "lock"}))


def update(root: Path, number: int) -> float:
    """Seconds from the commit until the worker is done."""
    edit(root, number)
    started = time.perf_counter()
    settle(root)
    return time.perf_counter() - started


def killed(root: Path, number: int, after: float) -> str:
    """What the kill met. Raises when the index is broken."""
    before = os.stat(root / ".git/ncs/index.ncs").st_ino
    edit(root, number)
    time.sleep(after)
    found = workers(root)
    for process in found:
        os.kill(process, signal.SIGKILL)
    while any(process in workers(root) for process in found):
        pass
    verify(str(root / ".git/ncs/index.ncs"))
    new = os.stat(root / ".git/ncs/index.ncs").st_ino != before
    return f"{'killed' if found else 'already done'}, {'new' if new else 'old'} index"


def edit(root: Path, number: int) -> None:
    for file in range(5):
        (root / f"kill{file}.py").write_text(f"def kill{file}(a):\n    return a + {number}\n")
    run(root, "git", "add", "--all")
    commit(root, f"edit {number}")


def workers(root: Path) -> list[int]:
    """Process ids of living workers of this repository."""
    ending = b"\0hook\0work\0" + os.fsencode(root.resolve()) + b"\0"
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().endswith(ending):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


if __name__ == "__main__":
    main()
