"""Repair: a parse that went wrong over a large part of a file, done again without what it stumbled over.

Takes the input bytes and a function that parses them. Gives the better tree. Blanks keep every offset.
Knows nothing about any language but the C preprocessor.

One form unknown to the grammar can turn a whole file into one error. So the paragraphs of the file are parsed
alone, outer ones first; those that fail by themselves are blanked, and the rest is parsed anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

MIN_ERROR = 300  # bytes in errors: less is the loss of a statement or two
MAX_BYTES = 400_000  # repairing parses a file some four times
MAX_LEVELS = 4  # class, function, block, statement
MOST_LOST = 60  # rows: a function may be given up, a class not

_CONDITIONAL = re.compile(rb"^[ \t]*#[ \t]*(if|elif|else|endif)\w*\b(?:[^\n\\]|\\\n)*", re.MULTILINE)
_CONTINUES = (b")", b"}", b"]", b"else", b"catch", b"finally", b"#", b"{")

Tree = Any  # tree-sitter's, which only syntax.py names
Parse = Callable[[bytes], Tree]


def _blank(data: bytes) -> bytes:
    return re.sub(rb"[^\n]", b" ", data)


def _error_bytes(tree: Tree) -> int:
    total = 0
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error:
            total += node.end_byte - node.start_byte
        elif node.has_error:
            waiting.extend(node.children)
    return total


def _first_branches(data: bytes) -> bytes:
    """Of #if ... #else ... #endif only the first branch: the others open braces a second time."""
    kept, reached = [], 0
    hidden: list[bool] = []
    for found in _CONDITIONAL.finditer(data):
        text = data[reached : found.start()]
        kept += [_blank(text) if any(hidden) else text, _blank(found.group())]
        reached = found.end()
        word = found.group(1)
        if word == b"if":
            hidden.append(False)
        elif hidden and word == b"endif":
            hidden.pop()
        elif hidden:
            hidden[-1] = True
    return b"".join([*kept, data[reached:]])


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip())


def _paragraphs(lines: list[bytes], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that start at the least indentation, after a blank line or a closing bracket."""
    filled = [row for row in range(first, last + 1) if lines[row].strip()]
    if not filled:
        return
    level = min(_indent(lines[row]) for row in filled)
    start, before = filled[0], -2
    for row in filled:
        line = lines[row]
        at_level = _indent(line) == level and not line.lstrip().startswith(_CONTINUES)
        after_break = row - before > 1 or lines[before][level : level + 1] in (b"}", b")")
        if row > start and at_level and after_break:
            yield start, before
            start = row
        before = row
    yield start, before


def _inner(lines: list[bytes], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The runs of lines that stand deeper than the paragraph's own (one column is a comment's star)."""
    level = min((_indent(lines[row]) for row in range(first, last + 1) if lines[row].strip()), default=0)
    start = None
    for row in range(first, last + 1):
        deeper = not lines[row].strip() or _indent(lines[row]) > level + 1
        if deeper and start is None:
            start = row
        elif not deeper and start is not None:
            yield start, row - 1
            start = None


def _cleared(lines: list[bytes], culprits: list[tuple[int, int]], start: int, end: int) -> bytes:
    blank = {row for first, last in culprits for row in range(first, last + 1)}
    return b"\n".join(b" " * len(lines[row]) if row in blank else lines[row] for row in range(start, end + 1))


def _culprits(lines: list[bytes], first: int, last: int, parse: Parse, level: int) -> Iterator[tuple[int, int]]:
    """The innermost paragraphs that are wrong by themselves."""
    for start, end in _paragraphs(lines, first, last):
        if not parse(b"\n".join(lines[start : end + 1])).root_node.has_error:
            continue
        runs = _inner(lines, start, end) if level < MAX_LEVELS else ()
        deeper = [culprit for run in runs for culprit in _culprits(lines, *run, parse, level + 1)]
        if end - start < MOST_LOST and parse(_cleared(lines, deeper, start, end)).root_node.has_error:
            deeper = []  # the whole is wrong, not only its parts
        yield from deeper or [(start, end)]


def _without_culprits(data: bytes, parse: Parse) -> bytes:
    lines = data.split(b"\n")
    return _cleared(lines, list(_culprits(lines, 0, len(lines) - 1, parse, 0)), 0, len(lines) - 1)


def parse_repaired(data: bytes, parse: Parse) -> Tree:
    """The tree of the data, or of what is left of them when that has far fewer errors."""
    tree = parse(data)
    if not tree.root_node.has_error or len(data) > MAX_BYTES:
        return tree
    errors = _error_bytes(tree)
    for repair in (_first_branches, lambda data: _without_culprits(data, parse)):
        if errors < MIN_ERROR:
            break
        candidate = repair(data)
        if candidate != data:
            again = parse(candidate)
            left = _error_bytes(again)
            if left < errors:
                tree, data, errors = again, candidate, left
    return tree
