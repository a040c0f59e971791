"""Every law that an index file must keep, checked: what `ncs check` runs."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ncs.index.index import Index
from ncs.strings import Strings


def verify(path: str) -> dict[str, Any]:
    """Digests of all arrays, and that what they say is possible; raises IndexFileError at the first fault."""
    index = Index(path)
    index.file.verify()
    _ranges(index)
    _sorted(index)
    for name in ("files.path", "files.blob", "files.note", "skipped.path", "skipped.reason", "skipped.blob"):
        index.strings(name)
    for name in ("symbol", "signature", "scopes", "defines", "calls", "imports"):
        if len(index.strings(f"chunks.{name}")) != len(index):
            raise index.file.damaged(f"chunks.{name}")
    for field, documents in (
        ("body", len(index)),
        ("name", len(index)),
        ("stem", len(index.paths)),
        ("folder", len(index.paths)),
    ):
        if not np.isfinite(index.field(field, documents).impacts).all():
            raise index.file.damaged(field)
    _model(index)
    if "text.data" in index.file:
        _text(index)
    return {
        "arrays": len(index.file.names()),
        "files": len(index.paths),
        "chunks": len(index),
        "bytes": os.path.getsize(path),
    }


def _ranges(index: Index) -> None:
    about, file = index.about, index.file
    limits = {"files.language": len(about["languages"]), "chunks.kind": len(about["kinds"])}
    for name, limit in limits.items():
        array = file.array(name)
        if len(array) and int(array.max()) >= limit:
            raise file.damaged(name)
    if len(index) and (int(index.start.min()) < 1 or (index.end < index.start).any()):
        raise file.damaged("chunks.start")


def _sorted(index: Index) -> None:
    held = ("terms", "model.vocabulary") if "model.vocabulary.data" in index.file else ("terms",)
    for name in held:
        strings = index.strings(name)
        values = [strings.bytes_at(i) for i in range(len(strings))]
        if any(a >= b for a, b in zip(values, values[1:], strict=False)):
            raise index.file.damaged(name)


def _model(index: Index) -> None:
    model = index.model
    for name, array in model.params.items():
        if isinstance(array, np.ndarray) and not np.isfinite(array).all():
            raise index.file.damaged(f"model.{name}")
    if len(index) and not np.isfinite(index.scale).all():
        raise index.file.damaged("latent.scale")


def _text(index: Index) -> None:
    texts = Strings(index.file.array("text.data"), index.file.array("text.offsets"))
    if len(texts) != len(index.paths):
        raise index.file.damaged("text")
    for file in range(len(index.paths)):
        lines = len(index.lines_of_file(file))
        rows = np.flatnonzero(index.file_of == file)
        if len(rows) and int(index.end[rows].max()) > lines:
            raise index.file.damaged("text")
