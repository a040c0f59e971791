"""What a piece of configuration says, as the end of a sentence: its outermost settings, each with what it is set to.

Example: "sets name (basic checks), runs-on (ubuntu-latest) and needs (clippy and fmt)".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ncs.text.settings import Setting, settings
from ncs.text.statements import statements

MOST_NAMES = 5
MOST_INSIDE = 3
LONGEST_VALUE = 40  # characters: longer ones say more than a sentence holds
LONGEST_CUT = 80  # characters of a value or a command that stands for all
LONGEST = 120  # of all that is in brackets

_SHELLS = frozenset(("bash", "fish", "powershell", "batch"))
_RUNS_NOTHING = re.compile(r"(?:exit|fi|done|esac|return|then|else|set|shift|export|local)\b|\S*=|[\[(]")
_TARGET = re.compile(r"^(?=[\w./%$(){}-][^=\t\n]*:(?!=))", re.MULTILINE)
_RECIPE = re.compile(r"^\t[@+-]*\s*([^\s#].*?)\s*\\?$", re.MULTILINE)


def configured(symbol: str, text: str) -> str:
    """ "" if nothing is set; symbol: the dotted name of the piece, whose own keys need not be said again."""
    found = settings(text)
    while len(found) == 1 and found[0].inside and _is_part(found[0].name, symbol):
        found = found[0].inside
    named = [one for one in found if one.name]
    if len(named) == 1 == len(found) and _is_part(named[0].name, symbol):
        value = _short(named[0].value)
        return f"is {value}" if value else ""
    if named:
        return f"sets {listed(_described(named))}"
    items = [label for one in found if (label := _label(one))]
    if items:
        return f"lists {listed(counted(items, MOST_NAMES))}"
    longest = next((value for one in found for value in (one.value, *(each.value for each in one.inside)) if value), "")
    return f"begins with {cut(longest.lstrip('{['))}" if " " in longest else ""


def recipe(text: str) -> str:
    """What a target of a Makefile does: the lines behind a tab."""
    first = next((found for found in _TARGET.split(text) if _RECIPE.search(found)), "")
    commands = [command for line in _RECIPE.findall(first) if (command := _short(line))]
    return f"runs {listed(counted(commands, MOST_INSIDE))}" if commands else ""


def runs(script: str, language: str) -> str:
    """What a shell script ends with, or ""."""
    if language not in _SHELLS:
        return ""
    told = [each.text for each in statements(script, language) if each.depth <= 1]
    last = next((one for one in reversed(told) if " " in one and not _RUNS_NOTHING.match(one)), "")
    return f"runs {cut(last)}" if last else ""


def listed(names: Sequence[str]) -> str:
    """Example: ["a", "b", "c"] -> "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def _is_part(name: str, symbol: str) -> bool:
    """Whether a key is one of those that lead to the piece; a table's name may be dotted itself."""
    return not name or f".{name}." in f".{symbol}."


def _described(named: Sequence[Setting]) -> list[str]:
    """Names, each once, with what they are set to as long as there is room."""
    found: dict[str, str] = {}
    room = LONGEST
    for one in named:
        detail = _detail(one) if one.name not in found and len(found) < MOST_NAMES else ""
        detail = detail if len(detail) <= room else ""
        room -= len(detail)
        found.setdefault(one.name, f"{one.name} ({detail})" if detail else one.name)
    return counted(list(found.values()), MOST_NAMES)


def _detail(one: Setting) -> str:
    if one.value:
        return _short(one.value)
    inside = map(_pair, one.inside)
    return listed(counted(list(dict.fromkeys(filter(None, inside))), MOST_INSIDE))


def _pair(one: Setting) -> str:
    value = _short(one.value)
    return f"{one.name}: {value}" if one.name and value else _label(one)


def _label(one: Setting) -> str:
    """A setting in a word or two: its name; of an item its value, or the first that is set in it."""
    first = one.inside[0] if one.inside else one
    return one.name or _short(one.value) or _short(first.value) or first.name


def first_of(names: list[str], most: int) -> list[str]:
    """The first of them and how many are left, even if that is one: for long ones."""
    left = len(names) - most
    return [*names[:most], *([f"{left} more"] if left > 0 else [])]


def counted(names: list[str], most: int) -> list[str]:
    """The first of them and how many are left, where those are more than one."""
    return names if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} more"]


def cut(value: str) -> str:
    """Its first words."""
    return value if len(value) <= LONGEST_CUT else value[:LONGEST_CUT].rsplit(" ", 1)[0].rstrip(",") + " ..."


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else ""
