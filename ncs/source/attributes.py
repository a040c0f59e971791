"""What .gitattributes say about a path, and what a glob matches.

Takes the text of the .gitattributes files of a tree; gives, for a path, the few attributes that ncs
cares about. Git's own `check-attr` can't read a commit before git 2.40. Knows nothing about files.

Globs are git's: `*` and `?` stop at "/", `**` does not; without a "/" they match at any depth.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

GENERATED, VENDORED, DOCUMENTATION = "linguist-generated", "linguist-vendored", "linguist-documentation"
BINARY = "binary"
_CARED_FOR = frozenset((GENERATED, VENDORED, DOCUMENTATION, BINARY))
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-7]{3})')
_LETTERS = dict(zip(b'abtnvfr"\\', b'\a\b\t\n\v\f\r"\\', strict=True))
_LONGEST = 2048  # git's limit on a line of .gitattributes

Matcher = Callable[[str], bool]


class Rule(NamedTuple):
    """One line. Example: in `doc/.gitattributes`, `*.js linguist-generated -text`."""

    folder: str  # where the file stands: "doc/", "" at the top
    matches: Matcher  # of a path relative to that folder
    settings: dict[str, bool | None]  # None takes an earlier setting back


class Attributes:
    """The .gitattributes of one tree."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` maps the folder of each .gitattributes ("" or "doc/") to what it says."""
        macros: dict[str, dict[str, bool | None]] = {BINARY: {BINARY: True}}
        self._rules: list[Rule] = []
        # Deeper files win over shallower ones, as later lines win over earlier ones.
        for folder in sorted(texts, key=lambda folder: (folder.count("/"), folder)):
            self._rules += _rules(folder, texts[folder], macros)

    def of(self, path: str) -> dict[str, bool]:
        """The attributes of `path` that are set or explicitly unset."""
        found: dict[str, bool | None] = {}
        for rule in self._rules:
            if path.startswith(rule.folder) and rule.matches(path[len(rule.folder) :]):
                found.update(rule.settings)
        return {name: value for name, value in found.items() if value is not None}


def excluder(globs: tuple[str, ...]) -> Matcher:
    """Whether one of the globs matches the path or a folder above it."""
    matchers = [glob(pattern.rstrip("/")) for pattern in globs]

    def excluded(path: str) -> bool:
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
        return any(matches(place) for place in above for matches in matchers)

    return excluded if matchers else lambda path: False


def glob(pattern: str) -> Matcher:
    """Whether a path matches, in time linear in its parts however hostile the pattern is."""
    if "/" not in pattern:
        part = _part(pattern)
        return lambda path: part(path.rpartition("/")[2])
    names = pattern.lstrip("/").split("/")
    if names[-1] == "**":  # everything inside, but not the folder's own name
        names.append("*")
    parts = [None if name == "**" else _part(name) for name in names]
    return lambda path: _walk(parts, path.split("/"))


def _walk(parts: list[Matcher | None], names: list[str]) -> bool:
    """Matches part by part; None stands for `**`, which first takes no name, then one more each time."""
    at = seen = 0
    last: tuple[int, int] | None = None
    while seen < len(names):
        part = parts[at] if at < len(parts) else None
        if at < len(parts) and part is None:
            at, last = at + 1, (at + 1, seen)
        elif part is not None and part(names[seen]):
            at, seen = at + 1, seen + 1
        elif last is not None:
            last = (last[0], last[1] + 1)
            at, seen = last
        else:
            return False
    return all(part is None for part in parts[at:])


def _part(pattern: str) -> Matcher:
    """The matcher of one name. `fnmatch` writes expressions that do not backtrack over a `*`."""
    if not any(mark in pattern for mark in "*?[\\"):
        return pattern.__eq__
    plain = re.sub(r"\\(.)", lambda match: f"[{match[1]}]", pattern).replace("[^", "[!")
    try:
        expression = re.compile(fnmatch.translate(plain))
    except re.error:  # a reversed range such as [z-a] matches nothing, in git too
        return lambda name: False
    return lambda name: expression.match(name) is not None


def _rules(folder: str, text: str, macros: dict[str, dict[str, bool | None]]) -> Iterator[Rule]:
    for line in text.split("\n"):
        line = line.strip(" \t\r")
        if not line or line.startswith("#") or len(line) > _LONGEST:
            continue
        pattern, words = _split(line)
        if pattern.startswith("[attr]"):
            if not folder:  # git reads macros at the top only
                macros[pattern[len("[attr]") :]] = _settings(words, macros)
            continue
        settings = _settings(words, macros)
        # A pattern that ends in "/" matches folders, and a folder's attributes are not its files'.
        if settings and not pattern.startswith("!") and not pattern.endswith("/"):
            yield Rule(folder, glob(pattern), settings)


def _split(line: str) -> tuple[str, list[str]]:
    """The pattern, which may be quoted like a C string, and the attributes behind it."""
    end = re.match(r'"(?:[^"\\]|\\.)*"', line)
    if end is None:
        words = line.split()
        return (words[0], words[1:]) if words else ("", [])
    data = end[0][1:-1].encode("utf-8", "surrogateescape")
    pattern = _ESCAPE.sub(_unquoted, data).decode("utf-8", "surrogateescape")
    return pattern, line[end.end() :].split()


def _unquoted(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes((int(escape, 8) & 0xFF if len(escape) == 3 else _LETTERS[escape[0]],))


def _settings(words: list[str], macros: dict[str, dict[str, bool | None]]) -> dict[str, bool | None]:
    """The cared-for attributes among `name`, `-name`, `!name`, `name=value` and macros."""
    settings: dict[str, bool | None] = {}
    for word in words:
        name, _, value = word.lstrip("-!").partition("=")
        state = None if word.startswith("!") else not word.startswith("-") and value != "false"
        if state and name in macros:
            settings.update(macros[name])
        elif name in _CARED_FOR:
            settings[name] = state
    return settings
