"""GitHub's REST API as far as indexes need it: which repository, with which login, and where it is asked.

The login is GH_TOKEN or GITHUB_TOKEN, else that of `gh`, else none: the releases of a public repository need none.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.parse
from typing import Any

from ncs.errors import SituationError, UsageError
from ncs.share.download import read_json
from ncs.source import remotes
from ncs.source.location import Location

LONGEST = 4 << 20  # bytes of one answer
_REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}", re.ASCII)
_URL = re.compile(r"(?:\w+://)?(?:[^@/]*@)?([\w.-]+)(?::\d+)?[:/]+([\w.-]+/[\w.-]+?)(?:\.git)?/?", re.ASCII)


class GitHub:
    """One repository there."""

    def __init__(self, repository: str, host: str = "github.com") -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise UsageError(f"{repository} is no repository on GitHub: give OWNER/NAME")
        self.repository, self._host = repository, host
        usual = "https://api.github.com" if host == "github.com" else f"https://{host}/api/v3"
        self._api = os.environ.get("GITHUB_API_URL") or usual
        self._token = _token(host)

    def url(self, path: str) -> str:
        return f"{self._api}/repos/{self.repository}/{path}"

    def headers(self, url: str, accept: str = "application/vnd.github+json") -> dict[str, str]:
        """With the login, unless that would be read on the way."""
        plain = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        parts = urllib.parse.urlsplit(url)
        safe = parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost")
        return plain | {"Authorization": f"Bearer {self._token}"} if self._token and safe else plain

    def ask(self, path: str, method: str = "GET", body: bytes | None = None) -> Any:
        url = self.url(path)
        return read_json(url, LONGEST, self.headers(url), method, body)


def found(given: str, location: Location) -> GitHub:
    """The repository that is named, else that of the workflow, else that of the remote."""
    if given or os.environ.get("GITHUB_REPOSITORY"):
        return GitHub(given or os.environ["GITHUB_REPOSITORY"])
    remote = remotes.usual(location)
    url = remotes.url_of(location, remote) if remote else ""
    named = _URL.fullmatch(url)
    if not named:
        raise SituationError("the remote is not on GitHub: name the repository, such as github:release:OWNER/NAME")
    return GitHub(named[2], named[1].lower())


def _token(host: str) -> str:
    given = os.environ.get("GH_TOKEN") or os.environ.get("GITHUB_TOKEN")
    program = None if given else shutil.which("gh")
    if program is None:
        return (given or "").strip()
    try:
        said = subprocess.run([program, "auth", "token", "--hostname", host], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    token = said.stdout.decode("ascii", "replace").strip()
    return token if said.returncode == 0 and token.isprintable() else ""
