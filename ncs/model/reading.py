"""Text as the tokens of a preset: the one way in which chunks and questions reach the encoder."""

from __future__ import annotations

from collections.abc import Sequence

from ncs.text import characters, counting, tokenizer
from ncs.text.tokens import Tokens
from ncs.types import Chunk


def tokens_of_chunks(preset: str, chunks: Sequence[Chunk]) -> Tokens | None:
    """The tokens of chunks; None for words, which are those that lexical search counts anyway."""
    return characters.tokens_of_chunks(chunks) if preset == "tutorial" else None


def tokens_of_question(preset: str, text: str, words: Sequence[str] | None = None) -> Tokens:
    """A question, in the tokens of the kind of text that answers are described in; its words, if they are known."""
    if preset == "tutorial":
        return characters.tokens_of_question(text)
    return Tokens.once(tokenizer.question_words(text) if words is None else words, "docstring")


def tokens_of_passage(preset: str, text: str) -> Tokens:
    """A pasted piece of text, in the tokens that the same text has inside a chunk."""
    if preset == "tutorial":
        return characters.tokens_of_text(text, "code")
    return counting.of_passage(text)
