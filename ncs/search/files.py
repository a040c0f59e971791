"""What the learned ranker knows of each file for one question: a row of numbers per file, nearly all from 0 to 1.

Chunks say where in a file the answer is; which file it is shows better in the file as a whole: how much of the question
all its chunks hold together, what it is called, how large it is, what stands beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.index.postings import Field
from ncs.search import lexical
from ncs.search.features import Features, above_mean, scaled
from ncs.search.latent import Nearness
from ncs.search.lexical import Reached
from ncs.search.question import Question
from ncs.source.roles import ROLES

ENOUGH = 3.0  # uses of a word, in BM25's measure, at which a file has half of what more of it could add
OWN_LENGTH = 0.6  # share of ENOUGH that grows with the file's number of chunks
LONG = 8.0  # the logarithm of a long file's lines, of many files' number: what is 1 in these features
DEEP, CROWDED, WORDY = 6.0, 6.0, 10.0  # the same for folders above, the logarithm of files beside, words asked

# What the features are called, in the order of the columns; the shipped weights name them too (search/ranker.py).
BY_CHUNKS = (
    *("score", "score_any_role", "lexical", "covered", "latent", "chunk_near", "called"),
    *("name", "name_both", "defines"),
)
BY_PATH = ("stem", "stem_precision", "stem_both", "stem_rarity", "folder", "path")
AS_A_WHOLE = ("near", "held", "names", "use", "use_by_length", "imported", "size", "size_log", "size_beside")
BESIDE = ("others_here", "best_here", "near_here", "crowd", "depth")
ROLE = tuple(f"role_{role}" for role in ROLES[1:])
ASKED = ("asks_symbol", "asks_how", "asks_whole", "words", "files", "gap")
NAMES = (*BY_CHUNKS, *BY_PATH, *AS_A_WHOLE, *BESIDE, *ROLE, *ASKED)


def file_features(
    index: Index, question: Question, found: Features, nearness: Nearness, scores: np.ndarray, shares: np.ndarray
) -> np.ndarray:
    """Scores [N] of the chunks with each role's share [F] already in them -> [F,len(NAMES)] float64."""
    lay, asked = _layout(index), lexical.reach(index, question)
    of_files = lay.best(scores)
    score, near = scaled(of_files), above_mean(nearness.files)
    chunks = (found.lexical, found.covered, found.latent, above_mean(nearness.chunks), found.called, found.name)
    columns = [score, scaled(of_files / shares), *map(lay.best, chunks)]
    columns += [lay.best(found.name * found.name_precision), lay.best(found.defines)]
    columns += _by_path(
        index, asked, *(lay.first_of(each) for each in (found.stem, found.stem_precision, found.folder))
    )
    columns += [near, *_as_a_whole(index, lay, asked), lay.first_of(found.imported), *lay.sizes]
    columns += [*_beside(lay, score, near), lay.crowd, lay.depth]
    columns += [(lay.role == number) & (role not in question.roles) for number, role in enumerate(ROLES) if number]
    columns += [np.full(len(score), value) for value in _asked(question, score)]
    return np.stack(columns, 1).astype(np.float64)


def best_in_files(index: Index, scores: np.ndarray) -> np.ndarray:
    """Chunk scores [N] -> the best one in each file [F]; 0 for a file without chunks."""
    return _layout(index).best(scores)


class Layout(NamedTuple):
    """What is the same for every question."""

    filled: np.ndarray  # the files that have chunks
    first: np.ndarray  # the first chunk of each of them
    chunks: np.ndarray  # [F] how many each file has
    sizes: tuple[np.ndarray, ...]  # [F] lines: beside the longest file, by themselves, beside the median
    folder: np.ndarray  # [F] number of the folder it lies in
    here: np.ndarray  # [folders] how many files lie in each
    crowd: np.ndarray  # [F]
    depth: np.ndarray  # [F]
    role: np.ndarray  # [F]

    def best(self, values: np.ndarray) -> np.ndarray:
        """[N] -> [F] the greatest value among each file's chunks; 0 for a file without any."""
        found = np.zeros(len(self.chunks))
        if len(self.filled):
            found[self.filled] = np.maximum.reduceat(values, self.first)
        return found

    def first_of(self, values: np.ndarray) -> np.ndarray:
        """[N] -> [F], of values that all chunks of a file share."""
        found = np.zeros(len(self.chunks))
        found[self.filled] = values[self.first]
        return found


