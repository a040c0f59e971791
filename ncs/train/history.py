"""What a repository's commits say about its code: messages worth learning from, cleaned.

Merges, reverts, releases, version bumps, formatting, bots and mass edits say nothing about the code they
touch, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ncs.source.patches import Hunk, Patch
from ncs.text import prose

MOST_FILES = 8  # a commit that touches more is about none of them
MOST_HUNKS = 4  # of one commit: its message belongs to the first ones as much as to all
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


def message(patch: Patch) -> str:
    """The commit's message as a description of what it changed, or "" if it is none."""
    subject = patch.subject.strip()
    if _NOISE.match(subject) or _BOT.search(patch.author) or patch.files > MOST_FILES:
        return ""
    subject = _REFERENCE.sub(" ", _CONVENTIONAL.sub("", subject))
    subject = " ".join(subject.split()).strip(" .:;-")
    return "" if _NOISE.match(subject) or not prose.describes(subject) else subject


def body(patch: Patch) -> str:
    """The first paragraph under the subject if it describes something, cut to LONGEST_BODY."""
    text = _TRAILER.split(patch.body, maxsplit=1)[0]
    paragraph = _REFERENCE.sub(" ", text.strip().split("\n\n", 1)[0])
    paragraph = " ".join(paragraph.split())[:LONGEST_BODY]
    return paragraph if prose.first_sentence(paragraph) else ""


class Told(NamedTuple):
    """What was said, and the change that it was said about."""

    commit: str
    said: str
    hunk: Hunk


def told(patches: Iterable[Patch]) -> Iterator[Told]:
    """In the order of the commits."""
    for patch in patches:
        said = message(patch)
        if not said:
            continue
        hunks = [hunk for hunk in patch.hunks if not _COMPANION.search(hunk.path)]
        more = body(patch)
        for number, hunk in enumerate(hunks[:MOST_HUNKS]):
            yield Told(patch.id, f"{said} {more}".strip() if number % 2 else said, hunk)
