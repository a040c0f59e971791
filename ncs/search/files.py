"""What the learned ranker knows of files for one question: a row of numbers per file, nearly all from 0 to 1.

Chunks say where in a file the answer is; which file it is shows better in the file as a whole: how much of the question
all its chunks hold together, what it is called, how large it is, what stands beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.ragged import positions
from ncs.search.features import Features, above_mean, scaled, standing
from ncs.search.latent import Nearness
from ncs.search.lexical import Matched, held, idf, recall
from ncs.search.question import Question
from ncs.search.told import told
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
TOLD = (*NAMES, "told")  # of an index with a history


class Known(NamedTuple):
    """What was found out about all chunks and files, out of which the rows are made."""

    matched: Matched
    features: Features
    nearness: Nearness
    tops: np.ndarray  # [F] the best score in each file
    shares: np.ndarray  # [F] what is left of it for the file's role


def file_features(index: Index, question: Question, known: Known, files: np.ndarray) -> np.ndarray:
    """Of n files with a score -> [n,len(NAMES)] float64, with a history [n,len(TOLD)]."""
    lay, found = _layout(index), known.features
    score, near = scaled(known.tops), above_mean(known.nearness.files)
    by_path, whole = _by_path(found, known.matched), _as_a_whole(index, lay, known.matched)
    of_files = np.array([score, scaled(known.tops / known.shares), *by_path, near, *whole])[:, files]
    always = lay.always[:, files]
    blocks = (
        of_files[:2],
        _by_chunks(index, found, known.nearness, always[0], files),
        of_files[2:],
        always[1:5],
        _beside(lay, score, near, files),
        always[5:7],
        always[7:] * _held_back(question.roles),
        np.array(_asked(question, score))[:, None].repeat(len(files), 1),
        *([told(index, known.matched, files)[None]] if len(index.changed) else ()),
    )
    return np.concatenate(blocks).T


class Layout(NamedTuple):
    """What is the same for every question."""

    chunks: np.ndarray  # [F] how many each has, beside the mean
    always: np.ndarray  # [14,F] called, imported, three of its size, crowd, depth, each role but the first
    folder: np.ndarray  # [F] number of the folder it lies in
    here: np.ndarray  # [folders] how many files lie in each
    by_folder: np.ndarray  # [F] the files, folder by folder


@lru_cache(maxsize=4)
def _layout(index: Index) -> Layout:
    edges, filled = index.edges, index.filled
    lines = np.zeros(len(index.paths))
    lines[filled] = index.end[edges[filled + 1] - 1]
    logs = np.log1p(lines)
    median = np.median(lines[filled]) if len(filled) else 0.0
    paths = list(index.paths)
    _, folder = np.unique([path.rpartition("/")[0] for path in paths] or [""], return_inverse=True)
    here, depth = np.bincount(folder), np.array([path.count("/") for path in paths], float)
    of_chunks, imported = standing(index)
    called = np.zeros(len(paths))
    if len(filled):
        called[filled] = np.maximum.reduceat(of_chunks, index.first_of_filled)
    sizes = (scaled(logs), logs / LONG, np.tanh((logs - np.log1p(median)) / 2))  # lines: beside the longest, the median
    place = (np.log1p(here[folder]) / CROWDED, (depth - depth.min(initial=np.inf)) / DEEP)
    roles = (index.file.array("files.role") == number for number in range(1, len(ROLES)))
    return Layout(
        np.diff(edges) / max(1.0, len(index) / max(1, len(paths))),
        np.array([called, imported, *sizes, *place, *roles], float),
        folder,
        here,
        np.argsort(folder, kind="stable"),
    )


def _by_chunks(index: Index, found: Features, nearness: Nearness, called: np.ndarray, files: np.ndarray) -> np.ndarray:
    """[8,n] the greatest value of each among the chunks of each file."""
    columns = [found.lexical, found.covered, found.latent, nearness.chunks, found.name, found.defines]
    columns.append(found.name * found.name_precision)
    if 2 * len(files) > len(index.filled):  # to go through all is quicker than to gather the chunks of most
        peaks = np.zeros((len(columns), len(index.paths)), np.float32)
        peaks[:, index.filled] = np.maximum.reduceat(np.array(columns), index.first_of_filled, axis=1)
        peaks = peaks[:, files]
    else:
        chunks, ends = positions(index.edges, files)
        peaks = np.maximum.reduceat(np.array([column[chunks] for column in columns]), ends[:-1], axis=1)
    lexical, covered, latent, near, name, defines, both = peaks
    return np.array([lexical, covered, latent, above_mean(near, nearness.chunks), called, name, both, defines])


def _rarity(held: np.ndarray) -> np.ndarray:
    """[W,F] -> [W] how telling it is that a file holds a word: BM25's idf, among files."""
    files = (held > 0).sum(1)
    return np.asarray(np.log1p((held.shape[1] - files + 0.5) / (files + 0.5)))


def _by_path(found: Features, matched: Matched) -> tuple[np.ndarray, ...]:
    """How the question meets the file's name, also by rarity, the folders above it, and both together."""
    stem, folder = found.words_in_stem, found.words_in_folder
    rarity = np.where(stem.any(1), _rarity(stem), 0.0)
    rare, path = rarity @ stem / max(rarity.sum(), 1e-9), recall(matched.reach, np.maximum(stem, folder))
    return found.stem, found.stem_precision, found.stem * found.stem_precision, rare, found.folder, path


def _as_a_whole(index: Index, lay: Layout, matched: Matched) -> tuple[np.ndarray, ...]:
    """Share of the question held by a file's chunks together and by their names, and BM25 of the file, twice."""
    asked, files = matched.reach, len(index.paths)
    body, name = matched.words.in_files(index), matched.name.in_files(index)
    there = held(asked, body, files)
    uses = body.impact / np.maximum(1e-6, idf(index)[asked.term])[body.form]  # BM25's, without how rare the word is
    used = np.bincount(body.asker * files + body.document, uses, there.size).reshape(there.shape)
    rarity, slow = _rarity(there), ENOUGH * (1 - OWN_LENGTH + OWN_LENGTH * lay.chunks)
    use, by_length = (scaled(rarity @ (used / (used + half))) for half in (ENOUGH, slow))
    return recall(asked, there), recall(asked, held(asked, name, files)), use, by_length


def _beside(lay: Layout, score: np.ndarray, near: np.ndarray, files: np.ndarray) -> np.ndarray:
    """[3,n] what lies in the same folder: the others' mean score, the best score, the mean nearness."""
    first, folder = np.cumsum(lay.here) - lay.here, lay.folder[files]
    scores, here = score[lay.by_folder], lay.here[folder]
    total, near_here = (np.add.reduceat(each, first)[folder] for each in (scores, near[lay.by_folder]))
    best = np.maximum.reduceat(scores, first)[folder]
    return np.array([(total - score[files]) / np.maximum(1, here - 1), best, near_here / here])


@lru_cache(maxsize=32)
def _held_back(asked: frozenset[str]) -> np.ndarray:
    """[len(ROLES)-1,1] 1 for each role but the first, 0 for those that are asked for."""
    return np.array([[float(role not in asked)] for role in ROLES[1:]])


def _asked(question: Question, score: np.ndarray) -> tuple[float, ...]:
    """What kind of question it is, and how clear the first place: the same for every file."""
    second = float(np.partition(score, -2)[-2]) if len(score) > 1 else 1.0
    how, words = question.text.lower().startswith("how"), min(1.0, len(question.words) / WORDY)
    return bool(question.symbol), how, bool(question.wholes), words, float(np.log1p(len(score))) / LONG, 1.0 - second
