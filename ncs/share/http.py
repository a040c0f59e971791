"""One HTTP request, with limits to what the other side may do.

Limits: seconds without a byte, seconds to the first one, bytes a second after that; redirects to HTTP(S) only,
and never from HTTPS to HTTP; no compression that could swell. A login is not sent on to another host.
"""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.message import Message
from typing import Any, NamedTuple

from ncs import __version__
from ncs.errors import IndexFileError, NcsError, SituationError, UsageError

SILENCE = 30.0  # seconds without a byte
PATIENCE = 60.0  # seconds until the first byte of an answer, and before its speed is looked at
SLOWEST = 1000  # bytes a second
MOST_REDIRECTS = 5
_PIECE = 1 << 16


class Missing(IndexFileError):  # noqa: N818
    """There is nothing at a URL."""


class Answer(NamedTuple):
    status: int
    headers: Message
    pieces: Iterator[bytes]

    def length(self) -> int | None:
        value = self.headers.get("Content-Length", "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


class _Connection(http.client.HTTPConnection):
    """Is shut when an answer does not begin in time, however slowly its headers drip."""

    def connect(self) -> None:
        super().connect()
        self._alarm = threading.Timer(PATIENCE, _shut, (self.sock,))
        self._alarm.daemon = True
        self._alarm.start()

    def getresponse(self) -> http.client.HTTPResponse:
        try:
            return super().getresponse()
        finally:
            self._alarm.cancel()


class _SafeConnection(_Connection, http.client.HTTPSConnection):
    """The same over TLS."""


def _shut(socket: Any) -> None:
    with suppress(OSError):
        socket.shutdown(2)


class _Handler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, request)


class _SafeHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SafeConnection, request)


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme, new.scheme) == ("https", "http"):
            fault = f"it was redirected to a {new.scheme or 'broken'} address"
            raise IndexFileError(f"{shown(req.full_url)} is refused: {fault}", fault)
        kept = dict(req.header_items())
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            kept.pop("Authorization", None)
        return urllib.request.Request(newurl, headers=kept, method=req.get_method())


def shown(url: str) -> str:
    """A URL for messages: without a login, and without its query, which may be one."""
    return re.sub(r"//[^/]*@", "//", url.partition("?")[0])


def _is_address(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port out of range, half a bracket
        return False
    return bool(known) and "@" not in parts.netloc and url.isascii() and url.isprintable() and " " not in url


def _opener() -> urllib.request.OpenerDirector:
    """Only what is needed: neither files nor FTP, no cookies, no passwords from the user's files."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Handler(),
        _SafeHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def ask(url: str, headers: Mapping[str, str] | None = None, method: str = "GET", body: Any = None) -> Iterator[Answer]:
    """One request. Errors of the network are OSError or HTTPException, answers of 400 and more NcsError."""
    if not _is_address(url):
        raise UsageError(f"{shown(url)} is no address: give http://… or https://…, without a login in it")
    plain = {"User-Agent": f"ncs/{__version__}", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, body, plain | dict(headers or {}), method=method)
    try:
        answer = _opener().open(request, timeout=SILENCE)
    except urllib.error.HTTPError as problem:
        with closing(problem):
            if problem.code != 304 and problem.code != 416:
                raise _refusal(problem.code, url) from None
            yield Answer(problem.code, problem.headers, iter(()))
            return
    except urllib.error.URLError as problem:
        reason = problem.reason
        raise reason if isinstance(reason, OSError) else OSError(str(reason)) from None
    except (ValueError, UnicodeError) as problem:  # of a header or an address that urllib can't read
        raise http.client.HTTPException(str(problem)) from None
    with closing(answer):
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise IndexFileError(f"{shown(url)} is refused: it came compressed", "it came compressed")
        yield Answer(answer.status, answer.headers, _pieces(answer, url))


def _pieces(answer: Any, url: str) -> Iterator[bytes]:
    started, count = time.monotonic(), 0
    while piece := answer.read1(_PIECE):
        count += len(piece)
        yield piece
        passed = time.monotonic() - started
        if passed > PATIENCE and count < SLOWEST * passed:
            raise SituationError(f"{shown(url)} sends less than {SLOWEST} bytes a second: try again later")


def _refusal(status: int, url: str) -> NcsError:
    if status in (404, 410):
        return Missing(f"there is nothing at {shown(url)} ({status}): is it the right address?")
    if status in (401, 403, 407):
        return SituationError(f"{shown(url)} wants a login ({status}): for GitHub, log in with `gh` or set GH_TOKEN")
    return SituationError(f"{shown(url)} answered with status {status}: try again later")
