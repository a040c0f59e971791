"""The sentence that people say of a piece of code, as the decoder learns and reads it: text in, words out."""

from __future__ import annotations

import re
from collections.abc import Collection

from ncs.source.roles import role_of
from ncs.text import prose, wording
from ncs.text.explainable import own_name

LONGEST_SENTENCE = 28  # words
MANY_DEFINITIONS = 9  # so that no file counts as a list of re-exports by its name alone
_HISTORY = re.compile(r"(?:^|/)(?:change(?:s|log)|news|history|releas|upgrad)[^/]*(?:$|/)", re.IGNORECASE)
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def lesson(kind: str, path: str, symbol: str, doc: str) -> str:
    """What people say of code or configuration, in English, without the subject, or ""; nothing of tests, documents
    and histories of changes."""
    if not doc or kind in ("section", "test") or _HISTORY.search(path):
        return ""
    if role_of(path, MANY_DEFINITIONS) == "test":
        return ""
    sentence = prose.first_sentence(doc)
    if len(_FOREIGN.findall(sentence)) > 2:
        return ""
    return prose.without_subject(sentence, own_name(symbol))


def lesson_words(text: str, known: Collection[str]) -> list[str]:
    """The words of a sentence to be written; `known` are identifiers that may be copied whole."""
    return wording.words_of(text, known)[:LONGEST_SENTENCE]
