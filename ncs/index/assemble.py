"""Content, vectors and model to the arrays of an index file: the same input gives the same bytes.

Builds and updates both end here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ncs import __version__
from ncs.index import content, graph, postings, vectors, weights, words
from ncs.index.content import SAME, Content, strings
from ncs.index.index import JOIN
from ncs.index.vectors import Vectors
from ncs.index.words import Words
from ncs.model.model import Model
from ncs.source.roles import ROLES, role_of
from ncs.strings import Strings
from ncs.text.counting import Counting, split
from ncs.text.tokenizer import FORMAT as TOKENIZER_FORMAT
from ncs.types import Skipped

LISTS = frozenset(("module", "lines", "section", "block"))  # kinds of chunks that define no function and no type


def assemble(
    held: Content, latent: Vectors, model: Model, base: Model | None, store_text: bool
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays, and what `about` says of them. The model must be as stored (index/weights.py),
    on the base that it began as, if any."""
    paths = list(held.files.path)
    defines = [joined.split(JOIN) if joined else [] for joined in held.chunks.defines]
    arrays = content.arrays(held) | vectors.arrays(latent) | weights.pack(model, base)
    arrays |= _words(held.words, paths, len(held)) | _graph(held, paths, defines)
    arrays["files.role"] = _roles(held, paths, defines)
    if store_text:
        arrays |= strings("text", held.files.text)
    about = {
        "ncs": __version__,
        "tokenizer": TOKENIZER_FORMAT,
        "languages": list(held.files.language.names),
        "kinds": list(held.chunks.kind.names),
        "model": model.shape._asdict(),
        "redactions": int(held.files.redactions.sum()),
    }
    return arrays, about


def left_out(skipped: Sequence[Skipped], blobs: Sequence[str]) -> dict[str, np.ndarray]:
    """What is not indexed, why, and the content that was looked at and refused."""
    columns = {"path": [row.path for row in skipped], "reason": [row.reason for row in skipped], "blob": blobs}
    return {key: array for of, values in columns.items() for key, array in _packed(f"skipped.{of}", values).items()}


def _packed(name: str, values: Sequence[str]) -> dict[str, np.ndarray]:
    return strings(name, Strings.pack(values))


def _roles(held: Content, paths: Sequence[str], defines: Sequence[Sequence[str]]) -> np.ndarray:
    """[F], by path and by how many functions and types a file defines; constants and imports make it a list only."""
    counted = np.array([kind not in LISTS for kind in held.chunks.kind.names], bool)[held.chunks.kind.rows]
    sizes = np.fromiter(map(len, defines), np.int64, len(defines)) * counted
    of_files = np.diff(np.concatenate([[0], np.cumsum(sizes)])[held.first])
    return np.array([ROLES.index(role_of(path, n)) for path, n in zip(paths, of_files.tolist(), strict=True)], np.uint8)


def _words(body: Words, paths: Sequence[str], chunks: int) -> dict[str, np.ndarray]:
    stems, folders = _path_words(paths)
    terms, rows = words.union([body.terms, stems.terms, folders.terms])
    body, stems, folders = (
        of._replace(terms=terms, term=row[of.term]) for of, row in zip((body, stems, folders), rows, strict=True)
    )
    fields = {
        "body": postings.bm25(body, chunks),
        "name": postings.names(body, chunks),
        "stem": postings.names(stems, len(paths)),
        "folder": postings.names(folders, len(paths)),
    }
    again = np.full(len(body.kind), SAME, np.uint8)
    again[postings.firsts(body)] = 0
    arrays = strings("terms", terms) | {"words.kind": body.kind + again, "words.count": body.times}
    for name, field in fields.items():
        arrays |= {f"{name}.{part}": array for part, array in field._asdict().items()}
    return arrays


def _path_words(paths: Sequence[str]) -> tuple[Words, Words]:
    """The words of each file's own name and of its folders; a file that stands for its folder has its name."""
    stems, above = Counting(), Counting()
    for path in paths:
        *folders, name = path.split("/")
        stem = name.split(".", 1)[0] or name
        if stem in graph.FOLDER_FILES and folders:
            stem = folders.pop()
        stems.add(stem, "name")
        above.add(" ".join(folders), "name")
        stems.end()
        above.end()
    return words.of_counted(split(stems.identifiers())), words.of_counted(split(above.identifiers()))


def _graph(held: Content, paths: Sequence[str], defines: Sequence[Sequence[str]]) -> dict[str, np.ndarray]:
    calls, imports = ([joined.split(JOIN) if joined else [] for joined in of] for of in held.chunks[-2:])
    owner = np.repeat(np.arange(len(paths)), np.diff(held.first))
    return {
        "graph.callers": graph.callers(defines, calls),
        "graph.importers": graph.importers(paths, owner.tolist(), imports),
    }
