"""Releases and artifacts on GitHub, against a server of this machine that answers as its REST API does."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.cli import fails, ncs
from support.repos import commit, git
from support.server import Request, Site, serving
from support.sharing import answers, done, index_of, label

from ncs.share import github
from ncs.share.shelf import KEPT

REPOSITORY = "octo/office"
TOKEN = "a-token-for-tests"


class Fake:
    """One repository there: the release ncs-index and the artifacts of its workflows."""

    def __init__(self, site: Site) -> None:
        self.site, self.release, self.assets, self.number = site, False, {}, 0  # type: ignore[var-annotated]
        self.artifacts: list[dict[str, Any]] = []
        base = f"/repos/{REPOSITORY}"
        site.answers |= {
            f"{base}/releases/tags/ncs-index": self._show,
            f"{base}/releases": self._create,
            "/uploads": self._upload,
            f"{base}/actions/artifacts": lambda r: self._json(r, {"artifacts": self.artifacts}),
        }

    def add_artifact(self, sha: str, packed: bytes, **other: Any) -> None:
        self.number += 1
        run = {"repository_id": 1, "head_repository_id": 1, "head_sha": sha}
        row = {
            "id": self.number,
            "name": "ncs-index",
            "expired": False,
            "size_in_bytes": len(packed),
            "workflow_run": run,
        }
        row["digest"] = f"sha256:{hashlib.sha256(packed).hexdigest()}"
        self.artifacts.append(row | other)
        self._file(f"/repos/{REPOSITORY}/actions/artifacts/{self.number}/zip", packed)

    def _file(self, path: str, content: bytes) -> None:
        """As there: the address leads on to another one, which takes no login."""
        self.site.answers[path] = lambda request: request.send(302, Location=f"{self.site.url}/store{path}")
        self.site.files[f"/store{path}"] = content

    def _json(self, request: Request, value: Any, status: int = 200) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            request.send(401, b"{}")
        else:
            request.send(status, json.dumps(value).encode(), Content_Type="application/json")

    def _show(self, request: Request) -> None:
        upload = f"{self.site.url}/uploads{{?name,label}}"
        found = {"upload_url": upload, "assets": list(self.assets.values())}
        self._json(request, found if self.release else {}, 200 if self.release else 404)

    def _create(self, request: Request) -> None:
        assert request.command == "POST" and json.loads(request.body)["tag_name"] == "ncs-index"
        self.release = True
        self._show(request)

    def _upload(self, request: Request) -> None:
        self.number += 1
        name = request.path.partition("?name=")[2]
        assert name not in [asset["name"] for asset in self.assets.values()]
        digest = f"sha256:{hashlib.sha256(request.body).hexdigest()}"
        row = {"id": self.number, "name": name, "state": "uploaded", "size": len(request.body), "digest": digest}
        self.assets[self.number] = row
        place = f"/repos/{REPOSITORY}/releases/assets/{self.number}"
        self._file(place, request.body)
        leads_on = self.site.answers[place]

        def asset(again: Request) -> None:
            if again.command == "DELETE":
                del self.assets[row["id"]]
                again.send(204)
            else:
                leads_on(again)

        self.site.answers[place] = asset
        self._json(request, row, 201)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with serving() as site:
        for name, value in (("API_URL", site.url), ("REPOSITORY", REPOSITORY), ("TOKEN", TOKEN)):
            monkeypatch.setenv(f"GITHUB_{name}", value)
        yield Fake(site)


@pytest.fixture
def clone(office: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "--quiet", str(office), "clone")
    return tmp_path / "clone"


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD")


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_a_release(office, clone, fake):
    where = ("--to", "github:release", "--json")
    fails(ncs("pull", "--from", "github:release", cwd=clone), 3, "no index is published")
    assert done(ncs("publish", *where, cwd=office)).json["published"]
    assert not done(ncs("publish", *where, cwd=office)).json["published"]
    assert done(ncs("pull", "--from", "github:release", "--json", cwd=clone)).json["pulled"]
    assert not done(ncs("pull", "--from", "github:release", "--json", cwd=clone)).json["pulled"]
    assert answers(clone) == answers(office)
    stored = [headers for _, path, headers in fake.site.asked if path.startswith("/store")]
    assert len(stored) == 1


def test_a_release_keeps_as_many_as_any_shelf(own_office, fake):
    for number in range(KEPT + 1):
        made = commit(own_office, {f"n{number}.py": "x = 1\n"})
        label(index_of(own_office), made)
        done(ncs("publish", "--to", f"github:release:{REPOSITORY}", cwd=own_office))
    names = [asset["name"] for asset in fake.assets.values()]
    assert len(names) == KEPT and names[-1] == f"{made}.ncs"


def test_another_index_of_the_same_commit_takes_the_place_of_the_first(own_office, fake):
    done(ncs("publish", "--to", "github:release", cwd=own_office))
    done(ncs("index", "--latent-dim", "32", cwd=own_office))
    done(ncs("publish", "--to", "github:release", cwd=own_office))
    (asset,) = fake.assets.values()
    assert asset["size"] == index_of(own_office).stat().st_size


def test_an_artifact(office, clone, fake, tmp_path):
    done(ncs("publish", "--to", str(tmp_path / "dist"), cwd=office))
    files = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    fake.add_artifact(head(office), zipped(**files))
    assert done(ncs("pull", "--from", "github:artifact", "--json", cwd=clone)).json["pulled"]
    assert not done(ncs("pull", "--from", "github:artifact", "--json", cwd=clone)).json["pulled"]
    assert index_of(clone).read_bytes() == index_of(office).read_bytes()
    fails(ncs("publish", "--to", "github:artifact", cwd=office), 2, "actions/upload-artifact")


def test_artifacts_of_forks_and_expired_ones_are_left_alone(office, clone, fake):
    packed = zipped(**{f"{head(office)}.ncs": index_of(office).read_bytes()})
    fork = {"repository_id": 1, "head_repository_id": 2, "head_sha": head(office)}
    fake.add_artifact(head(office), packed, workflow_run=fork)
    fake.add_artifact(head(office), packed, expired=True)
    fails(ncs("pull", "--from", "github:artifact", cwd=clone), 3, "no index is published")


@pytest.mark.parametrize("kind", ["other name", "no zip", "empty", "bomb", "many", "cut", "encrypted", "digest"])
def test_hostile_artifacts(office, clone, fake, kind):
    name, data = f"{head(office)}.ncs", index_of(office).read_bytes()
    packed = {
        "other name": lambda: zipped(**{f"../{name}": data, "index.ncs": data}),
        "no zip": lambda: data,
        "empty": lambda: zipped(),
        "bomb": lambda: zipped(**{name: data + bytes(1 << 26)}),
        "many": lambda: zipped(**{name: data}, **{f"n{i}": b"" for i in range(300)}),
        "cut": lambda: zipped(**{name: data})[:-30],
        "encrypted": lambda: zipped(**{name: data}).replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"),
        "digest": lambda: zipped(**{name: data}),
    }[kind]()
    fake.add_artifact(head(office), packed, **({"digest": f"sha256:{'0' * 64}"} if kind == "digest" else {}))
    fails(ncs("pull", "--from", "github:artifact", cwd=clone), 3, "refused")
    assert not index_of(clone).exists()


def test_without_a_login_or_a_repository_it_says_so(clone, fake, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    fails(ncs("pull", "--from", "github:artifact", cwd=clone), 4, "wants a login", "GH_TOKEN")
    monkeypatch.delenv("GITHUB_REPOSITORY")
    fails(ncs("pull", "--from", "github:release", cwd=clone), 4, "github:release:OWNER/NAME")
    fails(ncs("pull", "--from", "github:release:../../x", cwd=clone), 2, "OWNER/NAME")
    fails(ncs("pull", "--from", "github:nonsense:a/b", cwd=clone), 2, "github:release and github:artifact")


@pytest.mark.parametrize("said", [b"", b"[]", b"{", b'{"assets": 1}', b'{"assets": [{}]}', b'{"assets": [[]]}'])
def test_answers_that_are_none(clone, fake, said):
    fake.site.answers[f"/repos/{REPOSITORY}/releases/tags/ncs-index"] = lambda request: request.send(200, said)
    fake.site.answers[f"/repos/{REPOSITORY}/actions/artifacts"] = lambda request: request.send(200, said)
    for where in ("github:release", "github:artifact"):
        fails(ncs("pull", "--from", where, cwd=clone), 3, "")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com/octo/office.git", "github.com"),
        ("https://github.com/octo/office", "github.com"),
        ("git@github.com:octo/office.git", "github.com"),
        ("ssh://git@github.com/octo/office.git", "github.com"),
        ("ssh://git@github.example.org:22/octo/office/", "github.example.org"),
    ],
)
def test_the_repository_is_that_of_the_remote(make_repo, monkeypatch, url, host):
    from ncs.source.location import locate

    monkeypatch.setenv("GH_TOKEN", TOKEN)
    root = make_repo({"a.py": "x = 1\n"})
    git(root, "remote", "add", "origin", url)
    found = github.found("", locate(root))
    assert found.repository == REPOSITORY
    api = "https://api.github.com" if host == "github.com" else f"https://{host}/api/v3"
    assert found.url("releases") == f"{api}/repos/{REPOSITORY}/releases"
    assert found.headers(found.url("x"))["Authorization"] == f"Bearer {TOKEN}"
    assert "Authorization" not in found.headers(found.url("x").replace("https", "http"))


def test_the_login_of_gh_is_used(clone, tmp_path, fake, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$1 $2" = "auth token" ] && echo {TOKEN}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    fails(ncs("pull", "--from", "github:artifact", cwd=clone), 3, "no index is published")
