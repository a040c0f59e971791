"""Fit the learned ranker on development questions, say what it is worth on repositories it has not seen, and write it.

usage: fit_ranker.py --set REPOS.json TREES FOLDER... [--set ...] [--look REPOS.json TREES FOLDER...] --indexes DIR
                     [--told] [--beside EARLIER.json] [--out ncs/search/ranker.json]

Each --set names repositories, their trees, and the folders of questions beside REPOS.json, for all of the repositories
or for some. --look is scored and never fitted on. DIR keeps the indexes for the next time: each tree's on the base as
it ships, and one that has learned its repository, for the ranker meets both. With --told the ranker sees what commits
say (ncs/search/ranker.told.json).
TREES have their history, as `checkout.py --history` lays them out. With --beside half of what is written is an earlier
ranker: fitted on other vectors or fewer questions, it is wrong elsewhere.

Folds go by repository. The loss is the listwise softmax cross-entropy (Cao and others 2007, "Learning to rank"); what
is written is the mean of several networks fitted on all sets, which is one wider network.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from ablate import covers, ndcg

from ncs.building import Order, build
from ncs.index.index import Index
from ncs.search.files import NAMES, TOLD, file_features
from ncs.search.ranker import FIRST, Ranker, first_files, read
from ncs.search.search import Request, consider

FOLDS, NETWORKS = 5, 4
HIDDEN, STEPS, BATCH, RATE, DECAY, DROPPED = 16, 1000, 256, 1e-2, 0.1, 0.1
TRUST = 8.0  # what the hand-made score weighs at first
DIGITS = 4
STATES = ("frozen", "learned")  # of the index


class Asked(NamedTuple):
    """One question: its files in the hand-made order, their features, and which of them answer it."""

    group: str  # set, folder and state
    repository: str
    category: str
    targets: list[Any]
    paths: list[str]
    rows: np.ndarray  # [n,len(TOLD)], the last column 0 without a history
    right: np.ndarray  # [n] 1 for a file that answers


def gather(where: list[str], indexes: Path) -> list[Asked]:
    repos, trees, folders = Path(where[0]).resolve(), Path(where[1]), where[2:]
    if missing := [folder for folder in folders if not (repos.parent / folder).is_dir()]:
        raise SystemExit(f"no questions in {', '.join(missing)} beside {repos}")
    found = []
    for state, repo in product(STATES, json.loads(repos.read_text())):
        place = indexes / f"{state}-{repos.parent.name}-{repo['name']}.ncs"
        if not place.exists():
            order = Order(str(trees / repo["name"] / repo["root"]), str(place), no_learn=state == "frozen")
            build(order, lambda what, done, of: None)
        index = Index(place)
        for asked in (repos.parent / folder / f"{repo['name']}.json" for folder in folders):
            for item in json.loads(asked.read_text()) if asked.exists() else []:
                found.append(_asked(index, item, f"{repos.parent.name}/{asked.parent.name} {state}", repo["name"]))
        print(f"read {repo['name']}", flush=True)
    return found


def _asked(index: Index, item: dict[str, Any], group: str, repository: str) -> Asked:
    known = consider(index, Request(item["query"]))
    if known.question.passage:
        raise SystemExit(f"a passage, not a question: {item['query']!r}")
    files = first_files(known.files.tops)
    rows = file_features(index, known.question, known.files, files)
    rows = np.pad(rows, ((0, 0), (0, len(TOLD) - rows.shape[1])))
    paths = [index.paths[int(file)] for file in files]
    targets = [each if isinstance(each, str) else each["path"] for each in item["relevant"] + item.get("secondary", [])]
    right = [any(covers((path, 0, 0), target) for target in targets) for path in paths]
    category = item.get("category") or ("symbol" if " " not in item["query"] else "semantic")
    return Asked(group, repository, category, targets, paths, rows, np.array(right, np.float32))


class Network(torch.nn.Module):
    def __init__(self, seen: int) -> None:
        super().__init__()
        self.straight = torch.nn.Linear(seen, 1, bias=False)
        self.hidden = torch.nn.Linear(seen, HIDDEN)
        self.output = torch.nn.Linear(HIDDEN, 1, bias=False)
        self.dropped = torch.nn.Dropout(DROPPED)
        torch.nn.init.zeros_(self.straight.weight)
        torch.nn.init.normal_(self.output.weight, std=0.1)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[...,K] -> [...]; training pulls weights to the hand-made score alone."""
        hidden = self.dropped(torch.relu(self.hidden(rows)))
        found = TRUST * rows[..., NAMES.index("score")] + (self.straight(rows) + self.output(hidden))[..., 0]
        return torch.as_tensor(found)


