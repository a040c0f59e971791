"""How a section of a document begins: its first sentence, the first of its points, or the code it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ncs.text import prose

MOST_WORDS = 24
FEWEST_WORDS = 3
FEW_WORDS = 8  # a sentence of no more is followed by the next
ENOUGH_POINTS = 2  # before the first prose: then they are what the section says
LONGEST = 1000  # characters of a paragraph that are looked at

_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s{0,3}([=\-~^*+\"'`])\1{2,}\s*$")  # under a heading, or alone
# Headings, tables, tags, directives, badges, targets of links.
_PASSED = re.compile(r"\s{0,3}#{1,6}\s|\s*(?:[|<>:!]|\.\.\s|\[[^\]]*\]:|\[!|\{%|\d+\s*$)")
_POINT = re.compile(r"(\s*)(?:[-*+\u2022]|\d+[.)])\s+(?=\S)")
_GOES_ON = re.compile(r"\s*(?:[-*+\u2022]|\d+[.)])\s")  # in the middle of a list
_CALL = re.compile(r"\b([A-Za-z_]\w+)\(")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CLAUSE = re.compile(r"[,;:]$")


class Lead(NamedTuple):
    sentence: str  # "" if the section has no prose
    points: list[str]  # the first sentence of each point of its lists that holds words
    made: int  # how many points there are
    calls: list[str]  # in code that it shows, each once
    whole: bool  # whether it begins with a heading, or the text does


def lead(text: str) -> Lead:
    """text: with its heading or without."""
    told, points, made, calls = "", [], 0, []
    for paragraph, is_code in _paragraphs(text):
        if is_code:
            calls += _CALL.findall("\n".join(paragraph))
        elif _POINT.match(paragraph[0]):
            of_list = list(_points(paragraph))
            made += len(of_list)
            points += [said for point in of_list if (said := short(point))]
        elif not told and len(points) < ENOUGH_POINTS:
            told = short("\n".join(paragraph))
    return Lead(told, points, made, list(dict.fromkeys(calls)), not _GOES_ON.match(text))


def short(doc: str) -> str:
    """The first sentence without markup, cut behind a clause if it is long; "" if it hardly holds words."""
    said = prose.leading(doc[:LONGEST])
    words = (said if len(said.split()) > FEW_WORDS else prose.leading(doc[:LONGEST], 2)).split()
    if len(words) > MOST_WORDS:
        clauses = [i for i in range(MOST_WORDS // 2, MOST_WORDS) if _CLAUSE.search(words[i])]
        words = [*words[: (clauses[-1] if clauses else MOST_WORDS - 1) + 1], "..."]
    sentence = " ".join(words).replace(", ...", " ...").replace("; ...", " ...")
    return sentence if len(_WORD.findall(sentence)) >= FEWEST_WORDS else ""


def _paragraphs(text: str) -> Iterator[tuple[list[str], bool]]:
    """Lines between blank ones and headings, and whether they are code; a text that begins inside code shows it by the
    fence that ends it."""
    lines = text.split("\n")
    fences = [i for i, line in enumerate(lines) if _FENCE.match(line)]
    inside = len(fences) % 2 == 1 and lines[fences[0]].strip() in ("```", "~~~")
    held: list[str] = []
    for line in [*lines, ""]:
        is_fence = bool(_FENCE.match(line))
        is_rule = bool(_RULE.match(line)) and not inside
        if not is_fence and (inside or (line.strip() and not is_rule and not _PASSED.match(line))):
            held.append(line)
        else:
            if any(map(str.strip, held)) and not (is_rule and len(held) == 1):
                yield held, inside
            held = []
            inside ^= is_fence


def _points(paragraph: list[str]) -> Iterator[str]:
    """Those of the outermost list, each with the lines that go on with it."""
    first = _POINT.match(paragraph[0])
    depth = len(first[1]) if first else 0
    point: list[str] = []
    for line in paragraph:
        found = _POINT.match(line)
        if found and len(found[1]) <= depth:
            if point:
                yield "\n".join(point)
            point = [line[found.end() :]]
        elif not found or (len(point) == 1 and point[0].rstrip("* ").endswith(":")):  # a label's first point
            point.append(line[found.end() :] if found else line)
    yield "\n".join(point)
