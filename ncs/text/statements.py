"""Code cut into statements, by its brackets and lines alone: a piece of a file need not parse.

Lines are joined while a bracket is open or the next line goes on with a dot; a block is taken apart, and BLOCK stands
for it in the statement that it belongs to.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

LONGEST = 20_000  # characters of a chunk that are looked at: ours are shorter, a foreign index may hold anything
WIDEST = 1_000  # characters of a statement that are kept
BLOCK = "{\u2026}"  # stands for a block in its statement; three dots may stand in a text

# Where a line ends no statement; where braces hold values, not statements; where "#" begins a comment, where "--".
_ENDED_BY_MARK = frozenset("c cpp csharp java php rust objc dart groovy solidity".split())
_BRACES_HOLD_VALUES = frozenset("python ruby elixir haskell lua".split())
_HASH = frozenset("python ruby elixir bash php perl r make nix crystal julia".split())
_DASHES = frozenset("lua haskell sql ada elm".split())
_CHARACTERS = frozenset("c cpp csharp java rust go kotlin scala swift zig haskell objc".split())  # 'a' is one

_LONG = r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|`(?:\\.|[^`\\])*`'
_STRING = r'"(?:\\[\s\S]|[^"\\\n])*"'
_QUOTED = r"(?<!\w)'(?:\\.|[^'\\\n])*'"
_CHARACTER = r"(?<!\w)'(?:\\[^'\n]*|[^'\\\n])'"
_SLASHES = r"//[^\n]*|/\*[\s\S]*?\*/"
_REST = r"(?P<mark>[(\[{}\])]|;|\n)|(?P<other>[\w \t]*\w|[^\n])"

_OPENS_BLOCK = re.compile(
    r"(?:\)|=>|->|\|)\s*$|\b(?:else|try|do|finally|async|move|unsafe|loop|throws|const|noexcept)\s*$"
    r"|\bfunc\b[^{}]*$|\)\s*(?::|->)[^(){}]*$"
)
_GOES_ON = re.compile(r"\s*(?:\?\.|\.(?!\.)|->|&&|\|\||\?(?!\?)|:(?!:)\s)")
_IS_VALUE = re.compile(r"(?<![=!<>])=(?![=>])|\breturn\b|\bnew\b")  # what stands in the braces is assigned, handed on
_LOOSE = re.compile(r"([(\[]) | (?=[)\]])| (?=\??\.[A-Za-z])")  # spaces where lines were joined
_ARGUMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[(\[{}\])]|,|[^"\'(\[{}\]),]+|.')
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Statement(NamedTuple):
    text: str  # on one line
    depth: int  # how many blocks it stands in; how far it is indented in languages without braces


def statements(text: str, language: str) -> list[Statement]:
    """In the order in which they begin, without comments.

    Example: "it('adds', () => {\\n  expect(add(1,\\n 2)).toBe(3)\\n})" in javascript -> "it('adds', () => {...})",
    "expect(add(1, 2)).toBe(3)".
    """
    text = text[:LONGEST]
    reading = _Reading(text, language)
    for token in _tokens(language).finditer(text):
        if token.lastgroup != "comment":
            reading.take(token[0], token.end())
    return reading.told()


class _Open(NamedTuple):
    """A statement that waits for the end of a block in it."""

    held: list[str]
    start: int
    brackets: list[str]


class _Reading:
    """What has been read, and the statement that is being read: its parts, where it began, its open brackets."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.by_mark, self.by_indent = language in _ENDED_BY_MARK, language in _BRACES_HOLD_VALUES
        self.found: list[tuple[int, int, str]] = []  # where it begins, how deep
        self.outer: list[_Open] = []
        self._begin()

    def _begin(self) -> None:
        self.held: list[str] = []
        self.brackets: list[str] = []
        self.start = 0

    def take(self, mark: str, end: int) -> None:
        """end: where the token ends."""
        if mark == "\n" and self.held and (self.brackets or self.by_mark or _GOES_ON.match(self.text, end)):
            self.held.append(" ")
        elif mark == "\n" or (mark == ";" and not self.brackets):
            self._end()
        elif mark == "{" and self._opens_block():
            self.outer.append(_Open(self.held, self.start, self.brackets))
            self._begin()
        elif mark == "}" and "{" not in self.brackets and self.outer:
            self._close(end)
        elif self.held or not mark.isspace():
            self._keep(mark, end)

    def _opens_block(self) -> bool:
        return not self.by_indent and (not self.brackets or bool(_OPENS_BLOCK.search("".join(self.held[-40:])[-200:])))

    def _close(self, end: int) -> None:
        self._end()
        self.held, self.start, self.brackets = self.outer.pop()
        self.held.append(BLOCK)
        goes_on = self.brackets or _GOES_ON.match(self.text, end) or _IS_VALUE.search("".join(self.held)[:WIDEST])
        if self.by_mark and not goes_on:
            self._end()

    def _keep(self, mark: str, end: int) -> None:
        if mark in _CLOSING:
            self.brackets.append(mark)
        elif self.brackets and mark == _CLOSING[self.brackets[-1]]:
            self.brackets.pop()
        if not self.held:
            self.start = end - len(mark.lstrip())
        self.held.append(mark)

    def _end(self) -> None:
        statement = " ".join("".join(self.held)[:WIDEST].split())
        if re.search(r"\w", statement):
            self.found.append((self.start, len(self.outer), _LOOSE.sub(r"\1", statement)))
        self._begin()

    def told(self) -> list[Statement]:
        """With what is still open at the end."""
        self._end()
        while self.outer:
            self.held, self.start, self.brackets = self.outer.pop()
            self._end()
        return [
            Statement(said, self._indent(at) if self.by_indent else depth) for at, depth, said in sorted(self.found)
        ]

    def _indent(self, start: int) -> int:
        return start - self.text.rfind("\n", 0, start)


def arguments(text: str) -> tuple[list[str], str]:
    """What stands up to the bracket that closes, parted at its commas, and what stands behind it.

    Example: "a, f(b, c)) == 1" -> ["a", "f(b, c)"], " == 1".
    """
    parts, depth = [""], 0
    for token in _ARGUMENT.finditer(text):
        depth += (token[0] in "([{") - (token[0] in ")]}")
        if depth < 0:
            return [part.strip() for part in parts if part.strip()], text[token.end() :]
        if token[0] == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token[0]
    return [part.strip() for part in parts if part.strip()], ""


@cache
def _tokens(language: str) -> re.Pattern[str]:
    comment = _SLASHES
    if language in _HASH:
        comment = r"#(?!\{)[^\n]*"
    elif language in _DASHES:
        comment = r"--[^\n]*"
    single = _CHARACTER if language in _CHARACTERS else _QUOTED
    return re.compile(rf"(?P<string>{_LONG}|{_STRING}|{single})|(?P<comment>{comment})|{_REST}")