@lru_cache(maxsize=4)
def _layout(index: Index) -> Layout:
    edges = index.file.array("files.chunks").astype(np.int64)
    filled = np.flatnonzero(edges[1:] > edges[:-1])
    lines = np.zeros(len(index.paths))
    lines[filled] = index.end[edges[filled + 1] - 1]
    logs = np.log1p(lines)
    median = np.median(lines[filled]) if len(filled) else 0.0
    paths = list(index.paths)
    _, folder = np.unique([path.rpartition("/")[0] for path in paths] or [""], return_inverse=True)
    here, depth = np.bincount(folder), np.array([path.count("/") for path in paths], float)
    return Layout(
        filled,
        edges[filled],
        np.diff(edges),
        (scaled(logs), logs / LONG, np.tanh((logs - np.log1p(median)) / 2)),
        folder,
        here,
        np.log1p(here[folder]) / CROWDED,
        (depth - depth.min(initial=np.inf)) / DEEP,
        index.file.array("files.role"),
    )


def _hits(field: Field, files: int, forms: list[tuple[int, float]], file_of: np.ndarray | None = None) -> np.ndarray:
    """[F] the best weight of a word's forms in each file; `file_of` where the field is of chunks."""
    hit = np.zeros(files)
    for row, weight in sorted(forms, key=lambda form: form[1]):  # the best is written last
        documents = field.documents[int(field.starts[row]) : int(field.starts[row + 1])]
        hit[documents if file_of is None else file_of[documents]] = weight
    return hit


def _rarity(hit: np.ndarray) -> float:
    """How telling it is that a file holds a word: BM25's idf, among files."""
    held = int((hit > 0).sum())
    return float(np.log1p((len(hit) - held + 0.5) / (held + 0.5)))


def _by_path(
    index: Index, asked: list[Reached], stem: np.ndarray, stem_precision: np.ndarray, folder: np.ndarray
) -> list[np.ndarray]:
    """How the question meets the file's name and the folders above it."""
    files = len(index.paths)
    rare, path, most, total = np.zeros(files), np.zeros(files), 0.0, 0.0
    for importance, forms in asked:
        in_stem = _hits(index.stem, files, forms)
        path += importance * np.maximum(in_stem, _hits(index.folder, files, forms))
        total += importance
        if in_stem.any():
            rare += _rarity(in_stem) * in_stem
            most += _rarity(in_stem)
    return [stem, stem_precision, stem * stem_precision, rare / max(most, 1e-9), folder, path / max(total, 1e-9)]


def _as_a_whole(index: Index, lay: Layout, asked: list[Reached]) -> list[np.ndarray]:
    """Share of the question held by a file's chunks together and by their names, and BM25 of the file, twice."""
    files, of = len(index.paths), index.file_of
    held, names, use, by_length = (np.zeros(files) for _ in range(4))
    slow = ENOUGH * (1 - OWN_LENGTH + OWN_LENGTH * lay.chunks / max(1.0, lay.chunks.mean()))
    total = sum(importance for importance, _ in asked)
    for importance, forms in asked:
        hit, uses = _hits(index.body, files, forms, of), _uses(index, forms)
        held += importance * hit
        names += importance * _hits(index.name, files, forms, of)
        rarity = _rarity(hit)
        use += rarity * uses / (uses + ENOUGH)
        by_length += rarity * uses / (uses + slow)
    return [held / max(total, 1e-9), names / max(total, 1e-9), scaled(use), scaled(by_length)]


def _uses(index: Index, forms: list[tuple[int, float]]) -> np.ndarray:
    """[F] how much each file uses a word: what BM25 gives its chunks, without how rare the word is."""
    uses, field = np.zeros(len(index.paths)), index.body
    for row, weight in forms:
        place = slice(int(field.starts[row]), int(field.starts[row + 1]))
        share = weight / max(1e-6, lexical.idf(index, row))
        uses += share * np.bincount(index.file_of[field.documents[place]], field.impacts[place], len(uses))
    return uses


def _beside(lay: Layout, score: np.ndarray, near: np.ndarray) -> list[np.ndarray]:
    """What lies in the same folder: the others' mean score, the best score, the mean nearness."""
    total = np.bincount(lay.folder, score, len(lay.here))
    best = np.zeros(len(lay.here))
    np.maximum.at(best, lay.folder, score)
    near_here = np.bincount(lay.folder, near, len(lay.here)) / lay.here
    others = np.maximum(1, lay.here[lay.folder] - 1)
    return [(total[lay.folder] - score) / others, best[lay.folder], near_here[lay.folder]]


def _asked(question: Question, score: np.ndarray) -> tuple[float, ...]:
    """What kind of question it is, and how clear the first place: the same for every file."""
    second = float(np.partition(score, -2)[-2]) if len(score) > 1 else 1.0
    how, words = question.text.lower().startswith("how"), min(1.0, len(question.words) / WORDY)
    return bool(question.symbol), how, bool(question.wholes), words, float(np.log1p(len(score))) / LONG, 1.0 - second
