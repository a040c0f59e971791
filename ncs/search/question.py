"""A question, read once: its words, the names in it, and what kind of question it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from ncs.source.roles import ASKED_BY
from ncs.text import tokenizer

LONGEST = 20_000  # characters: what follows adds nothing that search could use
MOST_WORDS = 400
PASSAGE_WORDS = 30  # from here on, or over several lines, a text is not a question but a piece of code or prose

_SYMBOL = re.compile(r"[\w.:#\\/$>!?@-]+(\(\))?")
_CODE_MARK = re.compile(r"[_.:\\/$>()@]|[a-z0-9][A-Z]|^[A-Z]")


class Question(NamedTuple):
    text: str
    words: tuple[str, ...]  # stems without stop-words, once each
    wholes: tuple[str, ...]  # identifiers of several parts, joined by "_"
    symbol: str  # the name asked for, if the question is one name: its parts joined by "_", else ""
    roles: frozenset[str]  # roles of files that it asks for
    passage: bool  # a pasted piece of text: what is most like it is wanted, names and paths say nothing


def read(text: str) -> Question:
    passage = "\n" in text.strip() or len(text.split()) > PASSAGE_WORDS
    text = text[:LONGEST] if passage else " ".join(text[:LONGEST].split())
    words = tuple(tokenizer.question_words(text)[:MOST_WORDS])
    wholes = tuple(tokenizer.question_identifiers(text)[:MOST_WORDS])
    asked = frozenset(role for role, telling in ASKED_BY.items() if not telling.isdisjoint(words))
    return Question(text, words, wholes, _symbol(text), asked, passage)


def _symbol(text: str) -> str:
    """Example: "db.Pool::close()" -> "close"; "session handling" and "routing" -> ""."""
    if not _SYMBOL.fullmatch(text) or not _CODE_MARK.search(text):
        return ""
    last = re.split(r"[.:#\\/>]+", text.removesuffix("()").strip(".:#\\/>"))[-1]
    return "_".join(tokenizer.parts(last))