def fit(asked: list[Asked], seed: int, seen: int) -> Network:
    """On the first `seen` features."""
    torch.manual_seed(seed)
    network, order = Network(seen), torch.Generator().manual_seed(seed)
    rows, right, there = torch.zeros(len(asked), FIRST, seen), torch.zeros(len(asked), FIRST), []
    for place, one in enumerate(asked):
        rows[place, : len(one.right)] = torch.from_numpy(one.rows[:, :seen]).float()
        right[place, : len(one.right)] = torch.from_numpy(one.right)
        there.append(len(one.right))
    hidden_away = torch.arange(FIRST) >= torch.tensor(there)[:, None]
    counts = Counter((one.group, one.repository) for one in asked)  # every repository counts alike within its group
    weight = torch.tensor([1.0 / counts[one.group, one.repository] for one in asked]) * (right.sum(1) > 0)
    adam = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(adam, STEPS)
    for _ in range(STEPS):
        batch = torch.randint(0, len(asked), (BATCH,), generator=order)
        chances = torch.log_softmax(network(rows[batch]).masked_fill(hidden_away[batch], -1e9), 1)
        missed = -(chances * right[batch]).sum(1) / right[batch].sum(1).clamp(min=1)
        loss = (missed * weight[batch]).sum() / weight[batch].sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
        slower.step()
    return network.eval()


def ranker(networks: list[Network]) -> Ranker:
    """The mean of some networks as one, rounded as it is written."""
    straight = torch.stack([network.straight.weight[0] for network in networks]).mean(0)
    straight[NAMES.index("score")] += TRUST
    hidden = torch.cat([network.hidden.weight for network in networks]).T
    bias = torch.cat([network.hidden.bias for network in networks])
    output = torch.cat([network.output.weight[0] for network in networks]) / len(networks)
    parts = (part.detach().double().numpy() for part in (straight, hidden, bias, output))
    return Ranker(*(np.round(part, DIGITS) for part in parts))


def beside(fitted: Ranker, other: Ranker) -> Ranker:
    """The mean of two rankers as one."""
    return Ranker(
        np.round((fitted.straight + other.straight) / 2, DIGITS),
        np.concatenate([fitted.hidden, other.hidden], 1),
        np.concatenate([fitted.bias, other.bias]),
        np.round(np.concatenate([fitted.output, other.output]) / 2, DIGITS),
    )


def gain(one: Asked, scores: np.ndarray) -> float:
    best = np.argsort(-scores, kind="stable")
    return ndcg([(one.paths[int(place)], 0, 0) for place in best], one.targets)


def table(title: str, asked: list[Asked], scores: list[np.ndarray]) -> None:
    """NDCG@10 by group, mean over repositories, and by category, mean over questions. Spans are not counted."""
    by_repository: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    by_category: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one, score in zip(asked, scores, strict=True):
        by_repository[one.group][one.repository].append(gain(one, score))
        by_category[one.group, one.category].append(gain(one, score))
    for group, repositories in by_repository.items():
        mean = statistics.fmean(statistics.fmean(gains) for gains in repositories.values())
        parts = (
            f"{category} {statistics.fmean(g):.3f}" for (of, category), g in sorted(by_category.items()) if of == group
        )
        print(f"{title:<24}{group:<28}{mean:.4f}   {', '.join(parts)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", dest="sets", nargs="+", action="append", required=True)
    parser.add_argument("--look", nargs="+", action="append", default=[])
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--told", action="store_true")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    features = TOLD if args.told else NAMES
    seen = len(features)
    args.indexes.mkdir(parents=True, exist_ok=True)
    asked = [one for where in args.sets for one in gather(where, args.indexes)]
    looked = [one for where in args.look for one in gather(where, args.indexes)]
    table("hand-made score", asked + looked, [one.rows[:, NAMES.index("score")] for one in asked + looked])
    names = sorted({one.repository for one in asked})
    np.random.default_rng(0).shuffle(names)
    unseen: dict[int, np.ndarray] = {}
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        made = ranker(
            [fit([one for one in asked if one.repository not in held], seed, seen) for seed in range(NETWORKS)]
        )
        unseen |= {place: made.score(one.rows[:, :seen]) for place, one in enumerate(asked) if one.repository in held}
    table("learned, unseen folds", asked, [unseen[place] for place in range(len(asked))])
    made = ranker([fit(asked, seed, seen) for seed in range(NETWORKS)])
    if args.beside:
        made = beside(made, read(args.beside, features))
    table("learned, looked at", looked, [made.score(one.rows[:, :seen]) for one in looked])
    if args.out:
        told = {"features": features} | {name: part.tolist() for name, part in made._asdict().items()}
        args.out.write_text(json.dumps(told, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
