"""Clones with the hook on, for the benchmarks of hooks: real git, real commits, the worker in the background."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))

from support.hooks import is_held  # noqa: E402

IDENTITY = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ.pop("CI", None)


def clone(repository: Path, root: Path, revision: str = "HEAD") -> Path:
    """A clone that borrows its objects, has no hooks, and learns nothing."""
    run(repository, "git", "clone", "--quiet", "--shared", "--no-checkout", str(repository.resolve()), str(root))
    run(root, "git", "checkout", "--quiet", "-B", "bench", revision)
    shutil.rmtree(root / ".git/hooks", ignore_errors=True)
    (root / ".ncs.yaml").write_text("learn: false\n")
    (root / ".pre-commit-config.yaml").unlink(missing_ok=True)
    run(root, "git", "add", "--all")
    commit(root, "before")
    return root


def commit(root: Path, message: str) -> None:
    run(root, "git", *IDENTITY, "commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)


def settle(root: Path) -> None:
    """Wait until the worker has done all that it was asked for."""
    folder = root / ".git/ncs"
    while (folder / "pending").exists() or is_held(folder / "lock"):
        time.sleep(0.01)


def updates(root: Path) -> int:
    """How many updates the log knows of."""
    log = root / ".git/ncs/hook.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def equals_full_build(root: Path) -> bool:
    """Whether the index has the bytes of one that is built from nothing."""
    full = root.with_suffix(".ncs")
    call_ncs(root, "index", "--no-learn", "--output", str(full))
    return full.read_bytes() == (root / ".git/ncs/index.ncs").read_bytes()


def call_ncs(root: Path, *arguments: str) -> str:
    return run(root, sys.executable, "-m", "ncs", *arguments)


def run(root: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=root, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")
