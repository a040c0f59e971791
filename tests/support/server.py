"""A web server of this machine that does as it is told: serves files, breaks off, lies."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length)
        site: Site = self.server.site
        site.asked.append((self.command, self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        try:
            if path in site.answers:
                site.answers[path](self)
            elif path in site.files:
                self.send_file(site.files[path], site.breaks)
            else:
                self.send(404, b"nothing here")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - names of the base class

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def send_file(self, body: bytes, breaks: list[int]) -> None:
        """With an ETag and ranges; cut after as many bytes as the next of `breaks` says."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send(304, ETag=tag)
            return
        begin, wanted = 0, self.headers.get("Range", "")
        if wanted and self.headers.get("If-Range") == tag:
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
        rest = body[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.send_header("ETag", tag)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        self.end_headers()
        cut = breaks.pop(0) if breaks else len(rest)
        self.wfile.write(rest[:cut])
        if cut < len(rest):
            self.close_connection = True

    def endless(self, start: bytes = b"", piece: bytes = bytes(1 << 16)) -> None:
        """A body that does not end, until the other side hangs up."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(start)
        while True:
            self.wfile.write(piece)
            self.server.site.sent += len(piece)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Site:
    """What is served, and what was asked."""

    def __init__(self, address: str) -> None:
        self.url = address
        self.files: dict[str, bytes] = {}
        self.answers: dict[str, Callable[[Request], None]] = {}
        self.breaks: list[int] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.sent = 0


@contextmanager
def serving() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    server.daemon_threads = True
    server.site = site = Site(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
