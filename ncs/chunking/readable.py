"""A text as its grammar can read it: of the same length, row for row and column for column.

Takes any text, gives ASCII bytes in which byte offsets are the text's character offsets.
Knows what some grammars stumble over; knows nothing about what is done with the tree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable


class _StandIns(dict[int, str]):
    """One ASCII character for every other character, so that byte offsets are character offsets.

    Letters stay letters of the same case and mathematical signs stay operators, since grammars care.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code < 128:
            stand_in = char if code else " "  # a null byte ends the input for some grammars
        elif char.isalpha():
            stand_in = "X" if char.isupper() else "x"
        else:
            stand_in = "+" if unicodedata.category(char) == "Sm" else " "
        self[code] = stand_in
        return stand_in


_STAND_INS = _StandIns()


def _blank(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^\n]", b" ", found.group())


def _unwrap_macro(found: re.Match[bytes]) -> bytes:
    head, body, brace = found.group("head"), found.group("body"), found.group("brace")
    return b" " * len(head) + body + b" " * len(brace)


# Macros on lines of their own, between `class` and its name, and behind a parameter list. Each begins with fixed
# characters and is looked for on its own: so it is found by a search for those, ten times as fast.
_C_MACROS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\n(?P<macro>[ \t]*[A-Z][A-Z0-9_]{3,}[ \t]*)(?=\n)",
        rb"class (?<=\bclass )(?P<macro>[A-Z][A-Z0-9_]{2,}(?:\([^()\n]*\))?)(?=\s+[A-Za-z_][\w:<> ]*[:{])",
        rb"struct (?<=\bstruct )(?P<macro>[A-Z][A-Z0-9_]{2,}(?:\([^()\n]*\))?)(?=\s+[A-Za-z_][\w:<> ]*[:{])",
        rb"\) (?P<macro>[A-Z][A-Z0-9_]{4,}(?:\([^()\n]*\))?(?: [A-Z][A-Z0-9_]{4,}(?:\([^()\n]*\))?)*)(?=\s*[;{])",
    )
)
# Rust macros that wrap whole items: cfg_rt! { pub fn ... }, pin_project! { pub struct ... }.
_RUST_MACROS = re.compile(
    rb"^(?P<head>(?P<indent>[ \t]*)(?!macro_rules)[\w:]+![ \t]*\{)(?P<body>[ \t]*\n"
    rb"(?=(?:[ \t]*(?://[^\n]*|#!?\[[^\n]*)?\n)*[ \t]*(?:[\w:]+! \{|"
    rb"(?:pub|fn|impl|struct|enum|trait|async fn|unsafe|const|static|mod|use|type|extern)\b))"
    rb".*?^(?P=indent))(?P<brace>\})",
    re.MULTILINE | re.DOTALL,
)
_CPP_LINES = re.compile(rb"^#[ \t]*(?:if\w*|else|elif|endif|define|undef|include)\b.*$", re.MULTILINE)

# Forms that a grammar stumbles over, written as others of the same length.
_REWRITES: dict[str, tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]]] = {
    # a bats test is a function
    "bash": (re.compile(rb"^@test .*(?= \{)", re.MULTILINE), lambda m: b"t" * (len(m.group()) - 2) + b"()"),
    # a doc comment on one line swallows the rest of the file
    "groovy": (re.compile(rb"/\*\*(?!/)"), lambda m: b"/* "),
    # a soft keyword used as a name
    "kotlin": (re.compile(rb"\bwhere\b(?!\s+\w)"), lambda m: b"_" * len(m.group())),
    "haskell": (_CPP_LINES, _blank),
    "rust": (_RUST_MACROS, _unwrap_macro),
}
_NESTED = 3  # macros in macros in macros


def _without_c_macros(data: bytes) -> bytes:
    framed = b"\n" + data + b"\n"  # the first and last line have an end on either side too
    spans = [found.span("macro") for pattern in _C_MACROS for found in pattern.finditer(framed)]
    if not spans:
        return data
    blanked = bytearray(framed)
    for start, end in spans:
        blanked[start:end] = b" " * (end - start)
    return bytes(blanked[1:-1])


def readable(text: str, grammar: str) -> bytes:
    """The text as the grammar's input."""
    data = (text if text.isascii() and "\0" not in text else text.translate(_STAND_INS)).encode("ascii")
    if grammar in ("c", "cpp"):
        return _without_c_macros(data)
    if grammar in _REWRITES:
        pattern, stand_in = _REWRITES[grammar]
        for _ in range(_NESTED if grammar == "rust" else 1):
            data, found = pattern.subn(stand_in, data)
            if not found:
                break
    return data
