"""An index behind a URL: downloaded once, resumed when the connection breaks, and refused without harm."""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.cli import fails, ncs
from support.repos import commit, git
from support.server import Request, Site, serving
from support.sharing import answers, done, index_of

from ncs.share import download, http, intake


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def data(office: Path) -> bytes:
    return index_of(office).read_bytes()


@pytest.fixture
def clone(office: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "--quiet", str(office), "clone")
    return tmp_path / "clone"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def publish_folder(office: Path, site: Site, folder: Path) -> None:
    done(ncs("publish", "--to", str(folder), cwd=office))
    site.files |= {f"/ncs/{path.name}": path.read_bytes() for path in folder.iterdir()}


def asked(site: Site, ending: str) -> list[dict[str, str]]:
    return [headers for _, path, headers in site.asked if path.endswith(ending)]


def test_a_folder_behind_a_url(office, clone, site, tmp_path):
    publish_folder(office, site, tmp_path / "shelf")
    first = done(ncs("pull", "--from", f"{site.url}/ncs/", "--json", cwd=clone)).json
    assert first["pulled"] and answers(clone) == answers(office)
    assert not done(ncs("pull", "--from", f"{site.url}/ncs", "--json", cwd=clone)).json["pulled"]
    assert len(asked(site, ".ncs")) == 1


def test_one_file_behind_a_url_is_not_downloaded_twice(office, clone, site, data):
    site.files["/x.ncs"] = data
    assert done(ncs("pull", "--from", f"{site.url}/x.ncs", "--json", cwd=clone)).json["pulled"]
    assert not done(ncs("pull", "--from", f"{site.url}/x.ncs", "--json", cwd=clone)).json["pulled"]
    first, second = asked(site, ".ncs")
    assert "If-None-Match" not in first and second["If-None-Match"].startswith('"')
    assert index_of(clone).read_bytes() == data


def test_a_query_of_a_url_in_an_empty_folder(office, empty, site, data):
    site.files["/x.ncs"] = data
    url = f"{site.url}/x.ncs"
    for _ in range(2):
        found = done(ncs("query", "move money between accounts", "--json", "--index", url, cwd=empty)).json["results"]
        assert found == answers(office) and found[0]["text"]
    assert len(asked(site, ".ncs")) == 2 and "If-None-Match" in asked(site, ".ncs")[1]
    site.files["/x.ncs"] = b"not an index any more"
    fails(ncs("query", "money", "--index", url, cwd=empty), 3, "is refused")
    assert list(empty.iterdir()) == []


def test_a_folders_newest_index_answers_in_an_empty_folder(office, empty, site, tmp_path):
    publish_folder(office, site, tmp_path / "shelf")
    done(ncs("status", "--index", f"{site.url}/ncs/", cwd=empty))
    done(ncs("check", "--index", f"{site.url}/ncs/", cwd=empty))
    assert len(asked(site, ".ncs")) == 1


def test_an_earlier_copy_answers_when_the_network_is_gone(empty, data):
    with serving() as site:
        site.files["/x.ncs"] = data
        done(ncs("query", "move money", "--index", f"{site.url}/x.ncs", cwd=empty))
    outcome = done(ncs("query", "move money", "--index", f"{site.url}/x.ncs", cwd=empty))
    assert "an earlier copy answers" in outcome.err
    fails(ncs("query", "move money", "--index", f"{site.url}/other.ncs", cwd=empty), 4, "check the address")


def test_only_places_where_the_publisher_keeps_the_text_back(own_office, empty, site):
    (own_office / ".ncs.yaml").write_text("store_text: false\n")
    commit(own_office)
    done(ncs("index", cwd=own_office))
    site.files["/x.ncs"] = index_of(own_office).read_bytes()
    asked = ("query", "move money between accounts", "--index", f"{site.url}/x.ncs")
    first = done(ncs(*asked, "--json", cwd=empty)).json["results"][0]
    assert first["filepath"] == "office/ledger.py" and first["text"] == ""
    assert "self.balances" not in done(ncs(*asked, cwd=empty)).out
    assert b"not covered" not in site.files["/x.ncs"]


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.99])
def test_a_connection_that_breaks_is_resumed(clone, site, data, share):
    site.files["/x.ncs"] = data
    site.breaks = [int(share * len(data)), 1, 100]
    done(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone))
    assert index_of(clone).read_bytes() == data
    resumed = [headers for headers in asked(site, ".ncs") if "Range" in headers]
    assert len(asked(site, ".ncs")) == 4 and len(resumed) == (3 if share else 2)


