"""The learned ranker: a small network that orders the first files anew.

It sees what the hand-made score sees, the score itself, and each file as a whole (search/files.py). Weights:
`ranker.json`, and `ranker.told.json` for an index that knows what commits say of its files; fitted by
`benchmarks/fit_ranker.py` on the development questions, never on the public benchmark's.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ncs.search.files import NAMES, TOLD
from ncs.search.ranking import first

PLACES = {NAMES: Path(__file__).with_name("ranker.json"), TOLD: Path(__file__).with_name("ranker.told.json")}
FIRST = 64  # files that are ordered anew: always as many, so that results do not depend on k


class Ranker(NamedTuple):
    """score = straight . x + output . max(0, hidden^T x + bias), for a row x of features."""

    straight: np.ndarray  # [features]
    hidden: np.ndarray  # [features, H]
    bias: np.ndarray  # [H]
    output: np.ndarray  # [H]

    def score(self, rows: np.ndarray) -> np.ndarray:
        """[n,features] -> [n]."""
        return np.asarray(rows @ self.straight + np.maximum(0.0, rows @ self.hidden + self.bias) @ self.output)


@lru_cache(maxsize=len(PLACES))
def shipped(names: tuple[str, ...]) -> Ranker:
    """That of these features, in single precision: twice as quick, and its weights have four digits."""
    return Ranker(*(part.astype(np.float32) for part in read(PLACES[names], names)))


def read(place: Path, names: tuple[str, ...]) -> Ranker:
    """A ranker as benchmarks/fit_ranker.py writes it."""
    told = json.loads(place.read_text())
    if tuple(told.pop("features")) != names:
        raise AssertionError(f"{place.name} was fitted on other features: run benchmarks/fit_ranker.py")
    return Ranker(*(np.array(told[name]) for name in Ranker._fields))


def judged(rows: np.ndarray) -> np.ndarray:
    """[n,features] -> [n]: logits of how likely each file is the answer, as the ranker was fitted to give them."""
    return shipped(TOLD if rows.shape[1] == len(TOLD) else NAMES).score(rows.astype(np.float32))


def first_files(tops: np.ndarray) -> np.ndarray:
    """The best score [F] in each file -> the files to order anew, best first; ties by path."""
    return first(tops, FIRST)


def reranked(tops: np.ndarray, files: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The best score [F] in each file, the first files [n] and their features [n,K] -> [F]: these between 1 and 2
    in the ranker's order, all others below 1."""
    if not len(files):
        return tops
    found = judged(rows)
    scores = tops / (2.0 * tops[files[0]])
    scores[files] = 1.0 + 1.0 / (1.0 + found.max() - found)
    return scores
