"""Real git repositories for tests: made with git itself, never with the code under test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, "bytes | str"]

# Names that have broken parsers of git's output.
ODD_NAMES = {
    "plain.py": "a = 1\n",
    "naïve.py": "b = 2\n",
    "caf\udce9.py": "c = 3\n",  # a Latin-1 byte, not UTF-8
    ":colon.py": "d = 4\n",
    "-dash.py": "e = 5\n",
    'quote".py': "f = 6\n",
    "back\\slash.py": "g = 7\n",
    "new\nline.py": "h = 8\n",
    "tab\there.py": "i = 9\n",
    " blanks ": "j = 10\n",
    "trailing\n": "k = 11\n",
    "*star?.py": "l = 12\n",
    "deep/:folder/-x/y.py": "m = 13\n",
    ":(top)/[a]*/z.py": "n = 14\n",
}


def git(root: Path, *arguments: str | bytes, stdin: bytes = b"") -> str:
    """Runs git in `root` and gives what it says."""
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_INDEX_FILE")}
    done = subprocess.run(command, cwd=root, input=stdin, capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def write(root: Path, files: Files) -> None:
    """Writes files below `root`; odd bytes in names are surrogate escapes."""
    for name, content in files.items():
        path = os.path.join(os.fsencode(root), name.encode("utf-8", "surrogateescape"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)


def init(root: Path, *options: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main", *options)
    return root


def commit(root: Path, files: Files | None = None, message: str = "change") -> str:
    """Writes files, commits everything that is in the work tree, and gives the commit's id."""
    write(root, files or {})
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file=-", stdin=message.encode())
    return git(root, "rev-parse", "HEAD")
