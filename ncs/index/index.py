"""An open index: what its arrays (index/layout.py) mean, and the checks that they fit each other."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache

import numpy as np

from ncs.errors import IndexFileError
from ncs.index import base, layout, weights
from ncs.index.about import possible
from ncs.index.format import Container
from ncs.index.postings import Field
from ncs.model.asking import Asking
from ncs.model.model import Model
from ncs.ragged import Rows
from ncs.source.roles import ROLES
from ncs.strings import Strings
from ncs.text.tokenizer import FORMAT as TOKENIZER_FORMAT

JOIN = "\x1f"
NEWLINE = ord("\n")


class Index:
    """Read access to one index file. Arrays are fetched, and their digests compared, when first used."""

    def __init__(self, place: str | os.PathLike[str] | Container) -> None:
        self.file = place if isinstance(place, Container) else Container(place)
        self.about = self.file.about
        if (self.about.get("tokenizer"), self.about.get("layout")) != (TOKENIZER_FORMAT, layout.LAYOUT):
            fault = "made by another version of ncs"
            raise IndexFileError(f"the index {self.file.path} was {fault}: run `ncs index`", f"it was {fault}")
        if not possible(self.about):
            raise self.file.damaged("what it says of itself")
        layout.check(self.file, self.about["model"].get("latent"))
        self._check_ranges()

    def _check_ranges(self) -> None:
        """What a reader would fall over. That the rest is possible too, `verify` sees to."""
        chunks = self.file.array("files.chunks").astype(np.int64)
        fits = [
            chunks[0] == 0 and chunks[-1] == len(self) and bool((np.diff(chunks) >= 0).all()),
            bool(np.isfinite(self.scale).all()),
            bool(np.isfinite(self.file_lengths).all()),
            len(self.memory_vectors) in (0, len(self.paths)),
            bool(np.isfinite(self.memory_scale).all()),
            self._below("chunks.kind", len(self.about["kinds"])),
            self._below("files.language", len(self.about["languages"])),
            self._below("files.role", len(ROLES)),
            self._below("commits.files", len(self.paths)),
            self.changed.ends[0] == 0 and self.changed.ends[-1] == len(self.changed.values),
            bool((self.changed.lengths() > 0).all()),
        ]
        if not all(fits):
            raise self.file.damaged("arrays do not fit each other")

    def _below(self, name: str, limit: int) -> bool:
        rows = self.file.array(name)
        return not len(rows) or int(rows.max()) < limit

    def __len__(self) -> int:
        return len(self.start)

    def strings(self, name: str) -> Strings:
        data, offsets = self.file.array(f"{name}.data"), self.file.array(f"{name}.offsets")
        steps = np.diff(offsets.astype(np.int64))
        if not len(offsets) or offsets[0] != 0 or offsets[-1] != len(data) or (steps < 0).any():
            raise self.file.damaged(name)
        return Strings(data, offsets)

    def field(self, name: str, documents: int) -> Field:
        field = Field(*(self.file.array(f"{name}.{part}") for part in Field._fields))
        good = len(field.starts) == len(self.terms) + 1 and len(field.documents) == len(field.impacts)
        if not good or field.starts[-1] != len(field.documents) or (np.diff(field.starts.astype(np.int64)) < 0).any():
            raise self.file.damaged(name)
        if len(field.documents) and field.documents.max() >= documents:
            raise self.file.damaged(name)
        return field

    @cached_property
    def start(self) -> np.ndarray:
        return self.file.array("chunks.start")

    @cached_property
    def end(self) -> np.ndarray:
        return self.file.array("chunks.end")

    @cached_property
    def paths(self) -> Strings:
        return self.strings("files.path")

    @cached_property
    def edges(self) -> np.ndarray:
        """[F+1] the first chunk of each file, and the end."""
        return self.file.array("files.chunks").astype(np.int64)

    @cached_property
    def file_of(self) -> np.ndarray:
        """[N] the file of each chunk."""
        return np.repeat(np.arange(len(self.paths)), np.diff(self.edges))

    def rows_of(self, file: int) -> range:
        """The chunks of a file."""
        return range(int(self.edges[file]), int(self.edges[file + 1]))

    def best_of_files(self, scores: np.ndarray) -> np.ndarray:
        """[N] -> [F] the first chunk of each file with the file's highest score; -1 for a file without chunks."""
        found = np.full(len(self.paths), -1)
        at = (scores == self.tops_of_files(scores)[self.file_of]).nonzero()[0][::-1]
        found[self.file_of[at]] = at  # the first one is written last
        return found

    def tops_of_files(self, scores: np.ndarray) -> np.ndarray:
        """[N] -> [F] each file's highest score; 0 for a file without chunks."""
        found = np.zeros(len(self.paths), scores.dtype)
        if len(scores):
            found[self.filled] = np.maximum.reduceat(scores, self.first_of_filled)
        return found

    @cached_property
    def filled(self) -> np.ndarray:
        """The files that have chunks."""
        return np.unique(self.file_of)

    @cached_property
    def first_of_filled(self) -> np.ndarray:
        """The first chunk of each of them."""
        return self.edges[self.filled]

    @cached_property
    def vectors(self) -> np.ndarray:
        return self.file.array("latent.vectors")

    @cached_property
    def scale(self) -> np.ndarray:
        return self.file.array("latent.scale")

    @cached_property
    def file_lengths(self) -> np.ndarray:
        return self.file.array("latent.files")

    @cached_property
    def memory_vectors(self) -> np.ndarray:
        """What commits say of each file; no row where that is not remembered."""
        return self.file.array("memory.vectors")

    @cached_property
    def memory_scale(self) -> np.ndarray:
        return self.file.array("memory.scale")

    @property
    def remembers(self) -> bool:
        return len(self.memory_vectors) > 0

    @cached_property
    def terms(self) -> Strings:
        return self.strings("terms")

    @cached_property
    def body(self) -> Field:
        return self.field("body", len(self))

    @cached_property
    def name(self) -> Field:
        return self.field("name", len(self))

    @cached_property
    def stem(self) -> Field:
        return self.field("stem", len(self.paths))

    @cached_property
    def folder(self) -> Field:
        return self.field("folder", len(self.paths))

    @cached_property
    def changed(self) -> Rows:
        """The files that each commit changed."""
        return Rows(*(self.file.array(f"commits.{part}").astype(np.int64) for part in ("files", "ends")))

    @cached_property
    def told(self) -> Field:
        return self.field("told", len(self.changed))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return self.name, self.stem, self.folder, self.told, self.body

    @cached_property
    def starts(self) -> np.ndarray:
        """[5,terms+1] where the postings of each term begin in each of the fields."""
        return np.array([field.starts for field in self.fields], np.int64)

    @cached_property
    def model(self) -> Model:
        return weights.unpack(self.file, base.under(self.about, self.file.path))

    @cached_property
    def asking(self) -> Asking:
        return Asking(self.model)

    def path_of(self, chunk: int) -> str:
        return self.paths[int(self.file_of[chunk])]

    def language_of(self, chunk: int) -> str:
        rows = self.file.array("files.language")
        return str(self.about["languages"][int(rows[self.file_of[chunk]])])

    def kind_of(self, chunk: int) -> str:
        return str(self.about["kinds"][int(self.file.array("chunks.kind")[chunk])])

    def text(self, name: str, chunk: int) -> str:
        """One of symbol, signature."""
        return self.strings_once(f"chunks.{name}")[chunk]

    def values(self, name: str, chunk: int) -> tuple[str, ...]:
        """One of scopes, defines, calls, imports."""
        joined = self.strings_once(f"chunks.{name}")[chunk]
        return tuple(joined.split(JOIN)) if joined else ()

    @lru_cache(maxsize=32)  # noqa: B019 - an Index lives as long as its process needs it
    def strings_once(self, name: str) -> Strings:
        return self.strings(name)

    def lines(self, file: int, first: int, last: int) -> str:
        """Some lines of a file, counted from 1, as they were indexed; "" when the index holds no text."""
        data, ends = self._text(file)
        if not 1 <= first < len(ends):
            return ""
        return data[ends[first - 1] + 1 : ends[min(last, len(ends) - 1)]].tobytes().decode("utf-8", "replace")

    @lru_cache(maxsize=256)  # noqa: B019
    def _text(self, file: int) -> tuple[np.ndarray, np.ndarray]:
        """A file's bytes, and where each of its lines ends, behind a -1: a result shows a few lines of many."""
        if "text.data" not in self.file:
            return np.zeros(0, np.uint8), np.zeros(0, np.int64)
        data = self.strings_once("text").array_at(file)
        return data, np.concatenate([[-1], np.flatnonzero(data == NEWLINE), [len(data)]])

    def chunk_text(self, chunk: int) -> str:
        return self.lines(int(self.file_of[chunk]), int(self.start[chunk]), int(self.end[chunk]))

    def body_text(self, chunk: int) -> str:
        """The chunk's text without its docstring."""
        lines = self.chunk_text(chunk).split("\n")
        first, last = (int(line) for line in self.file.array("chunks.said")[chunk])
        return "\n".join(lines[:first] + lines[last:])
