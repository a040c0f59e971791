"""What is declared: the value of a constant, the members of a class, the names in a piece of code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ncs.text.statements import BLOCK, Statement, arguments, statements

LONGEST = 60  # characters of a value that is shown
FEWEST_VALUES = 3  # from here on values are counted

_TYPE_FIRST = frozenset(("c", "cpp", "java", "csharp", "dart", "objc"))
_NO_MEMBER = frozenset(
    "return if for while switch case default import use using namespace include extends with class struct interface "
    "end begin public private protected new delete throw else do try raise yield enum impl trait where".split()
)

_REMARK = re.compile(r"(?:\s#|//)[^\n]*")
_TOO = re.compile(r"^(?:[\w.]+\s*=(?!=)\s*)+")  # to which the same is assigned
_WORDS = "def|fn|func|fun|function|class|struct|interface|trait|enum|type|const|var|val|let"
_DECLARES = re.compile(rf"^\s*(?:#\s*define|(?:\w+ )*?(?:{_WORDS}))\s+([^\W\d]\w*)", re.MULTILINE)
_VALUE = re.compile(r"(?<![\w\\])([\"'])([^\"'\\\n]{1,30})\1")
_MODIFIERS = re.compile(
    r"(?:(?:public|private|protected|internal|static|final|abstract|readonly|override|virtual|async|export|declare|pub"
    r"(?:\([^)]*\))?|const|constexpr|mutable|open|lateinit|required|def|fun|func|fn|function|type|val|var|let|get|set|"
    r"default|native|unsafe|weak|case|@\w+(?:\([^()]*\))?|#\[[^\]]*\])\s+)*"
)
_VARIANT = re.compile(r"[^\W\d]\w*\s*(?:\(.*\)|\{.*\})?(?:\s*=.*)?")
_NAMED_FIRST = re.compile(r"([^\W\d]\w*)[!?]?\s*(?:\(|<|:|\?:|=(?!=)|,|\s[\w*\[\]&.<]|$)")
_NAMED_LAST = re.compile(r"[\w:<>,*&\[\]?. ]*?[\w>*&\]?]\s*[\s*&]([^\W\d]\w*)\s*(?:\(|=|;|\[|,|\{|$|:\s*\d)")
_FIELD = 200  # characters of a member's declaration that are looked at


def value(text: str, name: str, language: str) -> str:
    """What a constant, a macro or a type is set to if that is short, else ""."""
    told = statements(text, language)
    alone = sum(each.depth == told[0].depth for each in told) == 1
    said = " ".join(_REMARK.sub("", text).split()) if alone else _naming(told, name)
    macro = rf"(?<=^#define {re.escape(name)})(?:\([^()]*\))?"
    found = re.search(rf"\b{re.escape(name)}\b(?:[^=]*?:?=(?![=>])|{macro})\s*(.+)", said[: 2 * _FIELD])
    shown = _TOO.sub("", found[1].rstrip(";,")) if found else ""
    return shown if len(shown) <= LONGEST and BLOCK not in shown else ""


def _naming(told: Sequence[Statement], name: str) -> str:
    return next((each.text for each in told if name in each.text), "")


def declared(text: str) -> list[str]:
    """The names behind the words that begin a declaration, each once."""
    return list(dict.fromkeys(_DECLARES.findall(text)))


def values(text: str) -> str:
    """The strings that stand in a constant, told by the first two and their number; "" if there are few."""
    held = list(dict.fromkeys(found[1] for found in _VALUE.findall(text)))
    if len(held) < FEWEST_VALUES:
        return ""
    return f"'{held[0]}', '{held[1]}' and {len(held) - 2} more"


def members(told: Sequence[Statement], language: str) -> list[str]:
    """The names of what a class, a struct, an interface or an enumeration declares, each once. told: what stands in it
    (see bodies.inner)."""
    outer = min((each.depth for each in told), default=0)
    parts = [part for each in told if each.depth == outer for part in _parts(each.text, language)]
    return list(dict.fromkeys(filter(None, (_declared(part[:_FIELD], language) for part in parts))))


def _parts(statement: str, language: str) -> list[str]:
    """Fields and variants between commas."""
    parts = arguments(statement + ")")[0]
    return parts if language == "rust" or all(map(_VARIANT.fullmatch, parts)) else [statement]


def _declared(part: str, language: str) -> str:
    rest = part[_MODIFIERS.match(part).end() :]  # type: ignore[union-attr]
    named = _NAMED_LAST.match(rest) if language in _TYPE_FIRST else None
    named = named or _NAMED_FIRST.match(rest)
    return named[1] if named and named[1] not in _NO_MEMBER else ""
