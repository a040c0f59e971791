"""Names as they are written, and names as they are looked up.

Takes the source of a name, `Foo<T>::bar` or `"aws_vpc" "main"`, gives an identifier and its
scopes, or a label.
Knows nothing about syntax trees.
"""

from __future__ import annotations

import re

from ncs.chunking.syntax import Span

_SEPARATOR = re.compile(r"::|[.:]")  # Foo::bar, M.x, M:x
_GENERIC = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_NOT_A_SCOPE = {"exports", "module", "prototype", "this", "self", "window", "global", "", "s", "g"}
NAME_CHARS = 120  # a name longer than this is a sentence


def without_generics(raw: str) -> str:
    """Foo<T> -> Foo, Recv[K, V] -> Recv"""
    return _GENERIC.sub("", raw)


def plain_name(raw: str) -> tuple[str, tuple[str, ...]]:
    """An identifier and the scopes written before it: `Foo<T>::bar` -> bar, (Foo,)."""
    raw = raw[: 4 * NAME_CHARS].strip().strip("\"'`&*$ ")
    while "<" in raw and (shorter := _GENERIC.sub("", raw)) != raw and shorter[:1] not in ("", "("):
        raw = shorter
    operator = raw.find("operator")
    head, tail = (raw[:operator], raw[operator:]) if operator >= 0 else (raw, "")
    parts = [raw.strip("()") or raw]
    if has_word(raw):
        parts = [part.strip("()&* \t\n\"'") or part for part in _SEPARATOR.split(head)]
    if tail:
        parts[-1] = " ".join(tail.split())
    *scopes, name = [part for part in parts if part] or [raw]
    return name[:NAME_CHARS], tuple(scope for scope in scopes if scope not in _NOT_A_SCOPE)


def has_word(text: str) -> bool:
    return any(char.isalnum() or char == "_" for char in text)


def label(text: str, spans: tuple[Span, ...]) -> str:
    if len(spans) == 1 and text.startswith("(", spans[0][0]):  # TEST(PoolTest, Closes)
        return ".".join(text[spans[0][0] + 1 : spans[0][1] - 1].replace(",", " ").split())
    parts = [" ".join(text[a : min(b, a + NAME_CHARS)].split()).strip("\"'`{} \\") for a, b in spans]
    return ".".join(part for part in parts if part)
