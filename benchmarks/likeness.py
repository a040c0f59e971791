"""How like two sentences are, as lists of words: the measures that explanations are judged by, each from 0 to 1."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np


def grams(words, n):
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu(said, wanted):
    """Sentence BLEU-4, one added to matches and counts of n > 1, with the brevity penalty."""
    if not said:
        return 0.0
    logs = []
    for n in range(1, 5):
        ours, theirs = grams(said, n), grams(wanted, n)
        match, total = sum((ours & theirs).values()), max(1, sum(ours.values()))
        logs.append(math.log(max(match, 1e-9) / total) if n == 1 else math.log((match + 1) / (total + 1)))
    return min(1.0, math.exp(1 - len(wanted) / len(said))) * math.exp(sum(logs) / 4)


def rouge(said, wanted):
    row = [0] * (len(wanted) + 1)
    for word in said:
        before = 0
        for j, other in enumerate(wanted, 1):
            before, row[j] = row[j], before + 1 if word == other else max(row[j], row[j - 1])
    return 2 * row[-1] / (len(said) + len(wanted)) if said and wanted else 0.0


def chrf(said, wanted):
    ours, theirs = "".join(said), "".join(wanted)
    precision, recall = [], []
    for n in range(1, 7):
        a, b = grams(ours, n), grams(theirs, n)
        match = sum((a & b).values())
        if a and b:
            precision.append(match / sum(a.values()))
            recall.append(match / sum(b.values()))
    p, r = (np.mean(precision), np.mean(recall)) if precision else (0.0, 0.0)
    return float(5 * p * r / (4 * p + r)) if p + r else 0.0


MEASURES = {"bleu": bleu, "rouge": rouge, "chrf": chrf}
