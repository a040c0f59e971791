"""One answer as a record that every face prints or sends: the contract of `ncs query`."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.search import latent
from ncs.search.explain import explain
from ncs.search.holding import held
from ncs.search.relevance import BELIEVED, belief, relevance
from ncs.search.search import Request, search
from ncs.search.why import Reason, why
from ncs.source import freshness as fresh
from ncs.source.location import locate

JUDGED = 5  # by how many of the first an answer is believed or not: always as many, whatever k is


def open_index(path: str) -> Index:
    return Index(path)


class Answer(NamedTuple):
    results: list[dict[str, Any]]  # best first
    good: bool  # whether any of them is to be believed; people are shown none otherwise


def answer(index: Index, request: Request, with_explanations: bool, edited: frozenset[str] = frozenset()) -> Answer:
    """`edited`: paths of which the index holds what the work tree has (overlay.py)."""
    ranked = search(index, request._replace(k=max(request.k, JUDGED)))
    cosines, stem = latent.shares(index, "all") @ ranked.levels, ranked.features.stem[index.file_of[ranked.rows]]
    words = held(index, ranked.question, ranked.matched, ranked.rows)
    beliefs = belief(words, cosines, stem)
    rows = ranked.rows[: request.k]
    evidence = why(index, ranked.question, words, rows.tolist(), with_explanations)
    levels = ranked.levels.T.astype(np.float64).round(4)
    results = _places(index, rows, levels.tolist(), relevance(beliefs).round(3).tolist(), evidence)
    for result in results:
        result["edited"] = result["filepath"] in edited
    if with_explanations:
        for result, said in zip(results, explain(index, rows.tolist()), strict=True):
            result |= said.fields()
    return Answer(results, bool((beliefs[:JUDGED] >= BELIEVED).any()))


def _places(
    index: Index,
    rows: np.ndarray,
    levels: list[list[float]],
    sure: list[float],
    evidence: list[list[Reason]],
) -> list[dict[str, Any]]:
    """A record for each row; numbers are taken out of their arrays for all at once."""
    files = index.file_of[rows]
    symbols = index.strings_once("chunks.symbol")
    kinds, languages = index.file.array("chunks.kind")[rows], index.file.array("files.language")[files]
    numbers = np.array([rows, files, index.start[rows], index.end[rows], kinds, languages]).T.tolist()
    return [
        {
            "filepath": index.paths[file],
            "start_line": start,
            "end_line": end,
            "symbol": symbols[row],
            "kind": index.about["kinds"][kind],
            "language": index.about["languages"][language],
            "text": index.lines(file, start, end),
            "relevance": likely,
            "explanation": None,
            "why": [{"kind": kind, "text": text, "weight": weight} for kind, text, weight in reasons],
            "levels": at,
        }
        for (row, file, start, end, kind, language), at, likely, reasons in zip(
            numbers, levels, sure, evidence, strict=False
        )
    ]


def root_of(path: str, index: Index) -> str | None:
    """The folder that result paths are relative to, when the index lies in the repository around us."""
    found = locate(".")
    if found is None:
        folder, name = os.path.split(os.path.dirname(os.path.abspath(path)))
        return folder if name == ".ncs" else None
    if not os.path.abspath(path).startswith(found.common_dir + os.sep):
        return None
    return os.path.join(found.root, index.about.get("scope", ""))


def watch(path: str, index: Index) -> Any:
    """Start to find out how fresh the index is; it goes on while the search runs."""
    root = root_of(path, index)
    found = locate(root) if root is not None else None
    commit = index.about.get("commit")
    return fresh.start(commit, found) if found is not None and commit else None


def with_edits(index: Index, watched: Any) -> tuple[Index, frozenset[str], dict[str, int]]:
    """The index with the files of the work tree that differ laid over it, their paths, and what is to be said of it."""
    edited = watched.edited() if watched is not None else None
    if not edited:
        return index, frozenset(), {}
    from ncs.overlay import over

    laid = over(index, watched.folder, edited)
    return laid.now, laid.edited, {"laid": laid.laid}


def freshness(index: Index, watched: Any) -> dict[str, Any]:
    if watched is None:
        return {"commit": index.about.get("commit"), "behind": None, "dirty": None, "state": "unknown"}
    return dict(watched.result()._asdict())
