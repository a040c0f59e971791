"""What syntax knows of a chunk, as a sentence: its kind and name, what its code does, how its text begins."""

from __future__ import annotations

import re
from functools import lru_cache

from ncs.chunking import comments
from ncs.index.index import Index
from ncs.search.calls import MOST_NAMES
from ncs.search.definitions import PROSE, does, gathers, holds, is_set_to, is_short_for
from ncs.search.telling import telling_words
from ncs.search.testing import tested
from ncs.text import prose
from ncs.text.configured import configured, cut, listed, recipe, runs
from ncs.text.leads import Lead, lead

FEWEST_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{2,}")


def structural(index: Index, row: int) -> str:
    """Example: "Function solve takes xp, p, z0 and noise, returns list[Array] and calls drift and diffusion."."""
    kind, symbol = index.kind_of(row), index.text("symbol", row)
    head = f"{kind.capitalize()} {symbol}".strip()
    if kind in PROSE:
        head = f"{_titled(index, row)} of {index.path_of(row)}"
    quoted = _quoted(index, row) if kind in PROSE else ""
    says = [] if quoted and kind in ("module", "lines") else _SAYS.get(kind, does)(index, row)
    if says or quoted:
        told = f"{head} {listed(says)}".strip() + (f": {quoted}" if quoted else "")
        return told + ("" if told.endswith(("...", "!", "?")) else ".")
    about = telling_words(index, row)
    head = head if kind in PROSE else f"{head} of {index.path_of(row)}"
    return head + (f", about {listed(about)}." if about else ".")


def _titled(index: Index, row: int) -> str:
    """A section is named with what it stands under: "Changed" alone is no name."""
    kind, scopes = index.kind_of(row), index.values("scopes", row)
    under = f" under {prose.leading(scopes[-1])}" if kind == "section" and scopes else ""
    name = index.text("symbol", row)
    return f"{kind.capitalize()} {prose.leading(name) if kind == 'section' else name}".strip() + under


def _quoted(index: Index, row: int) -> str:
    """What people say: a document's own beginning, the comment above a piece of configuration or a module."""
    kind, text = index.kind_of(row), index.chunk_text(row)
    if kind in ("block", "module"):
        first, last = (int(line) for line in index.file.array("chunks.said")[row])
        return prose.first_sentence(comments.prose(["\n".join(text.split("\n")[first:last])]))
    begins = _lead(text)
    said = begins.sentence or next(iter(begins.points), "")
    is_prose = kind == "section" or (prose.describes(said) and said[0].isupper() and "=" not in said)
    return said if is_prose else ""  # lines may be code of an unknown language


def _tells(index: Index, row: int) -> list[str]:
    """Of a section its points where it has no prose, and what the code that it shows calls."""
    begins = _lead(index.chunk_text(row))
    shows = [f"shows {listed(begins.calls[:MOST_NAMES])}"] if begins.calls else []
    if begins.sentence or not begins.points:
        return shows
    if not begins.whole:  # where it began, and how many it makes in all, is not known here
        return [*shows, "goes on with points such as" if begins.made > 1 else "goes on with one point"]
    return [*shows, f"makes {begins.made} points, such as" if begins.made > 1 else "makes one point"]


@lru_cache(maxsize=256)
def _lead(text: str) -> Lead:
    return lead(text)


def _configures(index: Index, row: int) -> list[str]:
    symbol, text = index.text("symbol", row), index.body_text(row)
    makes = recipe(text) if index.language_of(row) == "make" else ""
    return list(filter(None, [makes or configured(symbol, text)]))


def _gathers(index: Index, row: int) -> list[str]:
    """A script defines little: it runs something."""
    script = runs(index.body_text(row), index.language_of(row))
    return [script] if script else gathers(index, row)


def _begins(index: Index, row: int) -> list[str]:
    """Of text that is no prose: its first line with words."""
    lines = (" ".join(line.split()) for line in index.chunk_text(row).split("\n"))
    first = next((line for line in lines if len(_WORD.findall(line)) >= FEWEST_WORDS), "")
    return [f"begins with {cut(first)}"] if first else []


_SAYS = {
    "test": tested,
    "class": holds,
    "constant": is_set_to,
    "macro": is_short_for,
    "type": is_short_for,
    "module": _gathers,
    "block": _configures,
    "section": _tells,
    "lines": _begins,
}
