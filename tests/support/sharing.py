"""A team: a bare repository that all push to, the office that publishes, a colleague who clones."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from ncs.index import format
from support.cli import Outcome, ncs
from support.repos import commit, git


class Team(NamedTuple):
    remote: Path
    office: Path  # has an index of its first commit
    folder: Path

    def clone(self, name: str = "colleague", *options: str) -> Path:
        target = self.folder / name
        git(self.folder, "clone", "--quiet", *options, f"file://{self.remote}", str(target))
        return target

    def publish_next(self, name: str = "new.py") -> str:
        """A commit with one more file, pushed, its index published; gives its id."""
        made = commit(self.office, {name: f"def {Path(name).stem}():\n    return 'something {name}'\n"})
        git(self.office, "push", "--quiet", "origin", "HEAD")
        label(index_of(self.office), made)
        done(ncs("publish", cwd=self.office))
        return made


def gather_team(office: Path, folder: Path) -> Team:
    remote = folder / "remote.git"
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    own = Path(shutil.copytree(office, folder / "office", symlinks=True))
    git(own, "remote", "add", "origin", str(remote))
    git(own, "push", "--quiet", "--set-upstream", "origin", "main")
    return Team(remote, own, folder)


def done(outcome: Outcome) -> Outcome:
    assert outcome.code == 0, outcome
    return outcome


def label(index: Path, commit: str) -> None:
    """Makes an index say that it is of another commit: sooner done than indexing again, where only that counts."""
    change(index, lambda header, text: text["about"].update(commit=commit))


def change(index: Path, edit: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    """Changes the table of arrays or what is said about them, and seals it again as ncs would."""
    data = index.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    text = json.loads(header["__metadata__"]["ncs"])
    edit(header, text)
    header["__metadata__"]["ncs"] = format.canonical(text | {"seal": format.seal(text)})
    head = json.dumps(header).encode()
    index.write_bytes(struct.pack("<Q", len(head)) + head + data[8 + length :])


def answers(root: Path, question: str = "move money between accounts") -> Any:
    """What a query gives, without what differs from place to place."""
    return done(ncs("query", question, "--json", cwd=root)).json["results"]


def index_of(root: Path) -> Path:
    return root / ".git/ncs/index.ncs"
