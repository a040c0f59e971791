"""A folder or a commit as chunks and their words: what a model is begun from and an index is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ncs.chunking.chunker import chunk_lines
from ncs.chunking.languages import language_of
from ncs.chunking.parsing import chunk_files
from ncs.model.model import Tokens
from ncs.model.reading import tokens_of_chunk
from ncs.source.files import Document, Gathered
from ncs.text import tokenizer
from ncs.types import Chunk, Skipped, Source

Progress = Callable[[int, int], None]


class File(NamedTuple):
    source: Source
    language: str
    text: str
    chunks: int  # how many of the corpus's chunks are its own; they lie in order
    note: str | None  # what went wrong while it was cut


class Corpus(NamedTuple):
    files: list[File]
    chunks: list[Chunk]
    bags: list[tokenizer.Bag]  # of each chunk, for lexical search
    tokens: list[Tokens]  # of each chunk, for the encoder
    skipped: list[Skipped]
    redactions: int


class Words:
    """Counts the words of a file's chunks; sent to the workers, so that two cores share the work."""

    def __init__(self, preset: str) -> None:
        self.preset = preset

    def __call__(self, path: str, chunks: Sequence[Chunk]) -> list[tuple[tokenizer.Bag, Tokens | None]]:
        found = []
        for chunk in chunks:
            bag = tokenizer.bag_of_chunk(chunk)
            tokens = tokens_of_chunk(self.preset, chunk, bag)
            found.append((bag, None if tokens is bag.words else tokens))
        return found


def read(gathered: Gathered, preset: str, progress: Progress) -> Corpus:
    """Read, cut and count every source, in order of path."""
    documents = sorted(gathered.read(gathered.sources), key=_by_path)
    work = Words(preset)
    corpus = Corpus([], [], [], [], list(gathered.skipped), sum(d.redactions for d in documents))
    cut = chunk_files([(d.source.path, d.text) for d in documents], work)
    for number, (document, (chunks, note, extra)) in enumerate(zip(documents, cut, strict=True), 1):
        _add(corpus, document, chunks, note, work(document.source.path, chunks) if extra is None else extra)
        progress(number, len(documents))
    return corpus


def _by_path(document: Document) -> bytes:
    return document.source.path.encode("utf-8", "surrogateescape")


def _add(
    corpus: Corpus,
    document: Document,
    chunks: list[Chunk],
    note: str | None,
    counted: list[tuple[tokenizer.Bag, Tokens | None]],
) -> None:
    path, text = document.source.path, document.text
    if not chunks:
        chunks = chunk_lines(path, text, language_of(path, text))
    language = chunks[0].language if chunks else language_of(path, text)
    corpus.files.append(File(document.source, language, text, len(chunks), note))
    corpus.chunks.extend(chunks)
    corpus.bags.extend(bag for bag, _ in counted)
    corpus.tokens.extend(bag.words if tokens is None else tokens for bag, tokens in counted)
