"""Sizes of published indexes with and without text, and how long publishing and pulling take.

    python benchmarks/sharing.py REPOSITORY…        each is cloned to a temporary folder and indexed without learning
    python benchmarks/sharing.py --publishes 50     how a remote grows with that many publishes

Prints one JSON object for each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.cli import ncs as run_here  # noqa: E402
from support.repos import commit, git, init  # noqa: E402
from support.samples import FILES  # noqa: E402


def ncs(folder: Path, *arguments: str) -> float:
    """Runs a command as a process; seconds."""
    started = time.perf_counter()
    program = f"import sys; sys.path[0] = {str(ROOT)!r}; from ncs.cli import main; sys.exit(main())"
    subprocess.run([sys.executable, "-c", program, *arguments], cwd=folder, check=True, stdout=2)
    return round(time.perf_counter() - started, 2)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(source: str, text: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = folder / "office"
        if (Path(source) / ".git").exists() or Path(source, "HEAD").exists():
            git(folder, "clone", "--quiet", "--shared", source, str(office))
        else:  # a plain folder becomes a repository
            subprocess.run(["cp", "-r", source, str(office)], check=True)
            init(office)
        (office / ".ncs.yaml").write_text(f"store_text: {str(text).lower()}\n")
        commit(office)
        remote = folder / "remote.git"
        git(folder, "init", "--quiet", "--bare", str(remote))
        git(office, "remote", "remove", "origin") if "origin" in git(office, "remote") else None
        git(office, "remote", "add", "origin", str(remote))
        git(office, "push", "--quiet", "origin", "HEAD:refs/heads/main")
        found: dict[str, object] = {"source": Path(source).name, "text": text}
        found["index_seconds"] = ncs(office, "index", "--no-learn")
        before = size_of(remote)
        found["publish_seconds"] = ncs(office, "publish")
        found["bytes"] = (office / ".git/ncs/index.ncs").stat().st_size
        found["bytes_on_remote"] = size_of(remote) - before
        git(folder, "clone", "--quiet", "--branch=main", str(remote), "colleague")
        found["files"] = len(git(office, "ls-files").splitlines())
        found["pull_seconds"] = ncs(folder / "colleague", "pull")
        found["pull_again_seconds"] = ncs(folder / "colleague", "pull")
        found["query_seconds"] = ncs(folder / "colleague", "query", "--json", "where is the file read")
        return found


def publishes(count: int) -> dict[str, object]:
    """The office with a commit before each publish; sizes of the remote after the first, the last and a clean-up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        remote, office = folder / "remote.git", init(folder / "office")
        git(folder, "init", "--quiet", "--bare", str(remote))
        git(office, "remote", "add", "origin", str(remote))
        sizes = []
        for number in range(count):
            commit(office, FILES | {f"n{number}.py": f"def made{number}():\n    return {number}\n"})
            git(office, "push", "--quiet", "origin", "HEAD:refs/heads/main")
            for arguments in (["sync", "--build", "--no-learn"], ["publish"]):
                assert run_here(*arguments, cwd=office).code == 0
            sizes.append(size_of(remote))
        git(remote, "gc", "--quiet", "--prune=now")
        one = (office / ".git/ncs/index.ncs").stat().st_size
        refs = len(git(remote, "for-each-ref", "refs/ncs").splitlines())
        return {
            "publishes": count, "index_bytes": one, "refs": refs, "first": sizes[0], "last": sizes[-1],
            "after_gc": size_of(remote),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repositories", nargs="*")
    parser.add_argument("--publishes", type=int)
    options = parser.parse_args()
    os.environ |= {f"GIT_{who}_{what}": "x@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    if options.publishes:
        print(json.dumps(publishes(options.publishes)), flush=True)
    for source in options.repositories:
        for text in (True, False):
            print(json.dumps(measure(source, text)), flush=True)


if __name__ == "__main__":
    main()
