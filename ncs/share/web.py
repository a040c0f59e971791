"""Indexes below a URL, to read only: a folder that was published and put on a server, or one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from ncs.errors import UsageError
from ncs.share import http, listing
from ncs.share.download import download, small
from ncs.share.intake import Intake
from ncs.share.shelf import SUFFIX, Published

READ_ONLY = "publish to a folder and put that on the server"


class Web:
    """A shelf behind a URL that ends in / (a folder with its list) or in .ncs (one index)."""

    def __init__(self, url: str) -> None:
        plain = http.shown(url)
        self._one = plain.endswith(SUFFIX)
        self._url = url if self._one or plain.endswith("/") else f"{plain}/"
        self.place = http.shown(self._url)

    def published(self) -> list[Published]:
        if self._one:
            return [Published("", self._url, "")]
        try:
            data = small(self._url + listing.FILE, listing.LONGEST)
        except http.Missing:
            return []
        return listing.read(data, self.place)

    def fetch(self, wanted: Published, out: BinaryIO, held: str) -> str | None:
        if self._one:
            return download(self._url, Intake(out), held)
        intake = Intake(out, wanted.size, wanted.version)
        download(self._url + wanted.name, intake)
        return intake.finish()

    def version_of(self, path: str) -> str:
        raise UsageError(f"{self.place} is an address to read from: {READ_ONLY}")

    def put(self, path: str, commit: str, seen: Sequence[Published], gone: Sequence[Published]) -> None:
        raise UsageError(f"{self.place} is an address to read from: {READ_ONLY}")