def test_a_connection_that_breaks_at_any_byte(site, data, tmp_path):
    """Of a small download, every byte; the file is whole or nothing is there."""
    arrays = b'{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}'
    small = struct.pack("<Q", len(arrays)) + arrays + b"123456789"
    site.files["/x.ncs"] = small
    for place in range(len(small)):
        site.breaks = [place]
        with open(tmp_path / "out", "wb+") as out:
            assert download.download(f"{site.url}/x.ncs", intake.Intake(out))
            out.seek(0)
            assert out.read() == small


def test_a_connection_that_always_breaks_leaves_the_old_index(clone, site, data):
    site.files["/x.ncs"] = data
    done(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone))
    site.files["/x.ncs"] = data[:-1] + bytes([data[-1] ^ 1])
    site.breaks = [len(data) // 2, 10, 10, 10]
    fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), 4, "the connection was closed", "check the address")
    assert index_of(clone).read_bytes() == data
    assert {path.name for path in index_of(clone).parent.iterdir()} == {"index.ncs", "index.ncs.pulled", "lock"}


def test_a_file_that_changes_while_it_is_resumed_begins_anew(site, data, tmp_path):
    site.files["/x.ncs"] = data
    other = data[:-1] + bytes([data[-1] ^ 1])

    def first(request: Request) -> None:
        del site.answers["/x.ncs"]
        site.files["/x.ncs"] = other
        request.send_file(data, [len(data) // 2])

    site.answers["/x.ncs"] = first
    with open(tmp_path / "out", "wb+") as out:
        download.download(f"{site.url}/x.ncs", intake.Intake(out))
        out.seek(0)
        assert out.read() == other


def test_a_digest_that_is_not_the_published_one(office, clone, site, tmp_path):
    publish_folder(office, site, tmp_path / "shelf")
    name = next(name for name in site.files if name.endswith(".ncs"))
    site.files[name] = site.files[name][:-1] + bytes([site.files[name][-1] ^ 1])
    fails(ncs("pull", "--from", f"{site.url}/ncs/", cwd=clone), 3, "refused", "its digest is not the one")
    site.files[name] += b"more"
    fails(ncs("pull", "--from", f"{site.url}/ncs/", cwd=clone), 3, "refused", "more than")
    site.files[name] = b""
    fails(ncs("pull", "--from", f"{site.url}/ncs/", cwd=clone), 4, "before the end")
    assert not index_of(clone).exists()


@pytest.mark.parametrize("piece", ["zeros", "header", "data"])
def test_an_endless_body_is_refused_at_its_first_byte_too_many(clone, site, data, piece):
    starts = {"zeros": b"", "header": struct.pack("<Q", 1 << 40) + b"{", "data": data}
    site.answers["/x.ncs"] = lambda request: request.endless(starts[piece])
    fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), 3, "refused")
    site.answers["/ncs/indexes.json"] = lambda request: request.endless(b"[")
    fails(ncs("pull", "--from", f"{site.url}/ncs/", cwd=clone), 3, "refused")
    assert site.sent < 64 << 20  # what the buffers between took


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://localhost/x", "data:text/plain,x", "gopher://x", "//"])
def test_a_redirect_leads_to_http_only(clone, site, target):
    site.answers["/x.ncs"] = lambda request: request.send(302, Location=target)
    outcome = ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone)
    assert outcome.code in (3, 4) and not index_of(clone).exists()
    fails(outcome, outcome.code)


def test_a_redirect_is_followed_but_not_for_ever(clone, site, data):
    site.files["/here.ncs"] = data
    site.answers["/x.ncs"] = lambda request: request.send(302, Location="/here.ncs")
    done(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone))
    site.answers["/loop.ncs"] = lambda request: request.send(302, Location="/loop.ncs")
    fails(ncs("pull", "--from", f"{site.url}/loop.ncs", cwd=clone), 4, "status 302")


