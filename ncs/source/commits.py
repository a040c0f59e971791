"""History as records: parses what `git log --raw -z` writes.

Takes git's output as a stream of bytes; gives commits. Knows nothing about how git is started.
GitPython's own diff drops changes whose paths are not UTF-8, or hold a newline or a leading colon;
NUL-separated bytes have none of these problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

LOG_FORMAT = "--format=tformat:%H%x00%P%x00%an%x00%at%x00%s%x00%b"
_NOT_A_FILE = (b"120000", b"160000")  # symlink, submodule


class Change(NamedTuple):
    """What a commit did to one file. A blob is "" on the side where the file is not there."""

    status: str  # A, M, D, or T when a file became something else
    old_blob: str
    new_blob: str
    path: str


class Commit(NamedTuple):
    """One commit; a merge lists no changes, its parents' commits do."""

    id: str
    parents: tuple[str, ...]
    author: str
    time: int  # seconds since 1970, as the author's clock had it
    subject: str
    body: str
    changes: tuple[Change, ...]


def read_commits(stream: IO[bytes], prefix: str = "") -> Iterator[Commit]:
    """Six tokens make a commit; then, two by two, its changes, the first after an empty line."""
    tokens = _tokens(stream)
    token = next(tokens, b"")
    while token:
        parents, author, time, subject, body = (_words(next(tokens, b"")) for _ in range(5))
        commit, changes = token.decode(), []
        for token in tokens:
            if not token.startswith((b":", b"\n:")):
                break
            change = _change(token.strip(b"\n:").split(b" "), below(next(tokens, b""), prefix))
            changes += change
        else:
            token = b""
        when = int(time or 0)  # empty when the commit object is malformed
        yield Commit(commit, tuple(parents.split()), author, when, subject, body.strip(), tuple(changes))


def _change(entry: list[bytes], path: str) -> list[Change]:
    """One change from `old_mode new_mode old_blob new_blob status`; none for symlinks, submodules."""
    old_mode, new_mode, old, new, status = entry
    if old_mode in _NOT_A_FILE or new_mode in _NOT_A_FILE:
        return []
    old_blob, new_blob = ("" if not blob.strip(b"0") else blob.decode() for blob in (old, new))
    return [Change(status.decode(), old_blob, new_blob, path)]


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between NUL bytes."""
    rest = b""
    while chunk := stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole


def below(path: bytes, prefix: str) -> str:
    """`path` relative to the asked folder; of a file that was asked for itself, its name."""
    text = path.decode("utf-8", "surrogateescape")
    return text[len(prefix) + 1 :] or text.rpartition("/")[2] if prefix else text


def _words(data: bytes) -> str:
    return data.decode("utf-8", "replace")
