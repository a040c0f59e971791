"""What the hook adds to `git commit`: paired runs in two clones of one repository, one with the hook, one without.

    python benchmarks/commit_time.py REPOSITORY [--runs 50] [--pre-commit] [--back-to-back]

Each pair commits the same edit in both clones, in changing order; what is shown is the median of the differences.
Between pairs the worker may end its work, unless --back-to-back. With --pre-commit both clones run pre-commit, one
with ncs-sync, the other with a hook that does nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from hooked import PROJECT, call_ncs, clone, commit, run, settle

EMPTY = "- repo: local\n  hooks:\n  - {id: nothing, name: nothing, entry: 'true', language: system, always_run: true"
EMPTY += ", pass_filenames: false, stages: [post-commit]}\n"


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--pre-commit", action="store_true")
    parser.add_argument("--back-to-back", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        os.environ["PRE_COMMIT_HOME"] = f"{work}/cache"
        hooked, plain = (clone(options.repository, Path(work) / name) for name in ("hooked", "plain"))
        if options.pre_commit:
            use_pre_commit(hooked, provided(Path(work) / "provider"))
            use_pre_commit(plain, EMPTY)
        else:
            call_ncs(hooked, "hook", "install")
        files = len(run(plain, "git", "ls-files").splitlines())
        pairs = measured(hooked, plain, options.runs, not options.back_to_back)
    added = sorted(with_hook - without for with_hook, without in pairs)
    middle = [1000 * statistics.median(side) for side in zip(*pairs, strict=True)]
    quarter = len(added) // 4
    print(
        f"{files} files, {len(pairs)} pairs: with the hook {middle[0]:.1f} ms, without {middle[1]:.1f} ms; "
        f"added {1000 * statistics.median(added):.1f} ms "
        f"(half of the pairs: {1000 * added[quarter]:.1f} to {1000 * added[-1 - quarter]:.1f})"
    )


def measured(hooked: Path, plain: Path, runs: int, wait: bool) -> list[tuple[float, float]]:
    timed(hooked, 0), timed(plain, 0)  # the first one pays for cold caches, and here for the first index
    settle(hooked)
    pairs = []
    for number in range(1, runs + 1):
        order = (hooked, plain) if number % 2 else (plain, hooked)
        seconds = {root: timed(root, number) for root in order}
        pairs.append((seconds[hooked], seconds[plain]))
        if wait:
            settle(hooked)
    settle(hooked)
    return pairs


def timed(root: Path, number: int) -> float:
    """Seconds for one `git commit` of one edited file."""
    (root / "bench.py").write_text(f"def bench():\n    return {number}\n")
    run(root, "git", "add", "bench.py")
    started = time.perf_counter()
    commit(root, f"bench {number}")
    return time.perf_counter() - started


def provided(root: Path) -> str:
    """The hook as a team would name it in its .pre-commit-config.yaml."""
    run(PROJECT, "git", "init", "--quiet", str(root))
    shutil.copytree(PROJECT / "hooks", root / "hooks")
    shutil.copy(PROJECT / ".pre-commit-hooks.yaml", root)
    run(root, "git", "add", "--all")
    commit(root, "hooks")
    revision = run(root, "git", "rev-parse", "HEAD").strip()
    return f"- repo: {root}\n  rev: {revision}\n  hooks:\n  - id: ncs-sync\n    stages: [post-commit]\n"


def use_pre_commit(root: Path, hook: str) -> None:
    (root / ".pre-commit-config.yaml").write_text("repos:\n" + hook)
    run(root, "git", "add", "--all")
    commit(root, "pre-commit")
    run(root, sys.executable, "-m", "pre_commit", "install", "-t", "post-commit")


if __name__ == "__main__":
    main()
