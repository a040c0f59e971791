"""What the explanation decoder learns from one chunk: a sentence, and the words it may copy. No torch."""

from __future__ import annotations

from ncs.text import prose
from ncs.text.explainable import Place, source_words
from ncs.text.lessons import lesson
from ncs.types import Chunk


def sentence_of(chunk: Chunk) -> str:
    """The sentence that people say of a chunk, or ""."""
    return prose.first_sentence(chunk.doc) if chunk.doc else ""


def lesson_of(chunk: Chunk) -> str:
    """The sentence that the decoder should learn to write for a chunk, or ""."""
    return lesson(chunk.kind, chunk.path, chunk.symbol, chunk.doc)


def copyable(chunk: Chunk) -> list[tuple[str, str]]:
    """(word, role) of what may be copied from a chunk."""
    return source_words(place_of(chunk))


def place_of(chunk: Chunk) -> Place:
    """What is known of a chunk, without what people say of it."""
    return Place(
        chunk.kind,
        chunk.language,
        chunk.path,
        chunk.symbol,
        chunk.signature,
        chunk.calls,
        chunk.scopes,
        body_of(chunk),
    )


def body_of(chunk: Chunk) -> str:
    """A chunk's text without its docstring and comments."""
    kept, position = [], 0
    for start, end, kind in chunk.regions:
        kept.append(chunk.text[position:start])
        if kind not in ("docstring", "comment"):
            kept.append(chunk.text[start:end])
        position = end
    return "".join([*kept, chunk.text[position:]])
