"""Which licence a repository has, told from the text of its licence file. Only permissive ones are known.

Anything else, a copyleft licence or none, gives "", and such a repository is not learned from.
"""

from __future__ import annotations

import re

FILE = re.compile(r"^(?:un|mit[-_.])?(?:li[cs]en[cs]e|copying|copyright)(?:[-_.][^/]*)?$", re.IGNORECASE)

# Phrases that only these licences have.
_COPYLEFT = (
    "gnu general public license", "gnu lesser general public", "gnu affero general public", "gnu library general",
    "mozilla public license", "eclipse public license", "common development and distribution license",
    "european union public licen", "server side public license", "business source license", "creative commons",
    "cecill", "open software license", "elastic license", "polyform",
)  # fmt: skip
_PERMISSIVE = (
    ("Apache-2.0", "apache license version 2.0"),
    ("BSL-1.0", "boost software license"),
    ("PostgreSQL", "without a written agreement is hereby granted"),
    ("Unlicense", "free and unencumbered software released into the public domain"),
    ("CC0-1.0", "cc0 1.0"),
    ("WTFPL", "do what the fuck you want to"),
    ("Zlib", "altered source versions must be plainly marked"),
    ("ISC", "permission to use, copy, modify, and/or distribute this software for any purpose"),
    ("ISC", "permission to use, copy, modify, and distribute this software for any purpose"),
    ("ISC", "permission to use, copy, modify, and distribute this software and its documentation"),
    ("BSD", "redistribution and use in source and binary forms"),
    ("MIT", "permission is hereby granted, free of charge"),
    ("MIT", "the mit license"),
    ("PSF-2.0", "python software foundation license"),
)  # fmt: skip


def permissive(text: str) -> str:
    """The SPDX name of a permissive licence's text, "BSD" for its variants together, or "".

    A file may hold several, such as one for its documents: the one that stands first counts.
    """
    flat = _flat(text)
    places = [(flat.find(_flat(phrase)), "") for phrase in _COPYLEFT]
    places += [(flat.find(_flat(phrase)), name) for name, phrase in _PERMISSIVE]
    return min((place for place in places if place[0] >= 0), default=(0, ""))[1]


def _flat(text: str) -> str:
    return re.sub(r"[\s*#/;>,]+", " ", text.lower())
