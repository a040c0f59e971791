"""How good a ranking of files is. All between 0 and 1, means over questions.

A file counts once, at the rank of the first result in it. The same measure as in the public benchmark of code search
that ncs is compared by (LOG.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from statistics import fmean, stdev

DEPTH = 10  # results that are looked at
MEASURES = ("ndcg@10", "mrr", "recall@1", "recall@5", "recall@10")


def scores(ranked: Sequence[str], right: Collection[str]) -> dict[str, float]:
    """The measures of one question; ranked: the file of each result, best first. `right` is not empty."""
    new = [path in right and path not in ranked[:rank] for rank, path in enumerate(ranked[:DEPTH])]
    ideal = sum(_discount(rank) for rank in range(min(DEPTH, len(right))))
    first = next((rank for rank, found in enumerate(new) if found), None)
    return {
        "ndcg@10": sum(_discount(rank) for rank, found in enumerate(new) if found) / ideal,
        "mrr": 0.0 if first is None else 1.0 / (1 + first),
        "recall@1": sum(new[:1]) / len(right),
        "recall@5": sum(new[:5]) / len(right),
        "recall@10": sum(new) / len(right),
    }


def _discount(rank: int) -> float:
    return 1.0 / math.log2(rank + 2)


def mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: round(sum(row[name] for row in rows) / max(1, len(rows)), 4) for name in MEASURES}


def gain(after: Sequence[dict[str, float]], before: Sequence[dict[str, float]]) -> list[float]:
    """The mean difference of the first measure over the same questions, and its standard error."""
    apart = [new[MEASURES[0]] - old[MEASURES[0]] for new, old in zip(after, before, strict=True)]
    error = stdev(apart) / math.sqrt(len(apart)) if len(apart) > 1 else 0.0
    return [round(fmean(apart), 4), round(error, 4)]
