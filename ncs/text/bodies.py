"""What a short body says by itself: the one thing it returns, the values that a constant lists."""

from __future__ import annotations

import re

LONGEST = 60  # characters of an expression that is shown
FEWEST_VALUES = 3  # from here on values are counted

_RETURN = re.compile(r"return\b\s*(\S.*?)\s*;?\s*\}?")
_BESIDE = re.compile(r"[{}()\[\];,\s]*|end|(?:#|//|/?\*|--).*|\"\"\".*|@\w.*")  # lines that say nothing
_VALUE = re.compile(r"(?<![\w\\])([\"'])([^\"'\\\n]{1,30})\1")


def only_returns(body: str, signature: str) -> str:
    """What a body of one statement returns, or "". body: with its signature, without what is said of it."""
    lines, head = body.split("\n"), signature[:20].split("\n")[0].strip()
    start = next((i for i, line in enumerate(lines) if head in line), None)  # below decorators
    if start is None:
        return ""
    told = [line.strip() for line in lines[start + signature.count("\n") + 1 :] if not _BESIDE.fullmatch(line.strip())]
    found = _RETURN.fullmatch(told[0]) if len(told) == 1 else None
    return found[1] if found and len(found[1]) <= LONGEST else ""


def values(text: str) -> str:
    """The strings that stand in a constant, told by the first two and their number; "" if there are few."""
    held = list(dict.fromkeys(found[1] for found in _VALUE.findall(text)))
    if len(held) < FEWEST_VALUES:
        return ""
    return f"'{held[0]}', '{held[1]}' and {len(held) - 2} more"
