"""What goes into a definition, what comes out, and what a class stands on: read from signatures in many languages."""

from __future__ import annotations

import re

LONGEST = 1000  # characters: ours are shorter, a foreign index may hold anything

_TYPE_FIRST = frozenset(("c", "cpp", "java", "csharp", "dart", "objc", "groovy", "solidity"))
_TYPE_LAST = frozenset(("go", "zig"))  # behind the parentheses, with nothing between
_UNTYPED = frozenset(("elixir", "haskell", "ruby", "lua", "bash", "javascript"))
_SELF = frozenset(("self", "cls", "this", "void", "_"))
_MODIFIERS = frozenset(
    "public private protected internal static final virtual override inline extern async const constexpr explicit "
    "mut ref inout val var vararg crossinline noinline comptime implicit using readonly scoped new default auto".split()
)
_CUT = ("|", "<", "(", "->", ".")  # how a type ends that goes on where the signature was cut
_NOTHING = frozenset(("None", "void", "!void", "()", "Unit", "undefined"))

_NAME = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_BEFORE = re.compile(r"\bpub\s*\([^()]*\)|^func\s*\([^()]*\)|@\w+(?:\([^()]*\))?")  # no parameters, no names
_LIFETIME = re.compile(r"'\w+\b(?!')(?:\s*,)?\s*")
_PARENTS = re.compile(r"\b(?:extends|implements)\s+([\w.]+(?:<[^<>]*>)?(?:\s*,\s*[\w.]+(?:<[^<>]*>)?)*)")
_FULFILS = re.compile(r"(?:unsafe )?impl\b(?:\s*<(?:[^<>]|<[^<>]*>)*>)?\s*(\S.*?)\s+for\s")
_ARROW = re.compile(
    r"(?:\s|\([^()]*\)|\b(?:async|const|noexcept|override|final|(?:re)?throws)\b)*(->|:)\s*(.*)", re.DOTALL
)
_DELEGATES = re.compile(r"(?:this|super)\b")  # a Kotlin constructor, to another one
_END = re.compile(r"\s*(?:\bwhere\b|(?<=[\w>\])?\s])[{=]|:\s*$).*", re.DOTALL)
_OF = r"(?:<(?:[^()<>]|<(?:[^()<>]|<[^()<>]*>)*>)*>)?"  # what a type is made of
_OWN_NAME = re.compile(rf"(?:[\w~]+{_OF}\s*::\s*)*(?:operator\s*\S+|[\w~]+)\s*{_OF}\s*$")
_TYPE = re.compile(rf"([\w.:]+{_OF}(?:\[\])*\??(?:\s*[*&]+)?)\s*$")
_BOUNDS = re.compile(rf"(\b(?:class|interface|trait|struct)\s+\w+)\s*(?=<){_OF}")  # of what a class is made
_GROUND = re.compile(r"\s*([a-z_]\w*)\s*(?:\\\\.*)?")  # in Elixir: a side of a pattern that is a name, with its default


def parameters(signature: str, language: str) -> list[str]:
    """The names of the parameters. Example: "int read(char *buffer, size_t n)" in c -> buffer, n."""
    if language == "haskell":  # only types stand there
        return []
    _, inside, _ = _parted(signature)
    found = (_parameter(part, language) for part in _split(inside))
    return [name for name in dict.fromkeys(found) if name and name not in _SELF]


def returned(signature: str, language: str) -> str:
    """What type comes out, or "". Example: "func (c *Context) Error(err error) *Error" in go -> *Error."""
    before, _, after = _parted(signature)
    if language in _UNTYPED or not after:
        return ""
    arrow = _ARROW.match(after[1:])
    if language in _TYPE_LAST:
        kind = after[1:].rstrip().removesuffix("{")
    elif language in _TYPE_FIRST:
        kind = arrow[2] if arrow and arrow[1] == "->" else _type_before(before)
    else:
        kind = arrow[2] if arrow and not _DELEGATES.match(arrow[2]) else ""
    kind = " ".join(_END.sub("", kind).split()).strip(",; ")
    return "" if kind in _NOTHING or kind in _MODIFIERS or kind.endswith(_CUT) else kind


def parents(signature: str) -> list[str]:
    """What a class stands on. Example: "class Group(click.Group, metaclass=Meta)" -> click.Group."""
    signature = _BOUNDS.sub(r"\1", signature[:LONGEST])
    named = _PARENTS.findall(signature)
    inside = [part for part in _split(_parted(signature)[1]) if "=" not in part]
    return [part.strip() for some in named for part in some.split(",")] if named else inside


def fulfils(signature: str) -> str:
    """The trait of an implementation in Rust, or ""."""
    found = _FULFILS.match(signature[:LONGEST])
    return found[1] if found else ""


def _parameter(part: str, language: str) -> str:
    """The name in one parameter's declaration, or ""."""
    if language == "php":
        return next(iter(re.findall(r"\$(\w+)", part)), "")
    if language == "elixir":
        sides = [_GROUND.fullmatch(side) for side in re.split(r"(?<![=<>!])=(?!=)", part)]
        return next((side[1] for side in sides if side), "")
    declared = re.split(r"(?<!:)[:=](?!:)", part, maxsplit=1)[0]
    names = [name for name in _NAME.findall(declared) if name not in _MODIFIERS]
    if not names:
        return ""
    return names[-1] if language in _TYPE_FIRST or language == "swift" else names[0]  # in Swift behind its label


def _type_before(before: str) -> str:
    """A type and the name behind it. Constructors have none."""
    named = _OWN_NAME.search(before)
    typed = _TYPE.search(before[: named.start()]) if named else None
    return typed[1] if typed else ""


def _parted(signature: str) -> tuple[str, str, str]:
    """Before, between and from the end of the parentheses that hold the parameters; the last is "" if open."""
    signature = _BEFORE.sub(" ", _LIFETIME.sub("", _COMMENT.sub(" ", signature[:LONGEST])))
    start = signature.find("(")
    if start < 0:
        return signature, "", ""
    depth = 0
    for place in range(start, len(signature)):
        depth += (signature[place] in "([{") - (signature[place] in ")]}")
        if not depth:
            return signature[:start], signature[start + 1 : place], signature[place:]
    return signature[:start], signature[start + 1 :], ""


def _split(inside: str) -> list[str]:
    """The parts at the commas that lie in no bracket; the heads of arrows are none."""
    parts, depth, before = [""], 0, ""
    for character in inside:
        depth += (character in "([{<") - (character in ")]}" or (character == ">" and before not in "-="))
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
        before = character
    return [part.strip() for part in parts if part.strip()]