def test_a_login_stays_with_its_host(site):
    with serving() as other:
        other.files["/b"] = b"{}"
        site.answers["/a"] = lambda request: request.send(302, Location=f"{other.url}/b")
        site.answers["/c"] = lambda request: request.send(302, Location=f"{site.url}/d")
        site.files["/d"] = b"{}"
        for path in ("/a", "/c"):
            assert download.small(site.url + path, 9, {"Authorization": "Bearer x"}) == b"{}"
        assert "Authorization" not in other.asked[0][2]
        assert site.asked[-1][2]["Authorization"] == "Bearer x"


def test_what_comes_compressed_is_refused(clone, site, data):
    site.answers["/x.ncs"] = lambda request: request.send(200, data, Content_Encoding="gzip")
    fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), 3, "compressed")


@pytest.mark.parametrize(("status", "code"), [(404, 3), (410, 3), (401, 4), (403, 4), (500, 4), (503, 4), (204, 4)])
def test_other_answers(clone, site, status, code):
    site.answers["/x.ncs"] = lambda request: request.send(status)
    fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), code, site.url)


@pytest.mark.parametrize(
    "url", ["http://", "http://user:secret@127.0.0.1/x.ncs", "http://[", "http://127.0.0.1:99999/x"]
)
def test_what_is_no_address(clone, url):
    outcome = ncs("pull", "--from", url, cwd=clone)
    fails(outcome, outcome.code)
    assert outcome.code in (2, 4) and "secret" not in outcome.err


def test_a_url_is_not_published_to(office, site):
    fails(ncs("publish", "--to", f"{site.url}/ncs/", cwd=office), 2, "publish to a folder")


@pytest.mark.parametrize("silent", ["before", "headers", "body"])
def test_a_server_that_says_nothing_more(clone, site, data, monkeypatch, silent):
    monkeypatch.setattr(http, "SILENCE", 0.2)
    monkeypatch.setattr(http, "PATIENCE", 0.6)
    monkeypatch.setattr(download, "TRIES", 2)
    over = threading.Event()

    def hang(request: Request) -> None:
        if silent == "headers":  # one by one, each within the limit of silence
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.1):
                request.wfile.write(b"X: y\r\n")
        elif silent == "body":
            request.send_response(200)
            request.send_header("Content-Length", str(len(data)))
            request.end_headers()
            request.wfile.write(data[:100])
        over.wait()

    site.answers["/x.ncs"] = hang
    try:
        fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), 4, "can't be read")
    finally:
        over.set()


def test_a_body_that_drips(clone, site, data, monkeypatch):
    monkeypatch.setattr(http, "PATIENCE", 0.3)
    over = threading.Event()

    def drip(request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        for byte in data:
            request.wfile.write(bytes([byte]))
            if over.wait(0.02):
                return

    site.answers["/x.ncs"] = drip
    try:
        fails(ncs("pull", "--from", f"{site.url}/x.ncs", cwd=clone), 4, "bytes a second")
    finally:
        over.set()


@pytest.mark.parametrize(
    "listing",
    [
        b"", b"{", b"[]", b"null", b"[" * 60_000, b'{"format": 2, "indexes": []}', b'{"format": 1, "indexes": {}}',
        b'{"format": 1, "indexes": [1]}', b"x" * (1 << 17), b'{"format": 1, "indexes": [{"commit": "../../x"}]}',
        json.dumps({"format": 1, "indexes": [{"commit": "a" * 40, "bytes": 2**60, "sha256": "0" * 64}]}).encode(),
        json.dumps({"format": 1, "indexes": [{"commit": "a" * 40, "bytes": True, "sha256": "0" * 64}]}).encode(),
        json.dumps({"format": 1, "indexes": [{"commit": "../" * 14, "bytes": 9, "sha256": "0" * 64}]}).encode(),
    ],
)  # fmt: skip
def test_a_list_that_is_none(clone, site, listing):
    site.files["/ncs/indexes.json"] = listing
    fails(ncs("pull", "--from", f"{site.url}/ncs/", cwd=clone), 3, "refused")
