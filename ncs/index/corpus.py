"""A folder or a commit as chunks and their words: what a model is begun from and an index is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ncs.chunking.chunker import chunk_lines
from ncs.chunking.languages import language_of
from ncs.chunking.parsing import chunk_files
from ncs.index.words import Counted
from ncs.model.reading import tokens_of_chunks
from ncs.source.files import Document, Gathered
from ncs.text import counting
from ncs.text.tokens import Tokens, join
from ncs.types import Chunk, Source

Progress = Callable[[int, int], None]


class File(NamedTuple):
    source: Source
    language: str
    text: str
    chunks: int  # how many of the corpus's chunks are its own; they lie in order
    note: str | None  # what went wrong while it was cut
    redactions: int  # secrets taken out of its text


class Corpus(NamedTuple):
    files: list[File]
    chunks: list[Chunk]
    counted: Counted  # the words of each chunk, for lexical search
    tokens: Tokens  # of each chunk, for the encoder; the same words, but for the tutorial preset


class Words:
    """Counts the words of a file's chunks; sent to the workers, so that two cores share the work."""

    def __init__(self, preset: str) -> None:
        self.preset = preset

    def __call__(self, path: str, chunks: Sequence[Chunk]) -> tuple[Tokens, Tokens, Tokens | None]:
        """Words, whole identifiers, and characters if the preset reads those."""
        words, wholes = counting.split(counting.of_chunks(chunks))
        return words, wholes, tokens_of_chunks(self.preset, chunks)


def read(gathered: Gathered, preset: str, progress: Progress) -> Corpus:
    """Read, cut and count every source, in order of path."""
    documents = sorted(gathered.read(gathered.sources), key=_by_path)
    work = Words(preset)
    files: list[File] = []
    chunks: list[Chunk] = []
    counted: list[tuple[Tokens, Tokens, Tokens | None]] = []
    cut = chunk_files([(d.source.path, d.text) for d in documents], work)
    for number, (document, (own, note, extra)) in enumerate(zip(documents, cut, strict=True), 1):
        path, text = document.source.path, document.text
        own = own or chunk_lines(path, text, language_of(path, text))
        counted.append(extra if len(extra[0]) == len(own) else work(path, own))
        language = own[0].language if own else language_of(path, text)
        files.append(File(document.source, language, text, len(own), note, document.redactions))
        chunks.extend(own)
        progress(number, len(documents))
    words, wholes = join([part for part, _, _ in counted]), join([part for _, part, _ in counted])
    characters = [part for _, _, part in counted if part is not None]
    return Corpus(files, chunks, (words, wholes), join(characters) if characters else words)


def _by_path(document: Document) -> bytes:
    return document.source.path.encode("utf-8", "surrogateescape")
