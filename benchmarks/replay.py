"""History replayed through real `git commit`s with the hook on; the index at the end against a full build.

    python benchmarks/replay.py REPOSITORY... [--commits 200] [--pause SECONDS]

Each commit of the first-parent line is laid over the work tree and committed anew. Nothing waits for the worker, so
it comes to see some commits and passes over others. At the end the index must have the bytes of a full build.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from hooked import call_ncs, clone, commit, equals_full_build, run, settle, updates


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between commits")
    options = parser.parse_args()
    failed = [path for path in options.repositories if not replay(path, options.commits, options.pause)]
    sys.exit(bool(failed))


def replay(repository: Path, commits: int, pause: float) -> bool:
    newest_first = run(repository, "git", "rev-list", "--first-parent", f"--max-count={commits + 1}", "HEAD").split()
    with tempfile.TemporaryDirectory() as work:
        root = clone(repository, Path(work) / "clone", newest_first[-1])
        call_ncs(root, "index", "--no-learn")
        call_ncs(root, "hook", "install")
        started = time.perf_counter()
        for revision in newest_first[-2::-1]:
            run(root, "git", "read-tree", "-u", "--reset", revision)
            (root / ".ncs.yaml").write_text("learn: false\n")
            run(root, "git", "add", ".ncs.yaml")
            commit(root, f"replay {revision[:9]}")
            time.sleep(pause)
        committed = time.perf_counter() - started
        settle(root)
        waited = time.perf_counter() - started - committed
        files, same = len(run(root, "git", "ls-files").splitlines()), equals_full_build(root)
        done = updates(root)
    print(
        f"{repository.parent.name or repository.name}: {len(newest_first) - 1} commits in {committed:.0f} s, "
        f"{done} updates, the last {waited:.1f} s after the last commit, {files} files; "
        f"{'the same bytes as' if same else 'DIFFERS FROM'} a full build",
        flush=True,
    )
    return same


if __name__ == "__main__":
    main()
