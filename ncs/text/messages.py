"""What a commit says of the code it changed: messages cleaned, and those that say nothing of it left out.

Merges, reverts, releases, version bumps, formatting, bots and mass edits say nothing about the code they touch.
Text in, text out.
"""

from __future__ import annotations

import re

from ncs.text import prose

MOST_FILES = 8  # a commit that touches more is about none of them
LONGEST_BODY = 300

_NOISE = re.compile(
    r"^(?:merge|revert|reapply|release|prepare|bump|version|v?\d+\.\d+|wip|fixup!|squash!|initial commit|lint|"
    r"format|reformat|typos?\b|fix(?:ed|es)? (?:a )?(?:typos?|lint|formatting|whitespace|tests?|build|ci)\b|"
    r"(?:update|upgrade|pin|add|build\(deps)[^a-z]*(?:changelog|dependenc|deps|version|copyright|licen[cs]e|authors|"
    r"contributors|readme)|changelog|chore|ci\b|docs?: typo|apply suggestions|address review|cleanup|clean up$|"
    r"whitespace|style:|run (?:black|prettier|gofmt|clang-format|rustfmt|pre-commit)|\[?pre-commit)",
    re.IGNORECASE,
)
_BOT = re.compile(r"\bbot\b|\[bot\]|dependabot|renovate|greenkeeper|pre-commit-ci|github-actions", re.IGNORECASE)
_CONVENTIONAL = re.compile(r"^\s*(?:\[[^\]]{1,30}\]\s*|[a-z]+(?:\([^)]{1,40}\))?!?:\s+)", re.IGNORECASE)
_REFERENCE = re.compile(r"\(?\s*(?:(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see|pr|gh)[\s:-]*)?#\d+\s*\)?", re.I)
_TRAILER = re.compile(r"^(?:[A-Z][a-z]+(?:-[A-Za-z]+)+:|https?:|\(cherry picked|git-svn-id|change-id)", re.MULTILINE)
# Files whose changes go with every commit: they answer none of its messages.
_COMPANION = re.compile(
    r"(?:^|/)(?:change(?:s|log)|news|history|release|authors|contributors|readme)[^/]*$|\.lock$", re.IGNORECASE
)


def message(subject: str, author: str, files: int) -> str:
    """The subject of a commit that changed so many files as a description of the change, or "" if it is none."""
    subject = subject.strip()
    if _NOISE.match(subject) or _BOT.search(author) or files > MOST_FILES:
        return ""
    subject = _REFERENCE.sub(" ", _CONVENTIONAL.sub("", subject))
    subject = " ".join(subject.split()).strip(" .:;-")
    return "" if _NOISE.match(subject) or not prose.describes(subject) else subject


def paragraph(body: str) -> str:
    """The first paragraph under the subject if it describes something, cut to LONGEST_BODY."""
    text = _TRAILER.split(body, maxsplit=1)[0]
    found = _REFERENCE.sub(" ", text.strip().split("\n\n", 1)[0])
    found = " ".join(found.split())[:LONGEST_BODY]
    return found if prose.first_sentence(found) else ""


def answers(path: str) -> bool:
    """Whether a file may be what a message is about."""
    return not _COMPANION.search(path)
