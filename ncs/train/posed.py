"""Questions that a repository poses by itself, of which nobody has to know the answers: the teacher has them.

What commits, documents and tests say, as they are learned from; names as somebody asks for them who has read them
somewhere; and what files are called, with the folder that they lie in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ncs.source.roles import role_of
from ncs.text import tokenizer
from ncs.train.examples import Example
from ncs.types import Chunk

TOLD = ("commit", "document", "test")
MOST_TOLD, MOST_NAMES, MOST_FILES = 800, 300, 300
SHORTEST_NAME = 4  # characters
NAMELESS = ("section", "block", "lines")  # kinds of chunks whose names nobody asks for


def posed(found: Iterable[Example], chunks: Sequence[Chunk]) -> list[str]:
    """Each question once; of each kind at most so many, evenly spread."""
    of_code = [chunk for chunk in chunks if role_of(chunk.path, 1) == "code"]
    told = spread((example.question for example in found if example.source in TOLD), MOST_TOLD)
    files = spread((_called(path) for path in dict.fromkeys(chunk.path for chunk in of_code)), MOST_FILES)
    return list(dict.fromkeys([*told, *spread(_names(of_code), MOST_NAMES), *files]))


def _names(chunks: Sequence[Chunk]) -> Iterable[str]:
    named = (name for chunk in chunks if chunk.kind not in NAMELESS for name in chunk.defines[:2])
    return (name for name in named if len(name) >= SHORTEST_NAME)


def _called(path: str) -> str:
    """Example: "src/http/body_parser.js" -> "http body parser"."""
    *_, folder, name = ("", *path.split("/"))
    words = [*tokenizer.surface_words(folder), *tokenizer.surface_words(name.partition(".")[0] or name)]
    return " ".join(dict.fromkeys(words))


def spread(texts: Iterable[str], most: int) -> list[str]:
    """Each text once; of more than so many only some, evenly spread."""
    once = [text for text in dict.fromkeys(texts) if text]
    return once if len(once) <= most else [once[i * len(once) // most] for i in range(most)]
