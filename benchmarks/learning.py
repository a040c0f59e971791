"""What learning is worth: each tree indexed on the base as it is and after learning, scored by the learned part alone
and by everything, as a table.

usage: learning.py TREES [--repos repos.json] [--only NAME ...] [--out FILE]

TREES/NAME is a git repository whose HEAD is the revision: only commits up to it are learned from. Queries lie beside
the list of repositories, in queries/NAME.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from ablate import score

from ncs.building import Order, build
from ncs.index.index import Index

MODES = ("latent", "full")


def measure(repo: dict[str, Any], args: argparse.Namespace) -> dict[str, Any]:
    items = json.loads((args.repos.parent / "queries" / f"{repo['name']}.json").read_text())
    row: dict[str, Any] = {"name": repo["name"]}
    with tempfile.TemporaryDirectory() as scratch:
        for way in ("frozen", "learned"):
            output = str(Path(scratch) / f"{way}.ncs")
            started = time.perf_counter()
            tree = str(args.trees / repo["name"] / repo["root"])
            done = build(Order(tree, output, no_learn=way == "frozen"), lambda what, done, of: None)
            row[f"{way} seconds"] = round(time.perf_counter() - started, 1)
            row |= {f"{mode} {way}": round(score(Index(output), items, mode), 4) for mode in MODES}
    learning = done["learning"]
    said = ("held_out", "before", "after", "kept", "steps")
    return row | {name: learning.get(name) for name in said} | {"pairs": sum(learning.get("pairs", {}).values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--repos", type=Path, default=Path(__file__).parent / "repos.json")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    rows = []
    heads = ("repository", "pairs", "questions", "held out", "latent alone", "full", "seconds")
    print("| " + " | ".join(heads) + " |\n|---" + "|---:" * (len(heads) - 1) + "|")
    for repo in json.loads(args.repos.read_text()):
        if not args.only or repo["name"] in args.only:
            rows.append(measure(repo, args))
            show(rows[-1])
    names = [f"{mode} {way}" for mode in MODES for way in ("frozen", "learned")]
    names += ["frozen seconds", "learned seconds"]
    means = {name: statistics.fmean(row[name] for row in rows) for name in names}
    show({"name": f"**mean of {len(rows)}**", **means})
    if args.out:
        args.out.write_text(json.dumps(rows, indent=1))


def show(row: dict[str, Any]) -> None:
    modes = " | ".join(f"{row[f'{mode} frozen']:.3f} → {row[f'{mode} learned']:.3f}" for mode in MODES)
    judged = f"{row.get('before') or 0:.3f} → {row.get('after') or 0:.3f}" if "before" in row else ""
    judged += "" if row.get("kept", True) else ", refused"
    seconds = f"{row['frozen seconds']:.1f} → {row['learned seconds']:.1f}"
    cells = (row["name"], row.get("pairs", ""), row.get("held_out", ""), judged, modes, seconds)
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
