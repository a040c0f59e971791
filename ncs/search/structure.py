"""What syntax knows of a chunk, as a sentence: its kind, what goes in and out, what it calls, what it is about."""

from __future__ import annotations

import re

import numpy as np

from ncs.index.index import Index
from ncs.text import tokenizer

MOST_NAMES = 5  # parameters, calls or keys that are named
TELLING = 4  # words that a document is said to be about
PROSE = ("section", "block", "lines", "module")

_NAME = re.compile(r"[^\W\d]\w*")
_RETURNS = re.compile(r"\)\s*(?:->|:)\s*([^{=]+?)\s*[:{]?$")
_RAISES = re.compile(r"^\s*(?:raise|throw(?:\s+new)?)\s+([A-Z]\w*(?:\.[A-Z]\w*)*)", re.MULTILINE)
_KEY = re.compile(r"^\s*(?:-\s+)?[\"']?([A-Za-z_][\w.-]*)[\"']?\s*[:=](?=\s|$|[\"'\[{])", re.MULTILINE)
_TYPE_FIRST = frozenset(("c", "cpp", "java", "csharp", "dart", "objc", "groovy", "solidity"))
_SELF = frozenset(("self", "cls", "this"))


def structural(index: Index, row: int) -> str:
    """Example: "Function solve takes xp, p, z0 and noise, returns list[Array] and calls drift and diffusion."."""
    kind, symbol = index.kind_of(row), index.text("symbol", row)
    head = f"{kind.capitalize()} {symbol}".strip()
    if kind in PROSE:
        head += f" of {index.path_of(row)}"
    says = _configures(index, row) if kind == "block" else [] if kind in PROSE else _says(index, row)
    if says:
        return f"{head} {', '.join(says[:-1])}{' and ' if len(says) > 1 else ''}{says[-1]}."
    about = telling_words(index, row)
    head = head if kind in PROSE else f"{head} of {index.path_of(row)}"
    return head + (f", about {listed(about)}." if about else ".")


def _says(index: Index, row: int) -> list[str]:
    signature, kind = index.text("signature", row), index.kind_of(row)
    takes = parameters(signature, index.language_of(row))
    returns = _RETURNS.search(signature)
    raises = list(dict.fromkeys(_RAISES.findall(index.body_text(row))))
    verb = "extends" if kind == "class" else "takes"
    says = [f"{verb} {listed(takes[:MOST_NAMES])}"] if takes else []
    if returns and returns[1] not in ("None", "void"):
        says.append(f"returns {returns[1]}")
    if raises:
        says.append(f"raises {listed(raises[:MOST_NAMES])}")
    calls = [call for call in index.values("calls", row) if call not in raises][:MOST_NAMES]
    return says + ([f"calls {listed(calls)}"] if calls else [])


def _configures(index: Index, row: int) -> list[str]:
    keys = list(dict.fromkeys(_KEY.findall(index.body_text(row))))
    keys = [key for key in keys if key != index.text("symbol", row)]
    return [f"sets {listed(keys[:MOST_NAMES])}"] if keys else []


def listed(names: list[str]) -> str:
    """Example: ["a", "b", "c"] -> "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def parameters(signature: str, language: str) -> list[str]:
    """The names of the parameters. Example: "int read(char *buffer, size_t n)" in c -> buffer, n."""
    names = []
    for part in _split(signature):
        declared = re.split(r"[:=]", part, maxsplit=1)[0]
        found = _NAME.findall(declared)
        if found:
            names.append(found[-1] if language in _TYPE_FIRST else _first(found, declared))
    return [name for name in names if name not in _SELF]


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


def telling_words(index: Index, row: int) -> list[str]:
    """The words that set a chunk apart from the others, most telling first."""
    counts: dict[str, int] = {}
    for word in tokenizer.surface_words(index.chunk_text(row)):
        if len(word) > 3 and word.isalpha() and word not in tokenizer.STOPWORDS:
            counts[word] = counts.get(word, 0) + 1
    scored = []
    for word, count in counts.items():
        term = index.terms.find(tokenizer.stem(word))
        spread = int(index.body.starts[term + 1] - index.body.starts[term]) if term >= 0 else len(index)
        scored.append((-(1 + np.log(count)) * np.log((len(index) + 1) / spread), word))
    return [word for score, word in sorted(scored) if score < 0][:TELLING]
