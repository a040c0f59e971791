"""Questions that people ask of repositories, and the files that answer them: what the words of a base are tuned on.

A list names repositories as `[{"name", "root"}]`; beside it lies a folder `queries` with a file NAME.json for each:
`[{"query", "relevant": [path], "secondary": [path]}]`, paths below the root. TREES/NAME holds the repository's files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ncs.errors import UsageError
from ncs.index import content, corpus
from ncs.index.words import as_tokens
from ncs.model.model import Model, embed
from ncs.model.reading import tokens_of_question
from ncs.source.files import gather
from ncs.text.tokens import Tokens, join

MOST_RIVALS = 60  # files that stand before or closest behind the answers of a question
LARGEST_KIB = 1024


class Candidates(NamedTuple):
    """The files that matter for one question, each with its chunk that lies nearest."""

    files: np.ndarray  # [C]: first those that answer, then their rivals, nearest first
    chunks: np.ndarray  # [C]
    right: int  # how many of them answer


class Asked(NamedTuple):
    """A repository of N chunks in F files, asked Q questions."""

    name: str
    chunks: Tokens  # [N] as rows of the token table
    first: np.ndarray  # [F+1] the first chunk of each file, and the end
    questions: Tokens  # [Q]
    candidates: list[Candidates]  # [Q]


def read(place: str, trees: str, model: Model, mix: list[float]) -> Iterator[Asked]:
    """Every repository of a list, with the rivals that the model now holds for near."""
    for repository in _json(Path(place)):
        root = Path(trees) / repository["name"] / repository["root"]
        items = _json(Path(place).parent / "queries" / f"{repository['name']}.json")
        if not root.is_dir():
            raise UsageError(f"{root} is no folder: lay out the repositories of {place} there")
        yield asked(repository["name"], str(root), items, model, mix)


def asked(name: str, root: str, items: list[dict[str, Any]], model: Model, mix: list[float]) -> Asked:
    """One repository, without the questions that no file of it answers."""
    held = content.of_corpus(corpus.read(gather(root, True, (), LARGEST_KIB), "standard", lambda *_: None), False)
    chunks = model.read(as_tokens(held.words, held.size))
    questions = model.read(join([tokens_of_question("standard", item["query"]) for item in items]))
    paths = list(held.files.path)
    answers = [_answers(paths, held.first, item["relevant"] + item.get("secondary", [])) for item in items]
    found = _candidates(embed(model.params, questions), embed(model.params, chunks), held.first, answers, mix)
    rows = [row for row, each in enumerate(found) if each.right and len(each.files) > each.right]
    return Asked(name, chunks, held.first, questions.take(rows), [found[row] for row in rows])


def _json(place: Path) -> Any:
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise UsageError(f"{place} can't be read as a list of questions: {problem}") from None


def _answers(paths: list[str], first: np.ndarray, wanted: list[Any]) -> np.ndarray:
    """The files, of those that have chunks, that are named as answers: paths, or places with a path."""
    named = [each if isinstance(each, str) else each["path"] for each in wanted]
    return np.array(
        [n for n, path in enumerate(paths) if first[n] < first[n + 1] and any(is_named(path, name) for name in named)],
        np.int64,
    )


def is_named(path: str, name: str) -> bool:
    """Whether a path is the one that is named, from another root perhaps."""
    return path == name or path.endswith("/" + name) or name.endswith("/" + path)


def _candidates(
    questions: np.ndarray, chunks: np.ndarray, first: np.ndarray, answers: list[np.ndarray], mix: list[float]
) -> list[Candidates]:
    """questions [3,Q,D], chunks [3,N,D] unit vectors."""
    filled = np.flatnonzero(np.diff(first))
    owner = np.repeat(np.arange(len(filled)), np.diff(first)[filled])
    near = np.zeros((questions.shape[1], chunks.shape[1]), np.float32)
    for share, asked_at, at in zip(mix, questions, chunks, strict=True):
        whole = np.add.reduceat(at, first[filled], axis=0)
        whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
        near += share * (asked_at @ at.T + (asked_at @ whole.T)[:, owner])  # a chunk counts with its file, as in search
    return [_of_one(scores, first, filled, right) for scores, right in zip(near, answers, strict=True)]


def _of_one(scores: np.ndarray, first: np.ndarray, filled: np.ndarray, right: np.ndarray) -> Candidates:
    best = np.maximum.reduceat(scores, first[filled])
    order = filled[np.argsort(-best, kind="stable")]
    files = np.concatenate([right, order[~np.isin(order, right)][:MOST_RIVALS]])
    nearest = [int(first[file] + scores[first[file] : first[file + 1]].argmax()) for file in files]
    return Candidates(files, np.array(nearest, np.int64), len(right))
