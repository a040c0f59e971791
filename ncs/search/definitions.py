"""What syntax knows of a piece of code, as ends of a sentence: what goes in and out, what it sets, calls and holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ncs.index.index import Index
from ncs.search.calls import FEWEST_OWN, MOST_NAMES, calls, filled, found
from ncs.search.inline import is_of_tests
from ncs.search.testing import tested
from ncs.text.bodies import inner, only_returns, returns, sets
from ncs.text.configured import counted, cut, listed
from ncs.text.declarations import LONGEST, declared, members, value, values
from ncs.text.explainable import identifiers, own_name
from ncs.text.signatures import fulfils, parameters, parents, returned
from ncs.text.statements import BLOCK, Statement, statements

PROSE = ("section", "block", "lines", "module")
MOST_PARENTS = 3
SHORT = 3  # statements of a body whose returned expression says more than its type

_NAMES_TYPE = re.compile(r"typedef (.*)|type \w+ (\S.*)")
_PANICS = re.compile(r"\bpanic!?\(\s*\"([^\"\n]{3,60})\"")
_RAISES = re.compile(r"(?:raise|throw(?:\s+new)?)\s+([A-Z]\w*(?:\.[A-Z]\w*)*)")


def does(index: Index, row: int) -> list[str]:
    """Of a function or a method."""
    if is_of_tests(index)[row] and (told_of_test := tested(index, row)):
        return told_of_test
    signature, language, body = index.text("signature", row), index.language_of(row), index.body_text(row)
    takes, told = parameters(signature, language), inner(body, signature, language)
    only, expression = only_returns(told, language), returns(told)
    says = [f"takes {listed(takes[:MOST_NAMES])}"] if takes else []
    if assigned := sets(told, signature):
        says.append(f"sets {listed(counted(assigned, MOST_NAMES))}")
    shown = only or (expression if len(told) <= SHORT else "")
    if comes_out := shown or returned(signature, language) or expression:
        says.append(f"returns {comes_out}")
    raises = _raised(told or statements(body, language))
    says += [f"raises {listed(raises[:MOST_NAMES])}"] if raises else []
    return says if only else says + uses(index, row, {*raises, *identifiers(shown)})


def _raised(told: Sequence[Statement]) -> list[str]:
    """The names of what is raised and the messages of panics, each once."""
    found = [match[1] for each in told if (match := _RAISES.search(each.text))]
    panics = [f'"{match[1]}"' for each in told if (match := _PANICS.search(each.text))]
    return list(dict.fromkeys([*found, *panics]))


def uses(index: Index, row: int, but: Collection[str] = ()) -> list[str]:
    called = calls(index, row, but)
    return [f"calls {listed(called)}"] if called else []


def holds(index: Index, row: int) -> list[str]:
    """Of a class: what it extends, and its members."""
    signature = index.text("signature", row)
    says = [f"extends {listed(extends)}"] if (extends := parents(signature)[:MOST_PARENTS]) else []
    if trait := fulfils(signature):
        says = [f"implements {trait}"]
    held = _members(index, row)
    held = [name for name in held if not name.startswith("_")] or held
    return says + ([f"has {listed(counted(held, MOST_NAMES))}"] if held else [])


def _members(index: Index, row: int) -> list[str]:
    """Those in the chunk and in those that follow; of one implementation among several only its own."""
    symbol, signature, language = index.text("symbol", row), index.text("signature", row), index.language_of(row)
    inside = [name for name in index.values("defines", row) if name != own_name(symbol)]
    if inside and signature.startswith(("impl", "unsafe impl", "extension")):
        return inside
    beside = [own_name(index.text("symbol", each)) for each in _beside(index, row) if _is_in(index, each, symbol)]
    held = list(dict.fromkeys([*inside, *beside]))
    return held or members(inner(index.body_text(row), signature, language), language)


def _beside(index: Index, row: int) -> range:
    """All chunks of its file."""
    return index.rows_of(int(index.file_of[row]))


def _is_in(index: Index, row: int, symbol: str) -> bool:
    return bool(symbol) and ".".join(index.values("scopes", row)) == symbol


def is_set_to(index: Index, row: int) -> list[str]:
    """Of a constant: its value if that is short, else what makes it; of several what else is declared."""
    name, body = own_name(index.text("symbol", row)), index.body_text(row)
    others = [each for each in index.values("defines", row) if each not in (name, "_")]
    beside = [f"stands beside {listed(counted(others, MOST_NAMES))}"] if others else []
    if name == "_":  # in Go what is only checked by the compiler
        return [f"begins with {cut(first.text)}" for first in statements(body, index.language_of(row))[:1]]
    if is_set := value(body, name, index.language_of(row)):
        return [f"is {is_set}", *beside]
    if listing := values(body):
        return [f"holds {listing}"]
    made = calls(index, row)
    if beside or made:
        return beside or [f"is made by {listed(made)}"]
    return [f"begins with {begins}"] if (begins := cut(" ".join(body.split()))) else []


def is_short_for(index: Index, row: int) -> list[str]:
    """Of a macro or the name of a type."""
    body, language = index.body_text(row), index.language_of(row)
    if is_set := value(body, own_name(index.text("symbol", row)), language):
        return [f"is {is_set}"]
    first = next((each.text for each in statements(body, language)), "")
    found = _NAMES_TYPE.fullmatch(first)
    return [f"is {found[1] or found[2]}"] if found and BLOCK not in first and len(first) <= LONGEST else []


def gathers(index: Index, row: int) -> list[str]:
    """Of a module: what its file defines and imports, the repository's own modules first; of a piece of code between
    definitions what that declares or calls."""
    if row != _beside(index, row)[0]:
        names = declared(index.body_text(row))
        return [f"declares {listed(counted(names, MOST_NAMES))}"] if names else uses(index, row)
    defines = defined(index, _beside(index, row))
    says = [f"defines {listed(counted(defines, MOST_NAMES))}"] if defines else []
    imports = list(index.values("imports", row))
    own = [name for name in imports if found(index, index.stem, name.rpartition(".")[2])]
    named = own[:MOST_NAMES] if len(own) >= FEWEST_OWN else filled(imports, own)
    return says + ([f"imports {listed(named)}"] if named else uses(index, row))


def defined(index: Index, rows: Collection[int]) -> list[str]:
    """The outermost names, inside a module or a namespace those of it, those called in most places first."""
    callers = index.file.array("graph.callers")
    named = [row for row in rows if index.kind_of(row) not in PROSE and index.text("symbol", row)]
    depths = {row: len(index.values("scopes", row)) for row in named}
    least = min(depths.values(), default=0)
    outer = [row for row in named if depths[row] == least]
    ordered = sorted(outer, key=lambda row: (-int(callers[row]), row))
    return list(dict.fromkeys(own_name(index.text("symbol", row)) for row in ordered))
