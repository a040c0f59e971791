"""What a piece of configuration sets, read line by line: YAML, TOML, INI, properties, and JSON of one key a line.

A chunk is often a part of a document and no parser would take it; indentation, tables, dashes and marks say enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TABLE = re.compile(r"(\s*)\[\[?\s*([A-Za-z_][^\[\]\",]*?)\s*\]\]?\s*(?:[#;].*)?$")
_DASH = re.compile(r"(\s*)-(?:\s+|$)")
_KEY = re.compile(r"(\s*)(?:\"([^\"]+)\"|'([^']+)'|([\w.@$/-]+))\s*(?::(?=\s|$|[\"'\[{])|=)\s*(.*)$")
_BLOCK = re.compile(r"[|>][+-]?\d?\s*(?:#.*)?$")
_REMARK = re.compile(r"\s(?:#|//)\s.*$")
_PIN = re.compile(r"@[0-9a-f]{20,}")  # a commit behind a name says nothing to a reader
_NEVER = ("#", "//", ";", "/*", "*")
_OPENING = ("{", "[", "(")
_LONG = ('"""', "'''")
_WIDEST = 400  # characters of a line that are read
_INSIDE_LIST = 0.5  # a dash may stand below its key or as far left as it


class Setting(NamedTuple):
    name: str  # "" for an item of a list
    value: str  # on the same line, without quotes; "" if there is none
    inside: list[Setting]


def settings(text: str) -> list[Setting]:
    """In order; those of one depth are siblings, however the text begins."""
    root: list[Setting] = []
    open_: list[tuple[float, list[Setting]]] = []  # how far right each one stands that may still hold others
    for column, name, value in _lines(text):
        while open_ and open_[-1][0] >= column:
            open_.pop()
        one = Setting(name, value, [])
        (open_[-1][1] if open_ else root).append(one)
        open_.append((column, one.inside))
    return root


def _lines(text: str) -> Iterator[tuple[float, str, str]]:
    """Column, name and value of each setting; a table stands left of all."""
    skipped: float | None = None  # text of several lines belongs to a key that stands at this column
    closing = ""
    lines = [line[:_WIDEST] for line in text.split("\n")]
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        column = len(line) - len(line.lstrip())
        if closing:
            closing = "" if closing in line else closing
            continue
        if not bare or bare.startswith(_NEVER) or (skipped is not None and column > skipped):
            continue
        skipped = None
        for place, name, value in _of_line(line):
            if _BLOCK.match(value):
                skipped, value = place, _first(lines[number:])
            closing = next((mark for mark in _LONG if value.startswith(mark) and value.count(mark) == 1), "")
            yield place, name, "" if closing else shown(value)


def _first(lines: list[str]) -> str:
    """Of a text of several lines the first one that is no remark."""
    return next((bare for line in lines if (bare := line.strip()) and not bare.startswith(_NEVER)), "")


def _of_line(line: str) -> Iterator[tuple[float, str, str]]:
    table = _TABLE.match(line)
    if table:
        yield -1.0, table[2], ""
        return
    while dash := _DASH.match(line):
        place, rest = len(dash[1]), line[dash.end() :]
        line = " " * dash.end() + rest
        if _KEY.match(line) or _DASH.match(line):
            yield place + _INSIDE_LIST, "", ""
        else:
            yield place + _INSIDE_LIST, "", rest
            return
    key = _KEY.match(line)
    bare = line.strip()
    if key:
        yield float(len(key[1])), key[2] or key[3] or key[4], key[5]
    elif bare[:1] in "\"'{[" and bare not in ("},", "}"):
        yield len(line) - len(line.lstrip()) + _INSIDE_LIST, "", bare


def shown(value: str) -> str:
    """A value as it is named in a sentence: without marks and remarks; "" where it only begins a list or a table."""
    bare = _PIN.sub("", _REMARK.sub("", f" {value}")).strip(" ,;").replace('"', "").replace("'", "")
    if bare[:1] + bare[-1:] in ("{}", "[]"):
        bare = bare[1:-1]
    return "" if bare in _OPENING else bare.strip()
