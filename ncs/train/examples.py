"""What a model learns from a repository's chunks: pairs for each of the three times, and sentences.

Level 0, how it is written: a definition's name, and its body without the name.
Level 1, how it is structured: the names that it calls, imports and lives in, and its body.
Level 2, what it means: what people say of it, and its code without what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ncs.model.model import Tokens
from ncs.model.reading import tokens_of_question, without
from ncs.text import prose, tokenizer
from ncs.types import Chunk

SAID = frozenset(("docstring", "comment"))
NAMED = frozenset(("name", "path"))
FEWEST_WORDS = 3  # a chunk or a description with fewer says too little to learn from


class Example(NamedTuple):
    """A question that `chunk` should answer at `level`."""

    level: int
    chunk: int
    question: Tokens
    answer: Tokens
    identity: str  # equal for equal questions: those must not be told apart


def _question(preset: str, level: int, chunk: Chunk) -> str:
    if level == 0:
        return " ".join(tokenizer.surface_words(" ".join(chunk.defines[:3])))
    if level == 1:
        names = (*chunk.calls[:12], *chunk.imports[:12], *chunk.scopes)
        return " ".join(tokenizer.surface_words(" ".join(names)))
    return chunk.doc[:400] if chunk.doc and prose.first_sentence(chunk.doc) else ""


def examples(preset: str, chunks: Sequence[Chunk], tokens: Sequence[Tokens]) -> list[Example]:
    """Every example in these chunks, in order of chunk and level."""
    found = []
    for row, (chunk, bag) in enumerate(zip(chunks, tokens, strict=True)):
        for level in range(3):
            text = _question(preset, level, chunk)
            if len(text.split()) < (1 if level == 0 else FEWEST_WORDS):
                continue
            answer = without(bag, SAID | NAMED if level == 0 else SAID)
            if len(answer) >= FEWEST_WORDS:
                found.append(Example(level, row, tokens_of_question(preset, text), answer, text))
    return found


def sentence_of(chunk: Chunk) -> str:
    """The sentence that the decoder should learn to write for a chunk, or ""."""
    return prose.first_sentence(chunk.doc) if chunk.doc else ""
