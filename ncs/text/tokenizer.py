"""Text to words that keep their structure: each knows what kind of text it stood in.

`words("solve_sde(z0)", "code")` gives the subwords `solv sde solv_sde z 0 z_0`: identifiers are split at
case, underscore and digits, lower-cased and stemmed; an identifier of several parts is also kept whole
(its parts joined by "_"), so that a question which names it exactly finds it. Letters of every script
survive; runs of scripts written without spaces become pairs of characters.

The same functions serve index and query. Knows nothing about vectors, vocabularies or files.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import Stemmer

from ncs.types import KINDS

FORMAT = 1  # raised whenever the same text would give other words: old indexes are then rebuilt

KIND_ID = {kind: number for number, kind in enumerate(KINDS)}

_IDENTIFIER = re.compile(r"\w+")
_PART = re.compile(
    r"[A-Z]+(?=[A-Z][a-z])"  # HTTP in HTTPServer
    r"|[A-Z]?[a-z]+"
    r"|[A-Z]+"
    r"|[0-9]+"
    r"|[^\W\d_A-Za-z]+"  # other scripts
    r"|[^\W_A-Za-z]+"  # digits of other scripts
)
_ACCENTED = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LONGEST = 40  # characters: a longer run is a hash or data, not a word
_MOST_PARTS = 8  # an identifier with more parts is data too
_stem = Stemmer.Stemmer("english").stemWord

# Words that shape a question but name nothing in it.
STOPWORDS = frozenset(
    "a an and are as at be been by can could did do does for from had has have how i if in into is it its"
    " me my of on or our should so that the their them then there these they this those to us was we were"
    " what when where which who why will with would you your".split()
)


def _cut(identifier: str) -> list[str]:
    """The parts of one with letters beyond ASCII: accents would break a word at the borders of [a-z]."""
    cut: list[str] = []
    for piece in identifier.split("_"):
        cut.extend([piece] if _ACCENTED.fullmatch(piece) else _PART.findall(piece))
    return cut


@lru_cache(maxsize=1 << 18)
def parts(identifier: str) -> tuple[str, ...]:
    """The lower-cased parts of one identifier, not stemmed: "getURLPath2" -> get url path 2."""
    if identifier.isascii():
        return tuple([part.lower() for part in _PART.findall(identifier) if len(part) <= _LONGEST][:_MOST_PARTS])
    found: list[str] = []
    for part in _cut(identifier):
        if _UNSPACED.match(part) and len(part) > 1:
            found.extend(a + b for a, b in pairwise(part))
        elif len(part) <= _LONGEST:
            found.append(part.lower())
    return tuple(found[:_MOST_PARTS])


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Bytes that are no text, as a spoiled index may hold, stay as they are: the stemmer takes UTF-8 only."""
    return str(_stem(word)) if len(word) > 2 and word.isprintable() else word


@lru_cache(maxsize=1 << 18)
def identifier_words(identifier: str) -> tuple[tuple[str, ...], str]:
    """Stemmed parts of an identifier, and the whole of it if it has several parts, else ""."""
    pieces = parts(identifier)
    whole = "_".join(pieces) if len(pieces) > 1 and len(identifier) <= 2 * _LONGEST else ""
    return tuple(stem(piece) for piece in pieces), whole


def identifiers(text: str) -> list[str]:
    """Every run of letters, digits and underscores, in order."""
    return _IDENTIFIER.findall(text)


def subwords(text: str) -> list[str]:
    """The stemmed words of a text in order: what the encoder reads."""
    return [word for found in identifiers(text) for word in identifier_words(found)[0]]


def surface_words(text: str) -> list[str]:
    """The words of a text as written but lower-cased: what the explanation decoder reads and writes."""
    return [word for found in identifiers(text) for word in parts(found)]


def question_words(text: str) -> list[str]:
    """The words of a question that say what is asked for, in order, once each.

    Stop-words go, unless the question has nothing else.
    """
    found = [word for name in identifiers(text) for word in parts(name)]
    telling = [word for word in found if word not in STOPWORDS] or found
    return list(dict.fromkeys(stem(word) for word in telling))


def question_identifiers(text: str) -> list[str]:
    """Whole identifiers of a question that have several parts, joined by "_"."""
    wholes = [identifier_words(found)[1] for found in identifiers(text)]
    return list(dict.fromkeys(whole for whole in wholes if whole))
