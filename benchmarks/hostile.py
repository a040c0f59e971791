"""Spoiled index files by the thousand: each is checked, what passes is pulled and read.

    python benchmarks/hostile.py [--count 10000] [--first 0]

Files are spoiled by seeds (tests/support/mutations.py), half of an index that stands on the base model, half of one
that does not. Batches run in processes of their own with little memory: a crash by a signal, a file that is held for
long, an exception that is none of ncs's own, an old index that changed: each ends the run with the seed that shows it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.cli import ncs  # noqa: E402
from support.hostile import believed_or_refused, checked_alone  # noqa: E402
from support.mutations import mutated  # noqa: E402
from support.repos import commit, git, init  # noqa: E402
from support.samples import FILES  # noqa: E402
from support.sharing import index_of  # noqa: E402

from ncs.cli import main as ncs_main  # noqa: E402

BATCH = 500
MEMORY = 3 << 30  # bytes of address space
WHOLE = 25  # each so many-th goes through a whole pull with git, the others through its checks alone
SLOW = 10.0  # seconds of processor time for one file


def prepare(folder: Path) -> None:
    os.environ |= {f"GIT_{who}_{what}": "x@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    office = init(folder / "office")
    commit(office, FILES)
    assert ncs("index", cwd=office).code == 0
    assert ncs_main(["index", "--no-learn", "--output", str(folder / "base.ncs"), str(office)]) == 0
    git(folder, "clone", "--quiet", str(office), "clone")
    commit(folder / "clone", {"local.py": "def mine():\n    return 1\n"})  # so that what passes is synced too
    assert ncs("index", "--latent-dim", "32", cwd=folder / "clone").code == 0


def batch(folder: Path, first: int, count: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sources = [index_of(folder / "office").read_bytes(), (folder / "base.ncs").read_bytes()]
    before = index_of(folder / "clone").read_bytes()
    foreign = folder / "foreign.ncs"
    for seed in range(first, first + count):
        foreign.write_bytes(mutated(sources[seed % 2], seed))
        started = time.process_time()
        if seed % WHOLE:
            verdict = checked_alone(folder / "clone", foreign)
        else:
            verdict = believed_or_refused(folder / "clone", foreign, before)
        print(json.dumps([seed, verdict, round(time.process_time() - started, 3)]), flush=True)


def run(folder: Path, first: int, count: int) -> tuple[dict[str, int], float]:
    verdicts: dict[str, int] = {}
    slowest = 0.0
    for start in range(first, first + count, BATCH):
        size = min(BATCH, first + count - start)
        command = [sys.executable, __file__, "--batch", str(folder), "--first", str(start), "--count", str(size)]
        done = subprocess.run(command, capture_output=True, text=True)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode or len(rows) != size:
            sys.exit(f"seed {start + len(rows)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        for seed, verdict, seconds in rows:
            verdicts[verdict] = verdicts.get(verdict, 0) + 1
            slowest = max(slowest, seconds)
            if seconds > SLOW:
                sys.exit(f"seed {seed} took {seconds} s")
        print(f"{start + size - first} of {count}: {verdicts}, slowest {slowest} s", flush=True)
    return verdicts, slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--batch", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.batch:
        batch(options.batch, options.first, options.count)
        return
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        run(Path(folder), options.first, options.count)


if __name__ == "__main__":
    main()
