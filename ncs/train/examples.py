"""What a model learns from chunks: questions with the chunk that answers them, and sentences.

Every example has a source, and every source belongs to one of the three times:
level 0, how it is written: a definition's name, and its body without the name;
level 1, how it is structured: names that it calls, imports and lives in, and its body;
level 2, what it means: what people say of it (docstrings, comments, headers, documents, tests, commits).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ncs.source.roles import role_of
from ncs.text import prose, tokenizer
from ncs.text.tokenizer import KIND_ID
from ncs.train.sentences import sentence_of
from ncs.types import Chunk

SAID = ("docstring", "comment")
NAMED = ("name", "path")
# Source of an example -> its level, and the kinds of text that its answer must not show.
SOURCES: dict[str, tuple[int, tuple[str, ...]]] = {
    "name": (0, (*SAID, *NAMED)),
    "structure": (1, SAID),
    "docstring": (2, SAID),
    "comment": (2, SAID),
    "header": (2, ("header",)),
    "document": (2, ()),
    "test": (2, ()),
    "commit": (2, ()),
}
NUMBER = {name: number for number, name in enumerate(SOURCES)}
FEWEST_WORDS = 3  # a description with fewer says too little to learn from
LONGEST = 400  # characters of a docstring that is asked as a whole
MOST_COMMENTS = 2  # of one chunk
MOST_MENTIONS = 3  # symbols that one section of a document is paired with

_MARKS = re.compile(r"^[\s/#*\-;%!{|<>]+|[\s*/}\->|]+$", re.MULTILINE)
_MENTION = re.compile(r"`{1,2}([A-Za-z_][\w.:#]*)(?:\([^`]*\))?`{1,2}")


class Example(NamedTuple):
    """A question that a chunk should answer."""

    source: str  # one of SOURCES
    chunk: int  # row
    question: str

    @property
    def level(self) -> int:
        return SOURCES[self.source][0]


def hidden(source: str) -> tuple[int, ...]:
    """Ids of the kinds of text that the answer of such an example is without."""
    return tuple(KIND_ID[kind] for kind in SOURCES[source][1])


def examples(chunks: Sequence[Chunk]) -> list[Example]:
    """Every example in these chunks: those of each chunk in order, then those between chunks."""
    found = [example for row, chunk in enumerate(chunks) for example in _of_chunk(row, chunk)]
    return [*found, *_between(chunks)]


def _of_chunk(row: int, chunk: Chunk) -> Iterator[Example]:
    name = " ".join(tokenizer.surface_words(" ".join(chunk.defines[:3])))
    if name:
        yield Example("name", row, name)
    structure = tokenizer.surface_words(" ".join((*chunk.calls[:12], *chunk.imports[:12], *chunk.scopes)))
    if len(structure) >= FEWEST_WORDS:
        yield Example("structure", row, " ".join(structure))
    sentence = sentence_of(chunk)
    if sentence:
        yield Example("docstring", row, sentence)
        if len(chunk.doc) > 1.5 * len(sentence):
            yield Example("docstring", row, chunk.doc[:LONGEST])
    if chunk.kind == "section":
        if len(chunk.symbol.split()) >= FEWEST_WORDS:
            yield Example("header", row, chunk.symbol)
    else:
        yield from (Example("comment", row, text) for text in _comments(chunk, sentence))


def _comments(chunk: Chunk, sentence: str) -> Iterator[str]:
    """The first comments inside the chunk that describe something other than its docstring does."""
    told = 0
    for start, end, kind in chunk.regions:
        if kind != "comment" or told == MOST_COMMENTS:
            continue
        text = prose.first_sentence(_MARKS.sub("", chunk.text[start:end]))
        if text and text != sentence:
            told += 1
            yield text


def _between(chunks: Sequence[Chunk]) -> Iterator[Example]:
    """Sections of documents with the symbols they mention, and tests with what they test."""
    home = _homes(chunks)
    for chunk in chunks:
        if chunk.kind == "section":
            yield from _mentions(chunk, home)
        elif chunk.kind in ("function", "method") and role_of(chunk.path, 1) == "test":
            yield from _tested(chunk, home)


def _homes(chunks: Sequence[Chunk]) -> dict[str, int]:
    """Name -> the one chunk outside tests that defines it; names defined twice are left out."""
    home: dict[str, int] = {}
    for row, chunk in enumerate(chunks):
        if chunk.kind not in ("section", "block", "lines") and role_of(chunk.path, 1) != "test":
            for name in chunk.defines:
                home[name] = row if name not in home else -1
    return {name: row for name, row in home.items() if row >= 0 and len(name) > 3}


def _mentions(chunk: Chunk, home: dict[str, int]) -> Iterator[Example]:
    seen: set[int] = set()
    for found in _MENTION.finditer(chunk.text):
        row = home.get(re.split(r"[.:#]+", found[1])[-1])
        sentence = prose.first_sentence(_line_around(chunk.text, found.start(), found.end()))
        if row is not None and row not in seen and sentence and len(seen) < MOST_MENTIONS:
            seen.add(row)
            yield Example("document", row, f"{chunk.symbol} {sentence}".strip())


def _line_around(text: str, start: int, end: int) -> str:
    """The paragraph's part that a mention stands in, from the sentence's begin."""
    before = max(text.rfind("\n\n", 0, start), text.rfind(". ", 0, start) + 1, text.rfind("\n#", 0, start))
    return text[before + 1 : end + 300].lstrip("-*> \n")


def _tested(chunk: Chunk, home: dict[str, int]) -> Iterator[Example]:
    """A test's name describes the function it calls whose name it holds."""
    words = [word for word in tokenizer.surface_words(chunk.symbol.rsplit(".", 1)[-1]) if word not in ("test", "tests")]
    if len(words) < FEWEST_WORDS:
        return
    for called in chunk.calls:
        row = home.get(called)
        if row is not None and set(tokenizer.surface_words(called)) < set(words):
            yield Example("test", row, " ".join(words))
            return


def count_by_source(found: Iterable[Example]) -> dict[str, int]:
    counts = dict.fromkeys(SOURCES, 0)
    for example in found:
        counts[example.source] += 1
    return counts
