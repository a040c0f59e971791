"""Corpus and model to the arrays of an index file: the same input gives the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ncs import __version__
from ncs.chunking.parsing import usable_processors
from ncs.index import graph, postings, weights
from ncs.index.corpus import Corpus
from ncs.index.index import JOIN
from ncs.index.tables import quantize
from ncs.model.model import BLOCK, Model, embed
from ncs.source.roles import ROLES, role_of
from ncs.strings import Strings
from ncs.text.counting import Counting, split
from ncs.text.tokenizer import FORMAT as TOKENIZER_FORMAT
from ncs.types import Chunk

COMPRESSION = 6  # zlib's usual level: 9 is twice as slow for 1 % less
EMBEDDED_AT_ONCE = 128 * BLOCK


def assemble(
    corpus: Corpus, model: Model, base: Model | None, store_text: bool, progress: Callable[[int, int], None]
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays, and what `about` says of them. The model must be as stored (index/weights.py),
    on the base that it began as, if any."""
    languages = sorted({file.language for file in corpus.files})
    kinds = sorted({chunk.kind for chunk in corpus.chunks})
    arrays = _files(corpus, languages) | _chunks(corpus.chunks, kinds) | _words(corpus)
    arrays |= _latent(corpus, model, progress) | weights.pack(model, base) | _graph(corpus)
    if store_text:
        arrays |= _strings(
            "text", [zlib.compress(f.text.encode("utf-8", "replace"), COMPRESSION) for f in corpus.files]
        )
    about = {
        "ncs": __version__,
        "tokenizer": TOKENIZER_FORMAT,
        "languages": languages,
        "kinds": kinds,
        "model": model.shape._asdict(),
        "redactions": corpus.redactions,
    }
    return arrays, about


def _strings(name: str, values: Sequence[str] | Sequence[bytes]) -> dict[str, np.ndarray]:
    packed = Strings.pack(values)
    return {f"{name}.data": packed.data, f"{name}.offsets": packed.offsets}


def _files(corpus: Corpus, languages: list[str]) -> dict[str, np.ndarray]:
    files, skipped = corpus.files, corpus.skipped
    noted = [(file.source.path, file.note) for file in files if file.note]
    roles = [ROLES.index(role_of(f.source.path, count)) for f, count in zip(files, _defined(corpus), strict=True)]
    arrays: dict[str, np.ndarray] = {
        "files.role": np.array(roles, np.uint8),
        "files.language": np.array([languages.index(file.language) for file in files], np.uint16),
        "files.chunks": np.cumsum([0, *(file.chunks for file in files)]).astype(np.uint32),
    }
    arrays |= _strings("files.path", [file.source.path for file in files])
    arrays |= _strings("files.blob", [file.source.blob for file in files])
    arrays |= _strings("skipped.path", [row.path for row in skipped])
    arrays |= _strings("skipped.reason", [row.reason for row in skipped])
    arrays |= _strings("noted.path", [path for path, _ in noted])
    return arrays | _strings("noted.note", [str(note) for _, note in noted])


def _defined(corpus: Corpus) -> list[int]:
    """How many functions and types each file defines; constants and imports do not make it more than a list."""
    counts, row = [], 0
    for file in corpus.files:
        own = corpus.chunks[row : row + file.chunks]
        counts.append(sum(len(c.defines) for c in own if c.kind not in ("module", "lines", "section", "block")))
        row += file.chunks
    return counts


def _chunks(chunks: list[Chunk], kinds: list[str]) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {
        "chunks.start": np.array([chunk.start_line for chunk in chunks], np.uint32),
        "chunks.end": np.array([chunk.end_line for chunk in chunks], np.uint32),
        "chunks.kind": np.array([kinds.index(chunk.kind) for chunk in chunks], np.uint8),
        "chunks.said": np.array([_said(chunk) for chunk in chunks], np.uint16).reshape(len(chunks), 2),
    }
    for name in ("symbol", "signature"):
        arrays |= _strings(f"chunks.{name}", [getattr(chunk, name) for chunk in chunks])
    for name in ("scopes", "defines", "calls", "imports"):
        arrays |= _strings(f"chunks.{name}", [JOIN.join(getattr(chunk, name)) for chunk in chunks])
    return arrays


