"""The base model's card and the list of what it was made from, written beside it."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

from ncs.index import placing
from ncs.model.shape import Shape, count


def write(output: str, about: dict[str, Any]) -> None:
    folder = os.path.dirname(os.path.abspath(output))
    placing.replace(os.path.join(folder, "corpus.json"), corpus(about).encode())
    placing.replace(os.path.join(folder, "MODEL_CARD.md"), text(about, os.path.getsize(output)).encode())


def corpus(about: dict[str, Any]) -> str:
    """The recipe: every repository with its revision, licence and counts, one a line, and how it was trained."""
    held = set(about["held out"])
    rows = [
        {key: row[key] for key in ("name", "revision", "licence", "files", "chunks", "pairs", "sentences")}
        | {"held_out": row["name"] in held}
        for row in about["corpus"]
    ]
    lines = ",\n".join("  " + json.dumps(row, sort_keys=True) for row in rows)
    told = json.dumps({"version": about["version"], "recipe": about["recipe"], "scores": about["scores"]}, indent=1)
    return told[:-2] + f',\n "repositories": [\n{lines}\n ]\n}}\n'


def text(about: dict[str, Any], size: int) -> str:
    rows, shape = about["corpus"], Shape(**about["model"])
    licences = Counter(row["licence"] for row in rows)
    pairs: Counter[str] = Counter()
    for row in rows:
        pairs.update(row["pairs"])
    measured = about["measured"]
    parts = [
        f"# The base model of ncs, version {about['version']}",
        "What `standard` begins as. Made by `ncs pretrain` from public repositories; their code is not in it, and\n"
        "what can be read out of it are words and their vectors. `corpus.json` lists every repository.",
        "## Data",
        f"{len(rows)} repositories, {sum(row['chunks'] for row in rows):,} chunks, {sum(pairs.values()):,} pairs:\n"
        + ", ".join(f"{count:,} {source}" for source, count in pairs.most_common())
        + f"; {sum(row['sentences'] for row in rows):,} sentences for the decoder.",
        *_of_path(about["path"]),
        *_of_questions(about["asked"]),
        f"The path goes {about['drawn']:g} of the way from pooled words to what was learned: as far as no level of it\n"
        "falls behind pooled words at its own task.",
        "Licences: " + ", ".join(f"{name} {number}" for name, number in licences.most_common()) + ".",
        f"{len(about['held out'])} repositories were held out of training: {', '.join(about['held out'])}.",
        "## Size",
        f"{count(shape):,} numbers, {size / 1e6:.1f} MB: {shape.tokens:,} words and {shape.buckets:,} shared rows of\n"
        f"{shape.embed} dimensions as int8, {shape.words:,} words that the decoder can write, the rest as float16.",
        "## Measured on the held-out repositories",
        "Mean reciprocal rank of the right chunk among up to 400 of its repository, by stage of the path and task:",
        _table(measured["mean reciprocal rank"]),
        f"Shares of the three levels that were best for descriptions: {about['mix']}, which reach\n"
        f"{measured['levels mixed, description to code']:.3f}.",
        "Decoder, nats a symbol: " + _line(measured.get("decoder", {})) + ".",
        "Latent: " + _line(_flat(measured["latent"])) + ".",
        "## Limits",
        "Trained on English descriptions. It reads words, not their order. A repository whose words are its own is\n"
        "understood less until ncs has learned it. Sentences of the decoder can be wrong: they come with a\n"
        "confidence, and below it ncs shows what the structure says instead.",
    ]
    return "\n\n".join(parts) + "\n"


def _of_path(path: dict[str, Any]) -> list[str]:
    """Where the path comes from, if not from this data."""
    if not path:
        return []
    pairs = ", ".join(f"{count:,} {source}" for source, count in path["corpus"]["pairs"].items())
    return [
        f"Only the decoder was trained on this. The path is that of version {path['version']}, learned from\n"
        f"{path['corpus']['repositories']} repositories: {pairs}."
    ]


def _of_questions(asked: dict[str, int]) -> list[str]:
    if not asked["questions"]:
        return []
    number, repositories = asked["questions"], asked["repositories"]
    return [f"The words were then tuned on {number:,} questions about {repositories} other repositories."]


def _table(ranks: dict[str, dict[str, float]]) -> str:
    tasks = list(next(iter(ranks.values())))
    lines = ["| | " + " | ".join(tasks) + " |", "|---|" + "---:|" * len(tasks)]
    lines += [f"| {stage} | " + " | ".join(f"{row[task]:.3f}" for task in tasks) + " |" for stage, row in ranks.items()]
    return "\n".join(lines)


def _line(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= {f"{name}: {inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    return flat
