"""Every law that an index file must keep, checked: what `ncs check` runs, and what a pulled index has to pass.

A seal proves no good will: whoever makes a file makes its digests too. So all that a reader relies on is looked at.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ncs.index import carried
from ncs.index.format import Container
from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.index.tables import Table
from ncs.model.reading import tokens_of_question
from ncs.source.location import is_below

LARGEST_IMPACT = 1e4  # a BM25 addend is at most idf * 2.2: 50 in a corpus of a billion chunks
LARGEST_WEIGHT = 1e3  # the base's largest is 5
LONGEST_NAME = 1 << 20  # bytes of one string
LONGEST_SIGNATURE = 4096  # the chunker cuts at 160 characters; patterns run over it
LINES_OF_TEXT = 4 << 20  # of one file: each is an object when it is read
_ROWS = 1 << 14


def verify(path: str) -> dict[str, Any]:
    """Digests of all arrays, and that what they say is possible; raises IndexFileError at the first fault."""
    index = Index(path)
    index.file.verify()
    _paths(index)
    _lines(index)
    _changed(index)
    _names(index)
    for field, documents in (("body", len(index)), ("name", len(index))):
        _postings(index.file, field, index.field(field, documents))
    for field in ("stem", "folder"):
        _postings(index.file, field, index.field(field, len(index.paths)))
    _postings(index.file, "told", index.field("told", len(index.changed)))
    carried.of_index(index)
    _vectors(index)
    with np.errstate(all="ignore"):
        _model(index)
    if "text.data" in index.file:
        _text(index)
    return {
        "arrays": len(index.file.names()),
        "files": len(index.paths),
        "chunks": len(index),
        "bytes": os.path.getsize(path),
    }


def _paths(index: Index) -> None:
    paths = list(index.paths)
    if len(set(paths)) != len(paths):
        raise index.file.damaged("files.path: the same path twice")
    for name in ("files.path", "skipped.path"):
        if not all(is_below(path) for path in index.strings(name)):
            raise index.file.damaged(f"{name}: a path that leads out")


def _lines(index: Index) -> None:
    if len(index) and (int(index.start.min()) < 1 or (index.end < index.start).any()):
        raise index.file.damaged("chunks.start")


def _changed(index: Index) -> None:
    """The files of each commit are in order, once each."""
    rising, files = np.zeros(0, bool), index.changed
    if len(files):
        rising = np.diff(files.values) > 0
        rising[files.ends[1:-1] - 1] = True
    if not rising.all():
        raise index.file.damaged("commits.files: not in order")


def _names(index: Index) -> None:
    """Strings have their lengths, and lists that are searched by bisection their order."""
    model = ("model.vocabulary", "model.words") if "model.vocabulary.data" in index.file else ()
    chunks = [f"chunks.{name}" for name in ("symbol", "signature", "scopes", "defines", "calls", "imports")]
    for name in (
        "files.path",
        "files.blob",
        "files.note",
        "skipped.path",
        "skipped.reason",
        "skipped.blob",
        *chunks,
        "terms",
        *model,
    ):
        strings = index.strings(name)
        longest = LONGEST_SIGNATURE if name == "chunks.signature" else LONGEST_NAME
        if int(np.diff(strings.offsets.astype(np.int64)).max(initial=0)) > longest:
            raise index.file.damaged(f"{name}: longer than {longest} bytes")
    for name in ("terms", *model[:1]):
        strings = index.strings(name)
        values = [strings.bytes_at(i) for i in range(len(strings))]
        if any(a >= b for a, b in zip(values, values[1:], strict=False)):
            raise index.file.damaged(f"{name}: not in order")


def _postings(file: Container, name: str, field: Field) -> None:
    if len(field.starts) and field.starts[0] != 0:
        raise file.damaged(f"{name}.starts")
    if not _between(field.impacts, 0.0, LARGEST_IMPACT):
        raise file.damaged(f"{name}.impacts")
    steps = np.diff(field.documents.astype(np.int64))
    inside = np.ones(len(steps), bool)
    borders = field.starts[(field.starts > 0) & (field.starts < len(field.documents))].astype(np.int64)
    inside[borders - 1] = False
    if (steps[inside] <= 0).any():
        raise file.damaged(f"{name}.documents: not in order")


def _vectors(index: Index) -> None:
    """No vector is longer than one: a unit vector, or the zero of an empty text."""
    if not _between(index.scale, 0.0, 1.0) or not _between(index.file_lengths, 0.0, 1.01 * len(index) + 1):
        raise index.file.damaged("latent.scale")
    for level in range(3):
        for start in range(0, len(index), _ROWS):
            rows = index.vectors[level, start : start + _ROWS].astype(np.float32)
            lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows)) * index.scale[level, start : start + _ROWS]
            if (lengths > 1.01).any():
                raise index.file.damaged("latent.vectors")
    _memory(index)


def _memory(index: Index) -> None:
    """What commits say of a file is no longer than twice the root of their number."""
    lengths = np.linalg.norm(index.memory_vectors.astype(np.float32), axis=1) * np.abs(index.memory_scale)
    commits = np.bincount(index.changed.values, minlength=len(index.paths))[: len(lengths)]
    if not _between(index.memory_scale, 0.0, 1.0) or (lengths > 2.02 * np.sqrt(commits)).any():
        raise index.file.damaged("memory.vectors")


def _model(index: Index) -> None:
    """All weights are numbers of a usual size, and a question comes out as numbers."""
    model = index.model
    for name, array in model.params.items():
        parts = (array.scale, array.own_scale) if isinstance(array, Table) else (array,)
        if not all(_between(part, -LARGEST_WEIGHT, LARGEST_WEIGHT) for part in parts):
            raise index.file.damaged(f"model.{name}")
    asked = index.asking.levels(tokens_of_question(model.shape.preset, "where is the file read?"))
    if not np.isfinite(asked).all():
        raise index.file.damaged("model")


def _between(array: np.ndarray, low: float, high: float) -> bool:
    """False for NaN too."""
    return bool(((array >= low) & (array <= high)).all())


def _text(index: Index) -> None:
    """Each file's text has as many lines as its chunks say, and no more than is reasonable."""
    texts = index.strings("text")
    for file in range(len(index.paths)):
        lines = texts.bytes_at(file).count(b"\n") + 1
        if int(index.end[index.edges[file] : index.edges[file + 1]].max(initial=0)) > lines or lines > LINES_OF_TEXT:
            raise index.file.damaged("text")
