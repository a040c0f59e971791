"""What the hook adds to `git commit`: paired runs in two clones of one repository, one with the hook, one without.

    python benchmarks/commit_time.py REPOSITORY [--runs 50] [--pre-commit] [--back-to-back]

Each pair commits the same edit in both clones, in changing order; what is shown is the median of the differences.
Between pairs the worker may end its work, and how long that took after the commit's return is shown too; not so with
--back-to-back. With --pre-commit both clones run pre-commit, one with ncs-sync, the other with a hook that does
nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from hooked import PROJECT, call_ncs, clone, commit, run, settle

EMPTY = "- repo: local\n  hooks:\n  - {id: nothing, name: nothing, entry: 'true', language: system, always_run: true"
EMPTY += ", pass_filenames: false, stages: [post-commit]}\n"


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--files", type=int, default=1, help="how many files each commit changes")
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
        pairs, waits = measured(hooked, plain, options)
    added = sorted(with_hook - without for with_hook, without in pairs)
    sides = [1000 * statistics.median(side) for side in zip(*pairs, strict=True)]
    quarter = len(added) // 4
    print(
        f"{files} files, {len(pairs)} pairs: with the hook {sides[0]:.1f} ms, without {sides[1]:.1f} ms; "
        f"added {1000 * statistics.median(added):.1f} ms "
        f"(half of the pairs: {1000 * added[quarter]:.1f} to {1000 * added[-1 - quarter]:.1f})"
    )
    if waits:
        print(
            f"the index at HEAD {statistics.median(waits):.2f} s after the commit's return, at most {max(waits):.2f} s"
        )


def measured(hooked: Path, plain: Path, options: Namespace) -> tuple[list[tuple[float, float]], list[float]]:
    """Seconds of each pair of commits, and how long after the hooked one its worker was done."""
    timed(hooked, 0, options.files), timed(plain, 0, options.files)  # pays for cold caches, and for the first index
    settle(hooked)
    pairs, waits = [], []
    for number in range(1, options.runs + 1):
        order = (hooked, plain) if number % 2 else (plain, hooked)
        seconds, ended = {}, {}
        for root in order:
            seconds[root] = timed(root, number, options.files)
            ended[root] = time.perf_counter()
        pairs.append((seconds[hooked], seconds[plain]))
        if not options.back_to_back:
            settle(hooked)
            waits.append(time.perf_counter() - ended[hooked])
    settle(hooked)
    return pairs, waits


def timed(root: Path, number: int, files: int) -> float:
    """Seconds for one `git commit` of some edited files."""
    for file in range(files):
        (root / f"bench{file}.py").write_text(f"def bench{file}():\n    return {number}\n")
    run(root, "git", "add", "--all")
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
