"""Indexes as artifacts of GitHub workflows, to read only: only a running workflow can upload one.

`ncs publish --to dist` and actions/upload-artifact with the name ncs-index make one. Those of forks are left alone:
anybody may open a pull request and let a workflow of theirs upload under any name.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO

from ncs.errors import IndexFileError, UsageError
from ncs.share.download import download
from ncs.share.github import GitHub
from ncs.share.intake import Intake, Sink
from ncs.share.shelf import COMMIT, SUFFIX, Published
from ncs.share.unzip import member

NAME = "ncs-index"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_HOW = "publish to a folder and hand that to actions/upload-artifact with the name ncs-index"


class Artifacts:
    """The artifacts of a repository's own workflow runs."""

    def __init__(self, github: GitHub) -> None:
        self.place = f"the artifacts of {github.repository}"
        self._github = github

    def published(self) -> list[Published]:
        said = self._github.ask(f"actions/artifacts?name={NAME}&per_page=50")
        try:
            rows = [row for row in said["artifacts"] if row["name"] == NAME and not row["expired"] and _own(row)]
            return [_entry(row) for row in sorted(rows, key=lambda row: -int(row["id"]))]
        except (TypeError, KeyError, ValueError):
            raise IndexFileError(f"{self.place} are not described as GitHub does it") from None

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        url = self._github.url(f"actions/artifacts/{wanted.name}/zip")
        with tempfile.TemporaryFile() as packed:
            sink = Sink(packed, wanted.size, wanted.version if _DIGEST.fullmatch(wanted.version) else "")
            download(url, sink, headers=self._github.headers(url))
            sink.finish()
            member(packed, wanted.commit + SUFFIX, Intake(out))
        return wanted.version

    def version_of(self, path: str) -> str:
        raise UsageError(f"{self.place} can't be written from here: {_HOW}")

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        raise UsageError(f"{self.place} can't be written from here: {_HOW}")


def _own(row: dict[str, Any]) -> bool:
    run = row["workflow_run"]
    return bool(run["repository_id"] == run["head_repository_id"] and COMMIT.fullmatch(run["head_sha"]))


def _entry(row: dict[str, Any]) -> Published:
    number, digest = int(row["id"]), row.get("digest")
    version = digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else f"id:{number}"
    return Published(row["workflow_run"]["head_sha"], str(number), version, int(row["size_in_bytes"]))
