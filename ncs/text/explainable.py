"""The words of a chunk that its explanation may be made of, each with where it stands.

The docstring is left out on purpose: an explanation is generated, not copied from the one that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ncs.text.tokenizer import STOPWORDS, parts
from ncs.text.wording import is_whole

MOST = 64
_QUOTA = {"kind": 2, "name": 8, "signature": 16, "call": 18, "scope": 4, "path": 3, "body": MOST}
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


class Place(NamedTuple):
    """What is known of a chunk, without what people say of it."""

    kind: str
    language: str
    path: str
    symbol: str
    signature: str
    calls: tuple[str, ...]
    scopes: tuple[str, ...]
    body: str  # the text without docstring and comments


def source_words(place: Place) -> list[tuple[str, str]]:
    """(word, role) at most once per word, in the order of `_QUOTA`.

    Identifiers of several parts stand there in parts and whole, the chunk's own name only in parts: a
    sentence that says the name again says nothing.
    """
    name = own_name(place.symbol)
    texts: dict[str, Iterable[str]] = {
        "kind": [place.kind, place.language],
        "name": identifiers(name),
        "signature": identifiers(place.signature),
        "call": place.calls,
        "scope": place.scopes,
        "path": [place.path.rpartition("/")[2].split(".")[0]],
        "body": identifiers(place.body),
    }
    found: dict[str, str] = {}
    for role, room in _QUOTA.items():
        _take(found, texts[role], role, min(room, MOST - len(found)), name)
    return list(found.items())


def identifiers(*texts: str) -> list[str]:
    """Words of code, as they are written."""
    return [word for text in texts for word in _IDENTIFIER.findall(text)]


def own_name(symbol: str) -> str:
    """The last part of a qualified symbol. Example: "Pool.close" -> "close"."""
    return symbol.rsplit(".", 1)[-1].rsplit("::", 1)[-1]


def _take(found: dict[str, str], identifiers: Iterable[str], role: str, room: int, name: str) -> None:
    for identifier in identifiers:
        whole = (identifier,) if is_whole(identifier) and identifier != name and len(identifier) <= 40 else ()
        for word in (*parts(identifier), *whole):
            if room and word not in found and len(word) > 1 and word not in STOPWORDS:
                found[word] = role
                room -= 1
