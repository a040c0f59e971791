"""Whole answers over a network that breaks off: asked again, and gone on with where that is safe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from ncs.errors import IndexFileError, SituationError
from ncs.share.http import ask, shown
from ncs.share.intake import Sink

TRIES = 4


def small(
    url: str, most: int, headers: Mapping[str, str] | None = None, method: str = "GET", body: Any = None
) -> bytes:
    """A whole answer of at most `most` bytes. Only what changes nothing is asked again."""

    def once() -> bytes:
        with ask(url, headers, method, body) as answer:
            data = b""
            for piece in answer.pieces:
                data += piece
                if len(data) > most:
                    raise IndexFileError(f"{shown(url)} is refused: longer than {most} bytes", "it is too long")
            if answer.length() not in (None, len(data)):
                raise OSError("the connection was closed before the end")
            return data

    return bytes(_tried(url, once, TRIES if method == "GET" else 1))


def read_json(
    url: str, most: int, headers: Mapping[str, str] | None = None, method: str = "GET", body: Any = None
) -> Any:
    try:
        return json.loads(small(url, most, headers, method, body) or b"null")
    except (ValueError, RecursionError):
        raise IndexFileError(f"{shown(url)} did not answer in JSON: is it the right address?") from None


def download(url: str, sink: Sink, held: str = "", headers: Mapping[str, str] | None = None) -> str | None:
    """A file of any length, and its ETag; None when it still has the ETag that is held."""
    tag = ""

    def once() -> str | None:
        nonlocal tag
        asked = dict(headers or {})
        if sink.count and tag.startswith('"'):  # a strong one: else the file may have changed between
            asked |= {"Range": f"bytes={sink.count}-", "If-Range": tag}
        elif held:
            asked["If-None-Match"] = held
        with ask(url, asked) as answer:
            if answer.status == 304 and held:
                return None
            goes_on = answer.headers.get("Content-Range", "").startswith(f"bytes {sink.count}-")
            if answer.status != 206 or not goes_on:
                sink.restart()
            tag = answer.headers.get("ETag", "")
            begun, length = sink.count, answer.length()
            for piece in answer.pieces:
                sink.write(piece)
            if (length is not None and sink.count - begun != length) or not sink.whole():
                raise OSError("the connection was closed before the end")
            return tag

    found = _tried(url, once, TRIES)
    return None if found is None else str(found)


def _tried(url: str, once: Callable[[], Any], times: int) -> Any:
    for left in reversed(range(times)):
        try:
            return once()
        except (OSError, HTTPException) as problem:
            if not left:
                why = str(problem) or type(problem).__name__
                raise SituationError(f"{shown(url)} can't be read ({why}): check the address and the network") from None
    return None
