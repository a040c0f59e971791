"""What an index holds, read back: the content that an update carries over from it."""

from __future__ import annotations

import numpy as np

from ncs.index.content import SAME, Chunks, Content, Files, Labels
from ncs.index.history import History
from ncs.index.index import Index
from ncs.index.memory import Memory
from ncs.index.postings import Field
from ncs.index.vectors import Vectors
from ncs.index.words import Words, pack
from ncs.strings import Strings
from ncs.text.tokenizer import KIND_ID
from ncs.types import KINDS


def of_index(index: Index) -> Content:
    """What an index holds. Raises IndexFileError when its arrays are not those of a content."""
    file, about = index.file, index.about
    texts = index.strings("text") if "text.data" in file else Strings.pack([b""] * len(index.paths))
    content = Content(
        Files(
            index.paths,
            index.strings("files.blob"),
            Labels(tuple(about["languages"]), file.array("files.language").astype(np.int64)),
            index.strings("files.note"),
            file.array("files.redactions"),
            texts,
        ),
        Chunks(
            index.start,
            index.end,
            file.array("chunks.said"),
            Labels(tuple(about["kinds"]), file.array("chunks.kind").astype(np.int64)),
            *(index.strings(f"chunks.{name}") for name in Chunks._fields[4:]),
        ),
        file.array("files.chunks").astype(np.int64),
        _words(index),
        _once(index, index.stem),
        _once(index, index.folder),
        History(index.changed, _once(index, index.told)),
    )
    files = {len(content.files.redactions), *map(len, (content.files.blob, content.files.note, texts))}
    chunks = {len(content.chunks.said), *map(len, content.chunks[4:])}
    if files != {len(index.paths)} or not chunks <= {len(index)} or content.chunks.said.shape[1:] != (2,):
        raise file.damaged("arrays do not fit each other")
    return content


def vectors_of(index: Index) -> Vectors:
    return Vectors(index.vectors, index.scale, index.file_lengths, Memory(index.memory_vectors, index.memory_scale))


def _words(index: Index) -> Words:
    body, laid, times = index.body, index.file.array("words.kind"), index.file.array("words.count")
    first, kind = laid < SAME, laid % SAME
    fits = len(laid) == len(times) and int(first.sum()) == len(body.documents) and int(kind.max(initial=0)) < len(KINDS)
    if not fits or (len(first) and not first[0]):
        raise index.file.damaged("words.kind")
    postings = _postings(index, body)
    return Words(index.terms, postings[np.cumsum(first) - 1] | kind, times).trimmed()


def _postings(index: Index, field: Field) -> np.ndarray:
    """A field's postings as entries of kind 0."""
    term = np.repeat(np.arange(len(index.terms)), field.starts[1:] - field.starts[:-1])
    return pack(term, field.documents, np.zeros(1, np.int64))


def _once(index: Index, field: Field) -> Words:
    """Of a field whose words are there or not."""
    entry = _postings(index, field) | KIND_ID["name"]
    return Words(index.terms, entry, np.ones(len(entry), np.uint8)).trimmed()
