"""Content and vectors to the arrays of an index: the same input gives the same bytes.

Builds, updates and what is laid over an index in memory all end here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ncs import __version__
from ncs.index import content, graph, postings, vectors, words
from ncs.index.content import SAME, Content, strings
from ncs.index.graph import Names
from ncs.index.index import JOIN
from ncs.index.layout import LAYOUT
from ncs.index.vectors import Vectors
from ncs.source.roles import ROLES, role_of
from ncs.strings import Strings
from ncs.text.tokenizer import FORMAT as TOKENIZER_FORMAT
from ncs.types import Skipped

LISTS = frozenset(("module", "lines", "section", "block"))  # kinds of chunks that define no function and no type


def assemble(held: Content, latent: Vectors, store_text: bool) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays of all but the model, and what `about` says of them."""
    paths = list(held.files.path)
    defines = graph.parted(held.chunks.defines, JOIN)
    arrays = content.arrays(held) | vectors.arrays(latent)
    arrays |= _words(held) | _graph(held, paths, defines)
    arrays["files.role"] = _roles(held, paths, defines)
    if store_text:
        arrays |= strings("text", held.files.text)
    about = {
        "ncs": __version__,
        "tokenizer": TOKENIZER_FORMAT,
        "layout": LAYOUT,
        "languages": list(held.files.language.names),
        "kinds": list(held.chunks.kind.names),
        "redactions": int(held.files.redactions.sum()),
    }
    return arrays, about


def left_out(skipped: Sequence[Skipped], blobs: Sequence[str]) -> dict[str, np.ndarray]:
    """What is not indexed, why, and the content that was looked at and refused."""
    columns = {"path": [row.path for row in skipped], "reason": [row.reason for row in skipped], "blob": blobs}
    return {key: array for of, values in columns.items() for key, array in _packed(f"skipped.{of}", values).items()}


def _packed(name: str, values: Sequence[str]) -> dict[str, np.ndarray]:
    return strings(name, Strings.pack(values))


def _roles(held: Content, paths: Sequence[str], defines: Names) -> np.ndarray:
    """[F], by path and by how many functions and types a file defines; constants and imports make it a list only."""
    counted = np.array([kind not in LISTS for kind in held.chunks.kind.names], bool)[held.chunks.kind.rows]
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.diff(defines.ends) * counted)])
    of_files = np.diff(sums[held.first]).tolist()
    return np.array([ROLES.index(role_of(path, n)) for path, n in zip(paths, of_files, strict=True)], np.uint8)


def _words(held: Content) -> dict[str, np.ndarray]:
    parts = (held.words, held.stems, held.folders, held.history.words)
    terms, rows = words.union([part.terms for part in parts])
    body, stems, folders, said = (part.over(terms, row) for part, row in zip(parts, rows, strict=True))
    chunks, files = held.size, len(held.files.path)
    fields = {
        "body": postings.bm25(body, chunks),
        "name": postings.names(body, chunks),
        "stem": postings.names(stems, files),
        "folder": postings.names(folders, files),
        "told": postings.names(said, len(held.history.changed)),
    }
    kinds = body.kind.astype(np.uint8) + np.uint8(SAME)
    kinds[postings.firsts(body)] -= np.uint8(SAME)
    arrays = strings("terms", terms) | {"words.kind": kinds, "words.count": body.times}
    for name, field in fields.items():
        arrays |= {f"{name}.{part}": array for part, array in field._asdict().items()}
    return arrays


def _graph(held: Content, paths: Sequence[str], defines: Names) -> dict[str, np.ndarray]:
    calls, imports = graph.parted(held.chunks.calls, JOIN), graph.parted(held.chunks.imports, JOIN)
    return {
        "graph.callers": graph.callers(defines, calls),
        "graph.importers": graph.importers(paths, imports._replace(ends=imports.ends[held.first])),
    }
