"""Score every mode of search on trees that are indexed once each, as a table.

usage: ablate.py TREES [--repos repos.json] [--no-learn] [--only NAME ...] [--out FILE]

The queries lie beside the list of repositories, in queries/NAME.json; TREES/NAME/ROOT is what is indexed.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from ncs.building import Order, build
from ncs.index.index import Index
from ncs.pretrain.questions import is_named
from ncs.search.search import MODES, Request, search

DEPTH = 10


def ndcg(places: list[tuple[str, int, int]], targets: list[Any]) -> float:
    """NDCG@10 with binary gains: each target counts at the first place that covers it."""
    gains = [0] * DEPTH
    for target in targets:
        for rank, place in enumerate(places[:DEPTH]):
            if covers(place, target):
                gains[rank] = 1
                break
    discounts = [1 / math.log2(rank + 2) for rank in range(DEPTH)]
    ideal = sum(discounts[: len(targets)])
    return sum(gain * discount for gain, discount in zip(gains, discounts, strict=True)) / ideal if ideal else 0.0


def covers(place: tuple[str, int, int], target: Any) -> bool:
    path, start, end = place
    wanted = target if isinstance(target, str) else target["path"]
    if not is_named(path, wanted):
        return False
    if isinstance(target, str) or target.get("start_line") is None or target.get("end_line") is None:
        return True
    return start <= int(target["end_line"]) and end >= int(target["start_line"])


def score(index: Index, items: list[dict[str, Any]], mode: str) -> float:
    scores = []
    for item in items:
        rows = search(index, Request(item["query"], DEPTH, mode)).rows
        places = [(index.path_of(int(row)), int(index.start[row]), int(index.end[row])) for row in rows]
        scores.append(ndcg(places, item.get("relevant", []) + item.get("secondary", [])))
    return statistics.fmean(scores)


def measure(repo: dict[str, Any], args: argparse.Namespace) -> dict[str, Any]:
    items = json.loads((args.repos.parent / "queries" / f"{repo['name']}.json").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        output = str(Path(scratch) / "index.ncs")
        started = time.perf_counter()
        order = Order(str(args.trees / repo["name"] / repo["root"]), output, no_learn=args.no_learn)
        build(order, lambda what, done, of: None)
        seconds = time.perf_counter() - started
        index = Index(output)
        row = {mode: round(score(index, items, mode), 4) for mode in MODES}
        return {
            "name": repo["name"],
            **row,
            "seconds": round(seconds, 1),
            "MB": round(Path(output).stat().st_size / 1e6, 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--repos", type=Path, default=Path(__file__).parent / "repos.json")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--no-learn", action="store_true")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    rows = []
    print(f"{'repository':<24}" + "".join(f"{mode:>9}" for mode in MODES) + f"{'seconds':>9}{'MB':>7}")
    for repo in json.loads(args.repos.read_text()):
        if not args.only or repo["name"] in args.only:
            rows.append(measure(repo, args))
            show(rows[-1])
    means = {mode: statistics.fmean(row[mode] for row in rows) for mode in (*MODES, "seconds", "MB")}
    show({"name": f"mean of {len(rows)}", **means})
    if args.out:
        args.out.write_text(json.dumps(rows, indent=1))


def show(row: dict[str, Any]) -> None:
    scores = "".join(f"{row[mode]:>9.3f}" for mode in MODES)
    print(f"{row['name']:<24}{scores}{row['seconds']:>9.1f}{row['MB']:>7.1f}", flush=True)


if __name__ == "__main__":
    main()
