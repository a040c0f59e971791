"""What people wrote about code, made ready to learn from: the first sentence that describes.

Knows nothing about chunks or models: text in, text out.
"""

from __future__ import annotations

import re

MOST_WORDS = 30
FEWEST_WORDS = 3

_MARKUP = re.compile(r"``?|\*\*|:[a-z]+:`|`|\{@\w+ |\}|</?\w+/?>|\[|\]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n\s*\n|\n\s*[-*@:]|(?<=:)\n")
_NOT_A_DESCRIPTION = re.compile(
    r"^\s*(?:todo|fixme|xxx|hack|note|nb|see|copyright|licen[sc]e|spdx|eslint|noqa|type:|pylint|flake8|mypy|"
    r"@\w+|param|returns?:|args?:|https?:|copied from|deprecated|generated|auto-?generated|[-=~#*_/\\]{3,})",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"[{};=<>|\\$]|\w\(|->|::")


def first_sentence(doc: str) -> str:
    """The first sentence of a doc comment if it describes something in words, else ""."""
    text = _MARKUP.sub("", doc.strip())
    sentence = " ".join(_SENTENCE_END.split(text, maxsplit=1)[0].split()).strip(" .:;-")
    return sentence if describes(sentence) else ""


def describes(sentence: str) -> bool:
    """Whether a sentence is a description: words, not a note, a licence, a heading line or code."""
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    if not len(words) >= FEWEST_WORDS or len(sentence.split()) > MOST_WORDS:
        return False
    return not _NOT_A_DESCRIPTION.match(sentence) and len(_CODE_LIKE.findall(sentence)) <= 1