def _said(chunk: Chunk) -> tuple[int, int]:
    """The lines of the chunk's first docstring, counted from its start; (0, 0) if it has none."""
    for start, end, kind in chunk.regions:
        if kind == "docstring":
            first, last = chunk.text.count("\n", 0, start), chunk.text.count("\n", 0, end) + 1
            return (first, last) if last < 2**16 else (0, 0)
    return 0, 0


def _words(corpus: Corpus) -> dict[str, np.ndarray]:
    stems, folders = _path_words([file.source.path for file in corpus.files])
    terms = postings.term_list([corpus.counted, stems, folders])
    row_of = {term: row for row, term in enumerate(terms)}
    arrays = {"terms.data": terms.data, "terms.offsets": terms.offsets}
    fields = {
        "body": postings.bm25(corpus.counted, row_of),
        "name": postings.names(corpus.counted, row_of),
        "stem": postings.names(stems, row_of),
        "folder": postings.names(folders, row_of),
    }
    for name, field in fields.items():
        arrays |= {f"{name}.{part}": array for part, array in field._asdict().items()}
    return arrays


def _path_words(paths: Sequence[str]) -> tuple[postings.Counted, postings.Counted]:
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
    return split(stems.identifiers()), split(above.identifiers())


def _latent(corpus: Corpus, model: Model, progress: Callable[[int, int], None]) -> dict[str, np.ndarray]:
    read = model.read(corpus.tokens)
    count = len(read)
    vectors = np.zeros((3, count, model.shape.latent), np.int8)
    scale = np.zeros((3, count), np.float32)
    params = _widened(model.params, len(read.token))
    parts = [np.arange(start, min(count, start + EMBEDDED_AT_ONCE)) for start in range(0, count, EMBEDDED_AT_ONCE)]
    with ThreadPoolExecutor(usable_processors()) as pool:  # numpy lets go of the interpreter where the time goes
        made = pool.map(lambda rows: quantize(embed(params, read.take(rows)))[0], parts)
        for rows, packed in zip(parts, made, strict=True):
            vectors[:, rows] = packed
            progress(int(rows[-1]) + 1, count)
    for level in range(3):
        wide = vectors[level].astype(np.float32)
        length = np.sqrt((wide * wide).sum(-1))
        scale[level] = np.where(length > 0, 1.0 / np.maximum(length, 1.0), 0.0)
    return {"latent.vectors": vectors, "latent.scale": scale, "latent.files": _of_files(corpus, vectors, scale)}


def _widened(params: dict[str, Any], tokens: int) -> dict[str, Any]:
    """The table of words as float32 once, where its rows would be widened more often than it has any."""
    table = params["token.vector"]
    return params | {"token.vector": np.asarray(table)} if tokens > len(table) else params


def _of_files(corpus: Corpus, vectors: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """[3,F] length of the sum of the unit vectors of each file's chunks: what makes a mean cosine that of the
    file's own direction."""
    lengths = np.zeros((3, len(corpus.files)), np.float32)
    row = 0
    for number, file in enumerate(corpus.files):
        rows = slice(row, row + file.chunks)
        for level in range(3):
            total = scale[level, rows] @ vectors[level, rows].astype(np.float32)
            lengths[level, number] = np.sqrt((total * total).sum())
        row = rows.stop
    return lengths


def _graph(corpus: Corpus) -> dict[str, np.ndarray]:
    return {
        "graph.callers": graph.callers(corpus.chunks),
        "graph.importers": graph.importers([file.source.path for file in corpus.files], corpus.chunks),
    }
