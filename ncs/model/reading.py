"""Text as the tokens of a preset: the one way in which chunks and questions reach the encoder."""

from __future__ import annotations

from collections.abc import Iterable

from ncs.model.model import Tokens
from ncs.text import characters, tokenizer
from ncs.text.tokenizer import KIND_ID
from ncs.types import Chunk


def tokens_of_chunk(preset: str, chunk: Chunk, bag: tokenizer.Bag) -> Tokens:
    """The tokens of a chunk; for words they are those that lexical search has counted already."""
    return characters.tokens_of_chunk(chunk) if preset == "tutorial" else bag.words


def tokens_of_question(preset: str, text: str) -> Tokens:
    """A question, in the tokens of the kind of text that answers are described in."""
    if preset == "tutorial":
        return characters.tokens_of_question(text)
    return tokenizer.bag_of_question(text).words


def tokens_of_passage(preset: str, text: str) -> Tokens:
    """A pasted piece of text, in the tokens that the same text has inside a chunk."""
    if preset == "tutorial":
        return characters.tokens_of_text(text, "code")
    return tokenizer.bag_of_passage(text).words


def without(tokens: Tokens, kinds: Iterable[str]) -> Tokens:
    """The tokens that stand in other kinds of text."""
    dropped = {KIND_ID[kind] for kind in kinds}
    return {key: count for key, count in tokens.items() if key[1] not in dropped}  # type: ignore[return-value]
