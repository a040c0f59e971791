"""What goes into a definition, what comes out, and what a class stands on: read from signatures in many languages."""

from __future__ import annotations

import re

LONGEST = 1000  # characters: ours are shorter, a foreign index may hold anything

_NAME = re.compile(r"[^\W\d]\w*")
_RETURNS = re.compile(r"\)\s*(?:->|:)\s*([^{=]+?)\s*[:{]?$")
_GO_RETURNS = re.compile(r"\)\s*(?!\s)([^{]*?[^{\s])\s*\{?$")
_PARENTS = re.compile(r"\b(?:extends|implements)\s+([\w.]+(?:<[^<>]*>)?(?:\s*,\s*[\w.]+(?:<[^<>]*>)?)*)")
_RECEIVER = re.compile(r"^func\s*\([^)]*\)\s*")
# A type and the name behind it. Constructors have none, and what stands there instead is no type.
_TYPED = re.compile(r"(?<![\w.:])([\w.:]+(?:<[^()]*>)?(?:\[\])*[ \t]*[*&]*)[ \t]*\b([\w~]+)\s*\(")
_TYPE_FIRST = frozenset(("c", "cpp", "java", "csharp", "dart", "objc", "groovy", "solidity"))
_SELF = frozenset(("self", "cls", "this"))
_MODIFIERS = frozenset("public private protected internal static final virtual override inline extern".split())
_WORDS = frozenset("if for while switch return".split())


def parameters(signature: str, language: str) -> list[str]:
    """The names of the parameters. Example: "int read(char *buffer, size_t n)" in c -> buffer, n."""
    names = []
    for part in _split(_received(signature[:LONGEST], language)):
        declared = re.split(r"[:=]", part, maxsplit=1)[0]
        found = _NAME.findall(declared)
        if found:
            names.append(found[-1] if language in _TYPE_FIRST else _first(found, declared))
    return [name for name in names if name not in _SELF]


def parents(signature: str) -> list[str]:
    """What a class stands on. Example: "class Group(click.Group, metaclass=Meta)" -> click.Group."""
    signature = signature[:LONGEST]
    named = _PARENTS.findall(signature)
    inside = [part for part in _split(signature) if "=" not in part]
    return [part.strip() for some in named for part in some.split(",")] if named else inside


def returned(signature: str, language: str) -> str:
    """What type comes out, or "". Example: "func (c *Context) Error(err error) *Error" in go -> *Error."""
    signature = signature[:LONGEST]
    if language in _TYPE_FIRST:
        typed = _TYPED.search(signature)
        kind = typed[1].strip() if typed and typed[2] not in _WORDS else ""
        return "" if kind in _MODIFIERS or kind == "void" else kind
    found = (_GO_RETURNS if language == "go" else _RETURNS).search(_received(signature, language))
    return found[1] if found and found[1] not in ("None", "void", "()") else ""


def _received(signature: str, language: str) -> str:
    """In Go the receiver of a method stands before its name."""
    return _RECEIVER.sub("func ", signature) if language == "go" else signature


def _first(found: list[str], declared: str) -> str:
    """The name where it stands before its type; modifiers such as `mut` or `inout` do not count."""
    return (
        found[1]
        if found[0] in ("mut", "ref", "inout", "val", "var", "const", "vararg", "public", "private") and len(found) > 1
        else found[0]
    )


def _split(signature: str) -> list[str]:
    """The parts between the outermost parentheses, at the commas that lie in no bracket."""
    start = signature.find("(")
    if start < 0:
        return []
    parts, depth, current = [], 0, ""
    for character in signature[start:]:
        depth += (character in "([{<") - (character in ")]}>")
        if depth <= 0:
            break
        if character == "," and depth == 1:
            parts.append(current)
            current = ""
        elif current or depth > 1 or character != "(":
            current += character
    return [part.strip() for part in [*parts, current] if part.strip()]
