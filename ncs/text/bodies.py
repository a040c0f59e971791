"""What the body of a function says by itself: what it returns, which attributes it sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ncs.text.statements import BLOCK, Statement, statements

LONGEST = 60  # characters of an expression that is shown

# Where the last expression is what comes out; where a definition's expression stands behind its head.
_LAST_IS_RETURNED = frozenset(("rust", "ruby", "elixir", "scala", "haskell"))
_HEAD_RETURNS = {
    "kotlin": re.compile(r"\)[^={}]*=\s*(.+)"),
    "scala": re.compile(r"[\w)\]]\s*=\s*(.+)"),
    "elixir": re.compile(r",\s*do:\s*(.+)"),
    "javascript": re.compile(r"\)\s*=>\s*(.+)"),
    "typescript": re.compile(r"\)[^={}]*=>\s*(.+)"),
    "tsx": re.compile(r"\)[^={}]*=>\s*(.+)"),
    "csharp": re.compile(r"=>\s*(.+)"),
}
_RETURN = re.compile(r"return\b\s*(\S.*)")
_SAYS_NOTHING = re.compile(r"[{}()\[\];,\s.]*|end|pass|@\w.*|#\[.*|[\"'`].*[\"'`]|use strict")
_NO_EXPRESSION = re.compile(
    r"(?:let|var|val|if|match|for|while|return|raise|throw|yield|case|unless|case)\b|.*[^=<>!]=[^=>~]"
)
_SETS = re.compile(r"(?:(?:self|this|\$this|(%s))\s*(?:\.|->)\s*|@)([^\W\d]\w*)\s*(?:[-+|]|\?\?|\|\|)?=(?![=~>])")
_RECEIVER = re.compile(r"func\s*\((\w+)\s")


def inner(body: str, signature: str, language: str) -> list[Statement]:
    """The statements below a definition's head, and its own where that ends in one. body: with the signature, without
    what is said of it; [] where the head is not found."""
    all_of_it, head = statements(body, language), " ".join(signature.split("\n")[0].split())[:20]
    start = next((i for i, each in enumerate(all_of_it) if head and head in each.text), None)
    if start is None:
        return []
    if language == "haskell":
        return _equations(all_of_it[start:])
    behind, depth = _HEAD_RETURNS.get(language), all_of_it[start].depth
    found = behind.search(all_of_it[start].text) if behind else None
    own = [Statement(f"return {found[1].strip()}", depth + 1)] if found and BLOCK not in found[1] else []
    below = takewhile(lambda each: each.depth > depth, all_of_it[start + 1 :])
    return own + [each for each in below if not _says_nothing(each.text, language)]


def _equations(told: Sequence[Statement]) -> list[Statement]:
    """What stands on the right of a function's equations, and below them."""
    name = told[0].text.split()[0]
    sides = [
        (each, each.text.partition(" = ")[2]) for each in told if each.text.startswith(name) and " :: " not in each.text
    ]
    deeper = [each for each in told if each.depth > told[0].depth]
    return [Statement(right, each.depth + 1) for each, right in sides if right] + deeper


def _says_nothing(statement: str, language: str) -> bool:
    return bool(_SAYS_NOTHING.fullmatch(statement)) and not (language == "ruby" and statement.startswith("@"))


def only_returns(told: Sequence[Statement], language: str) -> str:
    """What a body of one statement returns, or ""; told: see inner."""
    if len(told) != 1 or BLOCK in told[0].text:
        return ""
    found = _RETURN.fullmatch(told[0].text)
    if not found and (language not in _LAST_IS_RETURNED or _NO_EXPRESSION.match(told[0].text)):
        return ""
    value = found[1] if found else told[0].text
    return value if len(value) <= LONGEST else ""


def returns(told: Sequence[Statement]) -> str:
    """The one thing that a body returns at its end, if that says more than a name; else "". What stands deeper may
    belong to a function inside."""
    outer = min((each.depth for each in told), default=0)
    found = [match[1] for each in told if (match := _RETURN.fullmatch(each.text))]
    at_end = any(each.depth == outer and _RETURN.fullmatch(each.text) for each in told)
    single = at_end and len(found) == 1 and not re.fullmatch(r"[\w&*]+", found[0]) and BLOCK not in found[0]
    return found[0] if single and len(found[0]) <= LONGEST else ""


def sets(told: Sequence[Statement], signature: str) -> list[str]:
    """The attributes of its own object that it assigns, each once."""
    receiver = _RECEIVER.match(signature)
    pattern = re.compile(_SETS.pattern % (re.escape(receiver[1]) if receiver else "(?!)"))
    return list(dict.fromkeys(found[2] for each in told if (found := pattern.match(each.text))))
