"""What comments and docstrings say, without their marks.

Takes the raw text of comments or docstrings in any language, gives one line of prose.
Knows nothing about syntax trees or chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

DOC_CHARS = 600  # a paragraph or two: enough to say what a thing is for, short of retelling its manual
SIGNATURE_CHARS = 160  # a line and a half: longer parameter lists say little more

_OPENING = re.compile(
    r"""^\s*(?:/\*[*!]*|\{-+\s*[|^]?|\(\*+|--\[=*\[|<!--|<\#|=(?:begin|pod|head\d)|\#\||[rRbBuU@~sS]?(?:\"{3}|'{3}))"""
)
# Each begins with one character and not with a repetition: so the search skips all others quickly.
_CLOSING = re.compile(r"(?:\*\**[/)]|-\}|\]=*\]|--+>|#>|=(?:end|cut)|\|#|\"\"\"|''')\s*$")
_LINE = re.compile(
    r"""^\s*(?:///?!?<?|//!|\*+(?!\w)|\#+[':!|]?|--+\s*[|^]?|;+|%+|!+[<>]?|rem\b|dnl\b|"(?!"))\s?""",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"""^\s*[rRbBuUfF]{0,2}(["'`])(.*)\1\s*$""", re.DOTALL)
_TAG = re.compile(
    r"</?(?:summary|para|remarks|returns?|param|typeparam|c|code|example|value|p|pre|ul|li|b|i|br)\b[^>]*>"
)
_REFERENCE = re.compile(r"<see(?:also)?\s+\w+=\"(?:\w:)?([^\"]*)\"\s*/?>|\{@(?:link|code|linkplain)\s+([^}]*)\}")
_BARE_TAG = re.compile(r"@\w+$|\{?@inheritdoc\}?$", re.IGNORECASE)  # @internal, @override: no words
_WORD = re.compile(r"\w")

# Comments for tools, and the licence, which says nothing about the code below it.
_DIRECTIVE = re.compile(
    r"^\W*(?:eslint|tslint|jshint|prettier-|istanbul|c8 |noqa|type:\s*ignore|pylint|mypy:|ruff:|isort|fmt:"
    r"|pragma|flake8|nolint|go:|\+build|nosec|@ts-|rubocop|frozen_string_literal|shellcheck|clang-format|NOLINT|swiftlint|ktlint"
    r"|spdx-|-\*-|vim:|coding[:=]|phpcs|phpstan|psalm-|stylelint|region\b|endregion|!/|/usr/bin/env|sourcery:)",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"copyright\b|\(c\) \d{4}|licensed under|all rights reserved"
    r"|license[sd]?\b.{0,40}\b(?:version|file|agreement|terms)",
    re.IGNORECASE,
)


def one_line(text: str, limit: int) -> str:
    """Whitespace collapsed, cut at a word.

    >>> one_line("def f(a,\\n      b):", 160)
    'def f(a, b):'
    """
    words = " ".join(text[: 4 * limit].split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0]


def is_licence(text: str) -> bool:
    return bool(_LICENCE.search(text))


def _without_marks(text: str) -> Iterable[str]:
    quoted = _QUOTES.match(text)
    if quoted and not text.lstrip("rRbBuUfF \t").startswith(('"""', "'''")):
        text = quoted.group(2)
    else:
        text = _CLOSING.sub("", _without(_OPENING, text))
    for line in text.split("\n"):
        line = _without(_LINE, line).strip() if not line.startswith("#!") else ""
        if _WORD.search(line) and not _DIRECTIVE.match(line) and not _BARE_TAG.match(line):
            yield line


def _without(mark: re.Pattern[str], text: str) -> str:
    """The text without a mark that it begins with."""
    found = mark.match(text)
    return text[found.end() :] if found else text


def prose(texts: Iterable[str], limit: int = DOC_CHARS) -> str:
    """What the comments say, joined.

    >>> prose(["/** Closes the pool.", " *  @param wait  finish first */"])
    'Closes the pool. @param wait finish first'
    """
    raw = " ".join(line for text in texts for line in _without_marks(text[: 8 * limit]))
    if "<" in raw or "{@" in raw:
        raw = _TAG.sub(" ", _REFERENCE.sub(lambda found: found.group(1) or found.group(2) or "", raw))
    return one_line(raw, limit)
