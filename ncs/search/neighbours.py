"""The documented chunks nearest to a chunk, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from ncs.chunking.comments import prose
from ncs.index.index import Index
from ncs.search.latent import SEMANTICS
from ncs.text.explainable import Place, own_name, source_words
from ncs.text.lessons import lesson, lesson_words
from ncs.text.neighbours import NEIGHBOURS, Face, Neighbour, face, likeness

LOOKED_AT = 8 * NEIGHBOURS  # that may be alike by name and signature too, and of which something may be said
AT_ONCE = 512


def alike(
    asked: np.ndarray, known: np.ndarray, own: np.ndarray, faces: Callable[[int], Face], of: Sequence[Face]
) -> list[list[tuple[int, float, float]]]:
    """As `nearest`, with the faces of the known and of the asked: the nearest as (row, cosine, likeness), ordered by
    likeness."""
    told = []
    for found, seen in zip(nearest(asked, known, own, LOOKED_AT), of, strict=True):
        rows = [(row, cosine, likeness(cosine, seen, faces(row))) for row, cosine in found]
        told.append(sorted(rows, key=lambda one: (-one[2], one[0])))
    return told


def nearest(asked: np.ndarray, known: np.ndarray, own: np.ndarray, most: int) -> list[list[tuple[int, float]]]:
    """Unit vectors asked [B,D], known [K,D]; own [B] the row among the known that is the asked one itself, or -1.

    For each the nearest others as (row, cosine), at most this many; equals are ordered by row.
    """
    told: list[list[tuple[int, float]]] = []
    for start in range(0, len(asked), AT_ONCE):
        near, itself = asked[start : start + AT_ONCE] @ known.T, own[start : start + AT_ONCE]
        near[np.flatnonzero(itself >= 0), itself[itself >= 0]] = -np.inf
        least = np.partition(near, -most, axis=1)[:, -most] if most < len(known) else near.min(1, initial=0.0)
        told += [_best(row, edge, most) for row, edge in zip(near, least, strict=True)]
    return told


def _best(cosines: np.ndarray, least: float, most: int) -> list[tuple[int, float]]:
    rows = np.flatnonzero((cosines >= least) & np.isfinite(cosines))
    rows = rows[np.argsort(-cosines[rows], kind="stable")][:most]
    return list(zip(rows.tolist(), cosines[rows].tolist(), strict=True))


class _Documented(NamedTuple):
    rows: np.ndarray  # [K] chunks with a docstring
    vectors: np.ndarray  # [K,D]


@lru_cache(maxsize=2)
def _documented(index: Index) -> _Documented:
    said = index.file.array("chunks.said")
    rows = np.flatnonzero(said[:, 1] > said[:, 0]) if "text.data" in index.file else np.zeros(0, np.int64)
    scale = index.scale[SEMANTICS, rows, None]
    return _Documented(rows, index.vectors[SEMANTICS, rows].astype(np.float32) * scale)


def neighbours(index: Index, rows: Sequence[int]) -> list[list[Neighbour]]:
    """For each chunk what is said of those nearest to it, the nearest first; nothing where the index holds no text."""
    known = _documented(index)
    asked = np.array(rows, np.int64)
    z = index.vectors[SEMANTICS, asked].astype(np.float32) * index.scale[SEMANTICS, asked, None]
    place = np.searchsorted(known.rows, asked)
    own = np.where(np.append(known.rows, -1)[place] == asked, place, -1)
    faces = [_face(index, row) for row in rows]
    found = alike(z, known.vectors, own, lambda place: _face(index, int(known.rows[place])), faces)
    near = [[(int(known.rows[place]), cosine, like) for place, cosine, like in some] for some in found]
    return [list(islice(_described(index, some), NEIGHBOURS)) for some in near]


def _described(index: Index, near: Iterable[tuple[int, float, float]]) -> Iterator[Neighbour]:
    """Those of which something is said."""
    for row, cosine, like in near:
        if sentence := said(index, row):
            yield Neighbour(like, cosine, sentence, _words(index, row), own_name(index.text("symbol", row)))


@lru_cache(maxsize=4096)
def _face(index: Index, row: int) -> Face:
    return face(own_name(index.text("symbol", row)), index.text("signature", row), _words(index, row))


@lru_cache(maxsize=4096)
def own_words(index: Index, row: int) -> tuple[tuple[str, str], ...]:
    """The words of a chunk that sentences may be made of, with their roles."""
    return tuple(source_words(place(index, row)))


def _words(index: Index, row: int) -> list[str]:
    return [word for word, _ in own_words(index, row)]


@lru_cache(maxsize=4096)
def said(index: Index, row: int) -> tuple[str, ...]:
    """The sentence that people say of a chunk as words, none if they describe nothing."""
    first, last = (int(line) for line in index.file.array("chunks.said")[row])
    doc = prose(["\n".join(index.chunk_text(row).split("\n")[first:last])])
    sentence = lesson(index.kind_of(row), index.path_of(row), index.text("symbol", row), doc)
    return tuple(lesson_words(sentence, set(_words(index, row)))) if sentence else ()


def place(index: Index, row: int) -> Place:
    """What is known of a chunk, without what people say of it."""
    return Place(
        index.kind_of(row),
        index.language_of(row),
        index.path_of(row),
        index.text("symbol", row),
        index.text("signature", row),
        index.values("calls", row),
        index.values("scopes", row),
        index.body_text(row),
    )
