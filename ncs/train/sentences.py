"""What the explanation decoder learns from one chunk: a sentence, and the words it may copy. No torch."""

from __future__ import annotations

import re

from ncs.source.roles import role_of
from ncs.text import prose, wording
from ncs.text.explainable import Place, own_name, source_words
from ncs.types import Chunk

LONGEST_SENTENCE = 28  # words
MANY_DEFINITIONS = 9  # so that no file counts as a list of re-exports by its name alone
_HISTORY = re.compile(r"(?:^|/)(?:change(?:s|log)|news|history|releas|upgrad)[^/]*(?:$|/)", re.IGNORECASE)
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def sentence_of(chunk: Chunk) -> str:
    """The sentence that people say of a chunk, or ""."""
    return prose.first_sentence(chunk.doc) if chunk.doc else ""


def lesson_of(chunk: Chunk) -> str:
    """The sentence that the decoder should learn to write for a chunk, or "": what people say of code or
    configuration, in English, without the subject; nothing of tests, documents and histories of changes."""
    if chunk.kind in ("section", "test") or _HISTORY.search(chunk.path):
        return ""
    if role_of(chunk.path, MANY_DEFINITIONS) == "test":
        return ""
    sentence = sentence_of(chunk)
    if len(_FOREIGN.findall(sentence)) > 2:
        return ""
    return prose.without_subject(sentence, own_name(chunk.symbol))


def target_words(text: str, known: set[str]) -> list[str]:
    """The words of a sentence to be written; `known` are those that may be copied."""
    return wording.words_of(text, known)[:LONGEST_SENTENCE]


def copyable(chunk: Chunk) -> list[tuple[str, str]]:
    """(word, role) of what may be copied from a chunk."""
    return source_words(
        Place(
            chunk.kind,
            chunk.language,
            chunk.path,
            chunk.symbol,
            chunk.signature,
            chunk.calls,
            chunk.scopes,
            body_of(chunk),
        )
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
