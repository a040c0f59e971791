"""The words of a chunk that its explanation may be made of, each with where it stands.

The docstring is left out on purpose: an explanation is generated, not copied from the one that is there.
"""

from __future__ import annotations

import re

from ncs.text.tokenizer import STOPWORDS, parts

MOST = 48
_QUOTA = {"name": 8, "signature": 10, "call": 14, "scope": 4, "body": MOST}
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def source_words(
    symbol: str, signature: str, calls: tuple[str, ...], scopes: tuple[str, ...], body: str
) -> list[tuple[str, str]]:
    """(word, role) at most once per word, in the order name, signature, call, scope, body."""
    name = symbol.rsplit(".", 1)[-1]
    texts = {
        "name": [name],
        "signature": _IDENTIFIER.findall(signature),
        "call": list(calls),
        "scope": list(scopes),
        "body": _IDENTIFIER.findall(body),
    }
    found: dict[str, str] = {}
    for role, identifiers in texts.items():
        _take(found, identifiers, role)
    return list(found.items())[:MOST]


def _take(found: dict[str, str], identifiers: list[str], role: str) -> None:
    room = _QUOTA[role]
    for identifier in identifiers:
        for word in (*parts(identifier), identifier.lower()):
            if room and word not in found and len(word) > 1 and word not in STOPWORDS:
                found[word] = role
                room -= 1
