"""Text to characters, the tokens of the `tutorial` preset: 256 of them, with marks for structure.

A character is a byte of UTF-8. The eight values that UTF-8 never uses mark where code, docstring, comment
and header begin and end. A chunk is read in windows of 512 tokens that advance by 256; each character's
share is its mean over the windows, so that the pooled vector is the mean of the windows' means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ncs.text.tokenizer import KIND_ID
from ncs.text.tokens import Tokens, join
from ncs.types import Chunk

WINDOW = 512
STRIDE = 256
MARKS = {"code": (248, 249), "docstring": (250, 251), "comment": (252, 253), "header": (254, 255)}
MARK_NAMES = {
    value: f"<{slash}{kind.upper()}>"
    for kind, values in MARKS.items()
    for value, slash in zip(values, ("", "/"), strict=True)
}


def _spans(chunk: Chunk) -> Iterator[tuple[str, str]]:
    """The chunk's text in order as (kind, text); kinds without a mark of their own count as code."""
    position = 0
    for start, end, kind in chunk.regions:
        yield "code", chunk.text[position:start]
        yield kind if kind in MARKS else "code", chunk.text[start:end]
        position = end
    yield "code", chunk.text[position:]


def stream(chunk: Chunk) -> tuple[np.ndarray, np.ndarray]:
    """All tokens of a chunk in order, marks included, and the kind of each."""
    tokens, kinds = [], []
    for kind, text in _spans(chunk):
        if text:
            opening, closing = MARKS[kind]
            data = [opening, *text.encode("utf-8", "replace"), closing]
            tokens.extend(data)
            kinds.extend([KIND_ID[kind]] * len(data))
    return np.array(tokens, np.int64), np.array(kinds, np.int64)


def _window_shares(cells: np.ndarray) -> np.ndarray:
    """Cell numbers in order -> share of each cell, averaged over the windows. [256 * kinds]"""
    starts = range(0, max(1, len(cells) - WINDOW + STRIDE), STRIDE)
    shares = np.zeros(256 * len(KIND_ID))
    for start in starts:
        window = cells[start : start + WINDOW]
        shares += np.bincount(window, minlength=len(shares)) / max(1, len(window))
    return shares / len(starts)


def tokens_of_chunks(chunks: Sequence[Chunk]) -> Tokens:
    return join([_as_tokens(_window_shares(tokens + 256 * kinds)) for tokens, kinds in map(stream, chunks)])


def tokens_of_question(text: str) -> Tokens:
    """A question between the marks of a docstring: that is where people say what code does."""
    return tokens_of_text(text.strip(), "docstring")


def tokens_of_text(text: str, kind: str) -> Tokens:
    """A text that is all of one kind."""
    opening, closing = MARKS[kind]
    data = [opening, *text.encode("utf-8", "replace"), closing]
    return _as_tokens(_window_shares(np.array(data, np.int64) + 256 * KIND_ID[kind]))


def _as_tokens(shares: np.ndarray) -> Tokens:
    cells = np.flatnonzero(shares)
    ends = np.array([0, len(cells)], np.int64)
    return Tokens((), cells % 256, (cells // 256).astype(np.uint8), shares[cells].astype(np.float32), ends)


def encode(text: str, most: int) -> list[int]:
    """At most `most` characters of a text as symbols for the decoder to write."""
    return list(text.encode("utf-8", "replace")[:most])


def decode(symbols: list[int]) -> str:
    return bytes(symbol for symbol in symbols if symbol < 248).decode("utf-8", "replace")
