"""The workflow that publishes a repository's index on GitHub, as `ncs init --ci` writes it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ncs import __version__
from ncs.errors import SituationError
from ncs.source import lineage, remotes
from ncs.source.location import Location

FILE = ".github/workflows/ncs-index.yml"
_TEMPLATE = Path(__file__).with_name("workflow.yml")


def workflow(branch: str) -> str:
    """Its text, for pushes to a branch."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    return text.replace("[BRANCH]", f"[{json.dumps(branch)}]").replace("==VERSION", f"=={__version__}")


def write(location: Location) -> str:
    """Write it into a repository that has none yet, and say in one line what was done."""
    path = os.path.join(location.root, FILE)
    if os.path.lexists(path):
        return f"{FILE}: is there, left as it is"
    branch = _default_branch(location)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(workflow(branch))
    except OSError as problem:
        raise SituationError(f"{FILE} can't be written: {problem.strerror}") from None
    return f"{FILE}: written, publishes the index of each push to {branch}: commit it"


def _default_branch(location: Location) -> str:
    """That of the remote as it was cloned, else the one we are on."""
    remote = remotes.usual(location)
    named = remotes.head_of(location, remote) if remote else ""
    return named or lineage.branch(location) or "main"
