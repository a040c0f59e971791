"""What an index holds of its files whatever the model: columns, in order of path.

An index is made of its content, its model and the vectors that come of both. A build cuts all files; an update
takes over what the old index holds of files that stay, cuts the others, and weaves the two: from there on both go
the same way (assemble.py), so that an update ends in the bytes of a build.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ncs.index import pathwords
from ncs.index.corpus import Corpus
from ncs.index.history import History, none
from ncs.index.index import JOIN
from ncs.index.words import Words, of_counted
from ncs.strings import Strings
from ncs.types import Chunk

SAME = 128  # laid over the kind of an entry that belongs to the posting of the entry before it


class Labels(NamedTuple):
    """A column of few distinct names."""

    names: tuple[str, ...]  # sorted
    rows: np.ndarray

    @classmethod
    def of(cls, values: Sequence[str]) -> Labels:
        names = tuple(sorted(set(values)))
        row_of = {name: row for row, name in enumerate(names)}
        return cls(names, np.fromiter(map(row_of.__getitem__, values), np.int64, len(values)))


Column = Any  # an array, Strings or Labels


class Files(NamedTuple):
    """One row for each of F files."""

    path: Strings
    blob: Strings
    language: Labels
    note: Strings  # what went wrong while it was cut; "" for most
    redactions: np.ndarray  # [F] secrets taken out of its text
    text: Strings  # empty where the index is to hold no text


class Chunks(NamedTuple):
    """One row for each of N chunks, file after file."""

    start: np.ndarray
    end: np.ndarray
    said: np.ndarray  # [N,2]
    kind: Labels
    symbol: Strings
    signature: Strings
    scopes: Strings  # this and the following: several values joined by JOIN
    defines: Strings
    calls: Strings
    imports: Strings


class Content(NamedTuple):
    files: Files
    chunks: Chunks
    first: np.ndarray  # [F+1] the first chunk of each file
    words: Words  # of the chunks
    stems: Words  # of the files' own names
    folders: Words  # of the names of the folders above
    history: History  # what commits say of the files

    @property
    def size(self) -> int:
        """Number of chunks."""
        return int(self.first[-1])


def of_corpus(corpus: Corpus, store_text: bool) -> Content:
    """As yet without a history."""
    files, chunks = corpus.files, corpus.chunks
    texts = [f.text.encode("utf-8", "replace") if store_text else b"" for f in files]
    return Content(
        Files(
            Strings.pack([file.source.path for file in files]),
            Strings.pack([file.source.blob for file in files]),
            Labels.of([file.language for file in files]),
            Strings.pack([file.note or "" for file in files]),
            np.array([file.redactions for file in files], np.uint32),
            Strings.pack(texts),
        ),
        Chunks(
            np.array([chunk.start_line for chunk in chunks], np.uint32),
            np.array([chunk.end_line for chunk in chunks], np.uint32),
            np.array([_said(chunk) for chunk in chunks], np.uint16).reshape(len(chunks), 2),
            Labels.of([chunk.kind for chunk in chunks]),
            Strings.pack([chunk.symbol for chunk in chunks]),
            Strings.pack([chunk.signature for chunk in chunks]),
            *(
                Strings.pack([JOIN.join(getattr(chunk, name)) for chunk in chunks])
                for name in ("scopes", "defines", "calls", "imports")
            ),
        ),
        np.cumsum([0, *(file.chunks for file in files)]).astype(np.int64),
        of_counted(corpus.counted),
        *pathwords.of_paths([file.source.path for file in files]),
        none(),
    )


def _said(chunk: Chunk) -> tuple[int, int]:
    """The lines of the chunk's first docstring, counted from its start; (0, 0) if it has none. Comments line by line,
    one right below the other, are one."""
    spans = [(start, end) for start, end, kind in chunk.regions if kind == "docstring"]
    if not spans:
        return 0, 0
    start, reached = spans[0]
    for following, end in spans[1:]:
        between = chunk.text[reached:following]
        if between.strip() or between.count("\n") > 1:
            break
        reached = end
    first, last = chunk.text.count("\n", 0, start), chunk.text.count("\n", 0, reached) + 1
    return (first, last) if last < 2**16 else (0, 0)


def arrays(content: Content) -> dict[str, np.ndarray]:
    """Files and chunks as an index file has them; the words lie in its postings (assemble.py)."""
    files, chunks = content.files, content.chunks
    found: dict[str, np.ndarray] = {
        "files.language": files.language.rows.astype(np.uint16),
        "files.redactions": files.redactions,
        "files.chunks": content.first.astype(np.uint32),
        "chunks.start": chunks.start,
        "chunks.end": chunks.end,
        "chunks.said": chunks.said,
        "chunks.kind": chunks.kind.rows.astype(np.uint8),
        "commits.files": content.history.changed.values.astype(np.uint32),
        "commits.ends": content.history.changed.ends.astype(np.uint32),
    }
    for name in ("path", "blob", "note"):
        found |= strings(f"files.{name}", getattr(files, name))
    for name in Chunks._fields[4:]:
        found |= strings(f"chunks.{name}", getattr(chunks, name))
    return found


def strings(name: str, values: Strings) -> dict[str, np.ndarray]:
    return {f"{name}.data": values.data, f"{name}.offsets": values.offsets}
