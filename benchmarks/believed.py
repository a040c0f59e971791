"""Say how well relevance knows what it does not know: questions off the topic refused, real ones kept, by its own bar.

usage: believed.py REPOS.json INDEXES FOLDER...

INDEXES holds what fit_ranker.py has built. Beside each repository's own questions it is asked those of the next
repository and questions about nothing in any program; a right answer is one whose file is named as an answer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from ablate import covers

from ncs import answering
from ncs.index.index import Index
from ncs.search.search import Request

OFF_TOPIC = (
    "zebra crossing pedestrians, best holiday islands in greece, quarterly revenue of the dairy industry, "
    "how to bake sourdough bread, history of the roman empire, symptoms of the common cold, football "
    "world cup winners, train tickets from berlin to paris, how tall is mount everest, recipe for tomato "
    "soup, medieval castle architecture, when do swallows migrate, mortgage interest for first time "
    "buyers, pruning apple trees, who painted the sunflowers, training plan for a marathon, vaccination "
    "of kittens, moons of jupiter, how do volcanoes erupt, wedding speech for the bride, cheap flights in "
    "august, knitting a woollen scarf, price of gold per ounce, treatment of back pain, second hand "
    "electric bicycles, planting tulips in autumn, the plot of hamlet, learning to play the violin"
).split(", ")
BINS = 9


def main() -> None:
    repos, indexes, folders = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3:]
    names = [repo["name"] for repo in json.loads(repos.read_text())]
    items = {
        name: [item for folder in folders for item in json.loads((repos.parent / folder / f"{name}.json").read_text())]
        for name in names
    }
    refused: dict[str, list[bool]] = {
        "off the topic": [],
        "of another repository": [],
        "own": [],
        "own, first right": [],
    }
    sure, right = [], []
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        index = Index(indexes / f"frozen-{repos.parent.name}-{name}.ncs")

        def good(text: str, index: Index = index) -> bool:
            return answering.answer(index, Request(text), False).good

        refused["off the topic"] += [not good(text) for text in OFF_TOPIC]
        refused["of another repository"] += [not good(item["query"]) for item in items[other][:12]]
        for item in items[name]:
            answer = answering.answer(index, Request(item["query"]), False)
            targets = [*item["relevant"], *item.get("secondary", [])]
            fits = [any(covers((each["filepath"], 0, 0), target) for target in targets) for each in answer.results]
            refused["own"].append(not answer.good)
            if fits and fits[0]:
                refused["own, first right"].append(not answer.good)
            sure += [each["relevance"] for each in answer.results]
            right += fits
    for what, each in refused.items():
        print(f"refused {what:<24}{np.mean(each):.3f} of {len(each)}")
    order = np.argsort(sure)
    print("relevance  " + " ".join(f"{np.mean(np.array(sure)[part]):.2f}" for part in np.array_split(order, BINS)))
    print("right      " + " ".join(f"{np.mean(np.array(right)[part]):.2f}" for part in np.array_split(order, BINS)))


if __name__ == "__main__":
    main()
