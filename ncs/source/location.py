"""Where things lie: the git folder around a path, and the index that belongs to it.

Takes a path; gives the repository's folders, the default index path, the nearest existing index and
the commit of HEAD, all by reading files. It stands on the cold query path, so it starts no process
and imports only `os`. It knows nothing about what is in an index or in a commit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ncs.errors import IndexFileError, SituationError

# The variables that git itself needs; all other GIT_* of a hook's environment point children of
# ours at another repository or another index.
_KEPT = ("GIT_EXEC_PATH", "GIT_ASKPASS", "GIT_ALLOW_PROTOCOL", "GIT_TERMINAL_PROMPT", "GIT_PYTHON_")
_KEPT_GROUPS = ("GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_CONFIG_")
_DROPPED = ("GIT_CONFIG_PARAMETERS",)  # set by `git -c`, for that one command
GIT_SETTINGS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C", "LANGUAGE": "C"}
GIT_OPTIONS = ("-c", "core.fsmonitor=false", "--literal-pathspecs")

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_LONGEST_NAME = 200  # file systems allow 255 bytes, temporary names need some


class Location(NamedTuple):
    """A place inside a git repository. Example: /code/app/src of the repository /code/app."""

    root: str  # top of the work tree; of a bare repository the git folder
    git_dir: str  # of this work tree
    common_dir: str  # shared by all linked work trees
    prefix: str  # of the asked folder below root, "/" between, "" at the top
    bare: bool


def is_leaking(variable: str) -> bool:
    """Whether an environment variable would turn git to another repository than the asked one."""
    if not variable.startswith("GIT_"):
        return False
    return variable in _DROPPED or not variable.startswith(_KEPT + _KEPT_GROUPS)


def git_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for a git child: no leaks, no locks taken, no network, plain messages."""
    return {name: value for name, value in environ.items() if not is_leaking(name)} | GIT_SETTINGS


def to_text(path: str | bytes) -> str:
    """A file system path as ncs writes it: UTF-8 whatever the locale, odd bytes as surrogates."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def to_system(path: str) -> str:
    """The inverse of `to_text`: a path that `open` takes."""
    return os.fsdecode(path.encode("utf-8", "surrogateescape"))


def is_below(path: str) -> bool:
    """Whether a path, with "/" between, stays in the folder that it is relative to, and is one that git can hold."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return "\0" not in path and not any(part in ("", ".", "..") for part in path.split("/"))


def locate(path: str | os.PathLike[str]) -> Location | None:
    """The repository around `path` as git would find it, or None."""
    asked = os.path.realpath(path)
    for folder in _upwards(asked):
        dotgit = os.path.join(folder, ".git")
        if os.path.isfile(dotgit):
            return _location(asked, folder, _follow(dotgit))
        if _is_git_dir(dotgit):
            return _location(asked, folder, dotgit)
        if _is_git_dir(folder):
            inside = os.path.basename(folder) == ".git"
            root = os.path.dirname(folder) if inside else folder
            return Location(root, folder, _common_dir(folder), "", bare=not inside)
    return None


def index_path(path: str | os.PathLike[str]) -> str:
    """Where the index of `path` belongs unless the user says otherwise."""
    found = locate(path)
    if found is None:
        folder = os.path.realpath(path)
        folder = folder if os.path.isdir(folder) else os.path.dirname(folder)
        return os.path.join(folder, ".ncs", "index.ncs")
    return _stored(found.common_dir, found.prefix)


def find_index(cwd: str | os.PathLike[str]) -> str:
    """The nearest index that exists: of this folder, of one above it, at last of the repository."""
    for candidate in _candidates(cwd):
        if os.path.isfile(candidate):
            return candidate
    raise IndexFileError("no index here: run `ncs index`")


def read_head(git_dir: str) -> str | None:
    """The commit of HEAD without starting git; None when unborn, or kept in a reftable."""
    common = _common_dir(git_dir)
    value = _first_line(os.path.join(git_dir, "HEAD"))
    for _ in range(5):  # git's own limit on symbolic refs that point at symbolic refs
        if not value.startswith("ref:"):
            return value if _is_id(value) else None
        name = value[4:].strip()
        value = (
            _first_line(os.path.join(git_dir, name)) or _first_line(os.path.join(common, name)) or _packed(common, name)
        )
    return None


def _candidates(cwd: str | os.PathLike[str]) -> Iterator[str]:
    found = locate(cwd)
    if found is None:
        for folder in _upwards(os.path.realpath(cwd)):
            yield os.path.join(folder, ".ncs", "index.ncs")
        return
    prefix = found.prefix
    while prefix:
        yield _stored(found.common_dir, prefix)
        prefix = prefix.rpartition("/")[0]
    yield _stored(found.common_dir, "")


def _stored(common_dir: str, prefix: str) -> str:
    return os.path.join(common_dir, "ncs", (_percent(prefix) if prefix else "index") + ".ncs")


def _percent(prefix: str) -> str:
    """`prefix` as one file name. Example: "src/a b" gives "src%2Fa%20b"."""
    data = prefix.encode("utf-8", "surrogateescape")
    name = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in data)
    if name.lower() == "index":  # a folder of that name must not take the whole repository's index
        return f"%{data[0]:02X}{name[1:]}"
    if len(name) > _LONGEST_NAME:
        import hashlib

        return f"{name[:_LONGEST_NAME]}~{hashlib.sha256(data).hexdigest()[:16]}"
    return name


def _upwards(path: str) -> Iterator[str]:
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def _location(asked: str, root: str, git_dir: str) -> Location:
    inside_git = asked == git_dir or asked.startswith(git_dir + os.sep)
    below = "" if asked == root or inside_git else os.path.relpath(asked, root)
    prefix = to_text(below).replace(os.sep, "/")
    return Location(root, git_dir, _common_dir(git_dir), prefix, bare=False)


def _follow(dotgit: str) -> str:
    """The git folder that a `.git` file of a linked work tree or a submodule points to."""
    line = _first_line(dotgit)
    target = line[len("gitdir:") :].strip() if line.startswith("gitdir:") else ""
    git_dir = os.path.realpath(os.path.join(os.path.dirname(dotgit), target))
    if not target or not _is_git_dir(git_dir):
        raise SituationError(f"{dotgit} points to no git repository: run `git worktree repair` or remove it")
    return git_dir


def _common_dir(git_dir: str) -> str:
    return os.path.realpath(os.path.join(git_dir, _first_line(os.path.join(git_dir, "commondir"))))


def _is_git_dir(folder: str) -> bool:
    if not os.path.lexists(os.path.join(folder, "HEAD")):
        return False
    if os.path.isfile(os.path.join(folder, "commondir")):
        return True
    return all(os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs"))


def _packed(common: str, name: str) -> str:
    try:
        with open(os.path.join(common, "packed-refs"), "rb") as file:
            wanted = b" " + os.fsencode(name)
            for line in file:
                if line.rstrip(b"\n").endswith(wanted) and not line.startswith((b"#", b"^")):
                    return line.split(b" ", 1)[0].decode("ascii", "replace")
    except OSError:
        pass
    return ""


def _first_line(path: str) -> str:
    """The first line of a small file, "" when it can't be read."""
    try:
        with open(path, "rb") as file:
            return os.fsdecode(file.readline(8192)).strip("\r\n")
    except (OSError, ValueError):
        return ""


def _is_id(value: str) -> bool:
    return len(value) in (40, 64) and all(character in "0123456789abcdef" for character in value)
