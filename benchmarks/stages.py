"""Score every stage of the latent path on its own, frozen: pooled words, each level, the levels mixed.

usage: stages.py TREES [--repos repos.json] [--only NAME ...] [--out FILE]

The base model as it ships, no BM25, no ranker. Also says how healthy the latent space is on these chunks.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ablate import DEPTH, ndcg

from ncs.index import base, corpus
from ncs.model.encoder import Bags
from ncs.model.reading import tokens_of_question
from ncs.pretrain import probe
from ncs.source.files import gather
from ncs.text.tokens import Tokens, join
from ncs.train import module
from ncs.train.batches import to_tensors

MIXED = "mixed"


def bags(tokens: Tokens) -> Bags:
    return to_tensors(base.installed().read(tokens), 0.0, torch.Generator())


def ranked(scores: np.ndarray, files: np.ndarray) -> np.ndarray:
    """Rows, best first, one of each file before any file's second."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(files[order], return_index=True)
    is_first = np.zeros(len(order), bool)
    is_first[first] = True
    return np.concatenate([order[is_first], order[~is_first]])[:DEPTH]


def measure(
    repo: dict[str, Any], args: argparse.Namespace, p: Any, mix: list[float]
) -> tuple[dict[str, float], Tokens]:
    items = json.loads((args.repos.parent / "queries" / f"{repo['name']}.json").read_text())
    root = args.trees / repo["name"] / (repo["root"] or ".")
    read = corpus.read(gather(root), "standard", lambda done, of: None)
    paths = [chunk.path for chunk in read.chunks]
    files = np.unique(paths, return_inverse=True)[1]
    asked = probe.stages(p, bags(join([tokens_of_question("standard", item["query"]) for item in items])))
    held = probe.stages(p, bags(read.tokens))
    cosines = {name: (q @ c.T).numpy() for name, q, c in zip(probe.STAGES, asked, held, strict=True)}
    levels = [cosines[name] for name in ("syntax", "structure", "semantics")]
    cosines[MIXED] = sum(share * level for share, level in zip(mix, levels, strict=True))
    scores: dict[str, float] = {}
    for name, of_stage in cosines.items():
        found = []
        for row, item in zip(of_stage, items, strict=True):
            best = [read.chunks[i] for i in ranked(row, files)]
            places = [(chunk.path, chunk.start_line, chunk.end_line) for chunk in best]
            found.append(ndcg(places, item.get("relevant", []) + item.get("secondary", [])))
        scores[name] = statistics.fmean(found)
    return scores, read.tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--repos", type=Path, default=Path(__file__).parent / "repos.json")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    p, mix = module.parameters(base.installed().params), base.card()["mix"]
    names, table, sample = (*probe.STAGES, MIXED), {}, []
    print(f"base {base.name()}, shares of the levels {mix}")
    print("| repository | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    for repo in json.loads(args.repos.read_text()):
        if args.only and repo["name"] not in args.only:
            continue
        scores, tokens = measure(repo, args, p, mix)
        table[repo["name"]] = scores
        sample.append(tokens.take(np.arange(0, len(tokens), max(1, len(tokens) // 125))))
        print(f"| {repo['name']} | " + " | ".join(f"{scores[name]:.3f}" for name in names) + " |", flush=True)
    means = {name: statistics.fmean(scores[name] for scores in table.values()) for name in names}
    print("| **mean** | " + " | ".join(f"{means[name]:.3f}" for name in names) + " |")
    health = probe.health(p, bags(join(sample)))
    print(json.dumps(health, indent=1))
    if args.out:
        args.out.write_text(json.dumps({"scores": table, "mean": means, "latent": health}, indent=1))


if __name__ == "__main__":
    main()
