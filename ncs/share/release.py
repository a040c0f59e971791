"""Indexes as files of a release on GitHub: a public repository's need no login to be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from ncs.errors import IndexFileError, SituationError
from ncs.share.download import download, read_json
from ncs.share.folder import digest_of
from ncs.share.github import LONGEST, GitHub
from ncs.share.http import Missing
from ncs.share.intake import Intake
from ncs.share.shelf import COMMIT, SUFFIX, Published
from ncs.source.remotes import OutrunError

TAG = "ncs-index"
_NAME = re.compile(rf"({COMMIT.pattern}){re.escape(SUFFIX)}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Release:
    """The release of the tag ncs-index; the assets are <commit>.ncs."""

    def __init__(self, github: GitHub) -> None:
        self.place = f"the release {TAG} of {github.repository}"
        self._github = github

    def published(self) -> list[Published]:
        try:
            assets = self._release()["assets"]
        except Missing:
            return []
        try:
            rows = [(int(row["id"]), str(row["name"]), row) for row in assets if row["state"] == "uploaded"]
            return [_entry(i, name, row) for i, name, row in sorted(rows, reverse=True) if _NAME.fullmatch(name)]
        except (TypeError, KeyError, ValueError):
            raise IndexFileError(f"{self.place} is not described as GitHub does it") from None

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        digest = wanted.version if _DIGEST.fullmatch(wanted.version) else ""
        intake = Intake(out, wanted.size, digest)
        url = self._github.url(f"releases/assets/{wanted.name}")
        download(url, intake, headers=self._github.headers(url, "application/octet-stream"))
        intake.finish()
        return wanted.version

    def version_of(self, path: str) -> str:
        return digest_of(path)

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        if self.published() != list(seen):
            raise OutrunError("somebody else published at the same time: try again")
        target = self._upload_url()
        for entry in gone:  # first: a name is there once only
            if entry.commit == commit:
                self._delete(entry)
        name, size = commit + SUFFIX, os.path.getsize(path)
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        with open(path, "rb") as file:
            url = f"{target}?name={name}"
            read_json(url, LONGEST, self._github.headers(url) | headers, "POST", file)
        for entry in gone:
            if entry.commit != commit:
                self._delete(entry)

    def _release(self) -> dict[str, Any]:
        found = self._github.ask(f"releases/tags/{TAG}")
        if not isinstance(found, dict) or not isinstance(found.get("assets"), list):
            raise IndexFileError(f"{self.place} is not described as GitHub does it")
        return found

    def _upload_url(self) -> str:
        try:
            found = self._release()
        except Missing:
            note = "Indexes of ncs for `ncs pull --from github:release`."
            made = {"tag_name": TAG, "name": "ncs index", "body": note, "prerelease": True}
            found = self._github.ask("releases", "POST", json.dumps(made).encode())
        url = found.get("upload_url") if isinstance(found, dict) else None
        if not isinstance(url, str):
            raise SituationError(f"{self.place} can't be written: GitHub names no place to upload to")
        return url.partition("{")[0]

    def _delete(self, entry: Published) -> None:
        self._github.ask(f"releases/assets/{entry.name}", "DELETE")


def _entry(number: int, name: str, row: dict[str, Any]) -> Published:
    digest = row.get("digest")
    version = digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else f"id:{number}"
    return Published(name.removesuffix(SUFFIX), str(number), version, int(row["size"]))
