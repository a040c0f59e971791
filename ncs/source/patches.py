"""History as changed code: parses what `git log --patch` writes.

Takes git's output as a stream of bytes; gives commits with the hunks that they changed, as the code was
afterwards. For learning from history: hunks are what a commit's message is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from ncs.source.commits import below

# Marks that no line of a patch begins with, so that messages and patches can't be taken for each other.
BEGIN, END = b"\x01\x02", b"\x02\x01"
LOG_FORMAT = "--format=tformat:%x01%x02%H%x00%P%x00%an%x00%s%x00%b%x00%x02%x01"
CONTEXT = 4  # lines around a change that belong to its hunk
LONGEST_HUNK = 120  # lines: more than that is moved or generated code
_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@ ?(.*)")


class Hunk(NamedTuple):
    """One changed stretch of a file, with lines around it, as it was after the commit."""

    path: str
    start_line: int
    inside: str  # the line of the definition around it, as git guesses it; may be ""
    text: str


class Patch(NamedTuple):
    """One commit with its hunks. Files that are binary, removed or oddly named have none."""

    id: str
    author: str
    subject: str
    body: str
    files: int  # how many files it changed
    hunks: tuple[Hunk, ...]


def read_patches(stream: IO[bytes], prefix: str = "") -> Iterator[Patch]:
    """Commits in the order of git's output; one that is cut off in the middle is left out. Paths are relative to
    `prefix`, the folder that was asked for."""
    header: list[str] | None = None
    waiting: list[bytes] = []  # lines of a message that is not over yet
    body = _Body(prefix)
    for line in stream:
        if line.startswith(BEGIN):
            if header is not None:
                yield body.patch(header)
            header, waiting, body = None, [line], _Body(prefix)
        elif header is None:
            waiting.append(line)
        else:
            body.add(line)
        if header is None and line.rstrip(b"\n").endswith(END):
            header = _header(b"".join(waiting))
    if header is not None:
        yield body.patch(header)


def _header(message: bytes) -> list[str]:
    fields = message.strip(b"\n")[len(BEGIN) : -len(END)].split(b"\0")
    return [field.decode("utf-8", "replace") for field in fields[:5]]


class _Body:
    """The patch of one commit, line by line."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.files = 0
        self.path = ""
        self.hunks: list[Hunk] = []
        self.lines: list[str] | None = None  # of the hunk that is being read
        self.start, self.inside = 0, ""

    def add(self, line: bytes) -> None:
        if line.startswith(b"diff --git "):
            self._close()
            self.files, self.path = self.files + 1, ""
        elif self.lines is None and line.startswith(b"+++ "):
            self.path = _path(line[4:], self.prefix)
        elif line.startswith(b"@@ "):
            self._close()
            self._open(line)
        elif self.lines is not None and line[:1] in (b"+", b" "):
            self.lines.append(line[1:].rstrip(b"\r\n").decode("utf-8", "replace"))

    def _open(self, line: bytes) -> None:
        found = _HUNK.match(line)
        if found and self.path:
            self.lines, self.start = [], int(found[1])
            self.inside = found[3].decode("utf-8", "replace").strip()

    def _close(self) -> None:
        if self.lines is not None and 0 < len(self.lines) <= LONGEST_HUNK:
            self.hunks.append(Hunk(self.path, self.start, self.inside, "\n".join(self.lines)))
        self.lines = None

    def patch(self, header: list[str]) -> Patch:
        self._close()
        id, _, author, subject, message = header
        return Patch(id, author, subject, message.strip(), self.files, tuple(self.hunks))


def _path(field: bytes, prefix: str) -> str:
    """The path after the change; "" for a removed file and for names that git had to quote."""
    name = field.rstrip(b"\t\r\n")
    return below(name[2:], prefix) if name.startswith(b"b/") else ""
