"""What people wrote about code, made ready to learn from: the first sentence that describes.

Knows nothing about chunks or models: text in, text out.
"""

from __future__ import annotations

import re

MOST_WORDS = 30
FEWEST_WORDS = 3

_LINK = re.compile(r"!?\[([^\]\n]*)\](?:\([^)\s]*\)|\[[^\]\n]*\])")  # Markdown and rustdoc: [text](where)
_REFERENCE = re.compile(r"<see\w*\s+\w+=\"(?:\w:)?([^\"]*)\"\s*/?>|\{@\w+\s+([^}]*)\}")  # C# and Java
_MARKUP = re.compile(r"``?|\*\*|^\s*\*+|:(?:[a-z]+:)?[a-z]+:`|`|</?\w+[^<>]*>|\[|\]", re.MULTILINE)
_ISSUE = re.compile(r"\s*\((?:#\d+|[^()]*https?:[^()]*)\)")
_SHORT = re.compile(r"\b(e\.g|i\.e|etc|vs|cf|resp|approx|incl|viz|al)\.(?=\s)", re.IGNORECASE)
_DOT = "\x00"  # stands for the full stop of an abbreviation, which ends no sentence
_SPAN = re.compile(r"`[^`\n]+`")  # code inside a sentence, whose marks end none either
_MARKS = str.maketrans({".": "\x00", "!": "\x01", "?": "\x02"})
_BACK = str.maketrans({"\x00": ".", "\x01": "!", "\x02": "?"})
_SENTENCE_END = re.compile(
    r"(?<=[.!?])\s|(?<=[\u3002\uff01\uff1f])|\n\s*\n|\n\s*[-*@:#]|(?<=:)\n|\s@(?:param|return|throws|see|since)\b"
)
_NOT_A_DESCRIPTION = re.compile(
    r"^\s*(?:todo|fixme|xxx|hack|note|nb|see|copyright|licen[sc]e|spdx|eslint|noqa|type:|pylint|flake8|mypy|"
    r"@\w+|param|returns?:|args?:|https?:|copied from|deprecated|generated|auto-?generated|[-=~#*_/\\]{3,}|"
    r"i(?:'m|'ve|'d| am)? |do not |don't |warning|example:|usage:|fix(?:e[sd])? |added in|new in version)",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"[{};=<>|\\$]|\w\(|->|::")
_SUBJECT = re.compile(
    r"^(?:this|the)\s+(?:\w+\s+)?(?:function|method|class|module|struct|helper|constructor|routine|macro|interface|"
    r"trait|type|hook|component|file|package)\s+(?:will\s+)?(?=\w+s\b)",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?:is|are|was|has|will|can)\b|[a-z]{3,}s\b")


def first_sentence(doc: str) -> str:
    """The first sentence of a doc comment if it describes something in words, else ""."""
    sentence = leading(doc)
    return sentence if describes(sentence) else ""


def leading(doc: str, sentences: int = 1) -> str:
    """The first sentence of a text or the first few, whatever they say, without markup."""
    text = _LINK.sub(r"\1", doc.strip())
    text = _REFERENCE.sub(lambda found: (found[1] or found[2]).split(".")[-1], text)
    text = _SPAN.sub(lambda span: span[0].translate(_MARKS), text)
    text = _SHORT.sub(rf"\1{_DOT}", _MARKUP.sub("", text))
    told = _SENTENCE_END.split(text, maxsplit=sentences)[:sentences]
    sentence = " ".join(" ".join(told).split()).translate(_BACK)
    return _ISSUE.sub("", sentence).strip(" .:;-\u3002\uff1a")


def describes(sentence: str) -> bool:
    """Whether a sentence is a description: words, not a question, a note, a licence, a heading line or code."""
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    if not len(words) >= FEWEST_WORDS or len(sentence.split()) > MOST_WORDS or sentence.endswith("?"):
        return False
    return not _NOT_A_DESCRIPTION.match(sentence) and len(_CODE_LIKE.findall(sentence)) <= 1


def without_subject(sentence: str, name: str) -> str:
    """A sentence without the subject that it shares with its neighbours: the function itself.

    Example: ("ParseURL parses a URL", "ParseURL") and ("This function parses a URL", "x") give "parses a URL".
    """
    stripped = _SUBJECT.sub("", sentence)
    first, _, rest = stripped.partition(" ")
    if name and first.strip("()").split(".")[-1].lower() == name.lower() and _VERB.match(rest):
        stripped = rest.removeprefix("will ")
    return stripped if len(stripped.split()) >= FEWEST_WORDS else sentence
