"""Sentences about code as words, and words as a sentence: how the explanation decoder reads and writes.

An identifier of several parts stays whole, as it is written, where the code holds it (`parse_url` stays
`parse_url`) and falls into its parts elsewhere; all other words are lower-cased.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ncs.text.tokenizer import parts

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]{1,2})\b|\w+|,")
COMMA = ","


_PLURAL = re.compile(r"[A-Z]{2,}s")


def is_whole(word: str) -> bool:
    """Whether a word is an identifier of several parts: one to keep as it is written."""
    return len(parts(word)) > 1


def words_of(sentence: str, known: Collection[str] = frozenset()) -> list[str]:
    """The words of a sentence; identifiers that are `known` stay whole.

    Example: ("Calls `parse_url`, HTTPError", {"parse_url"}) -> calls parse_url , http error
    """
    found: list[str] = []
    for word in _WORD.findall(sentence):
        if word == COMMA or "'" in word or "\u2019" in word or _PLURAL.fullmatch(word):
            found.append(word.lower().replace("\u2019", "'"))
        elif word in known:
            found.append(word)
        else:
            found.extend(parts(word))
    return found


def sentence_of_words(words: Iterable[str]) -> str:
    """Words put together as a person would write them, with a capital first letter and a full stop."""
    text = " ".join(words).replace(f" {COMMA}", COMMA).strip(" ,")
    first = text.split(" ", 1)[0].rstrip(COMMA)
    if not text:
        return ""
    return f"{text if is_whole(first) else text[:1].upper() + text[1:]}."
