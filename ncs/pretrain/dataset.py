"""All harvests as one set of arrays in memory, in the numbers of one vocabulary."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.format import Container
from ncs.model.vocabulary import Vocabulary
from ncs.ragged import Rows, expand, join, take
from ncs.strings import Strings
from ncs.train.examples import SOURCES, hidden

LEVEL = np.array([level for level, _ in SOURCES.values()])
HIDDEN = np.array([sum(1 << kind for kind in hidden(source)) for source in SOURCES], np.uint8)  # bits by kind


class Dataset(NamedTuple):
    """Examples of R repositories. All rows of one repository lie together, in the order of `names`."""

    names: list[str]
    chunk: Rows  # [C] token rows of every chunk
    kind: np.ndarray  # beside chunk.values, uint8
    weight: np.ndarray  # beside chunk.values, float16: 1 + ln(occurrences)
    question: Rows  # [N] token rows of every question
    source: np.ndarray  # [N] uint8, which of SOURCES
    answer: np.ndarray  # [N] row of the chunk
    identity: np.ndarray  # [N] equal for equal questions
    repository: np.ndarray  # [N] number of the repository


def load(harvests: Sequence[Container], vocabulary: Vocabulary) -> Dataset:
    parts = [_one(harvest, vocabulary, number) for number, harvest in enumerate(harvests)]
    first = np.cumsum([0, *(len(part.chunk) for part in parts)])
    return Dataset(
        [name for part in parts for name in part.names],
        join([part.chunk for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.weight for part in parts]),
        join([part.question for part in parts]),
        np.concatenate([part.source for part in parts]),
        np.concatenate([part.answer + offset for part, offset in zip(parts, first, strict=False)]),
        np.concatenate([part.identity for part in parts]),
        np.concatenate([part.repository for part in parts]),
    )


def _one(harvest: Container, vocabulary: Vocabulary, number: int) -> Dataset:
    meaning = vocabulary.meaning(Strings(harvest.array("words.data"), harvest.array("words.offsets")))
    chunk, came_from = expand(_rows(harvest, "chunk"), meaning)
    question, _ = expand(_rows(harvest, "question"), meaning)
    source, answer = harvest.array("example.source"), harvest.array("example.chunk").astype(np.int64)
    kind = harvest.array("chunk.kind")[came_from]
    part = Dataset(
        [harvest.about["name"]],
        Rows(chunk.values.astype(np.int32), chunk.ends),
        kind,
        (1.0 + np.log(harvest.array("chunk.count")[came_from])).astype(np.float16),
        Rows(question.values.astype(np.int32), question.ends),
        source,
        answer,
        _identities(question),
        np.full(len(source), number, np.int32),
    )
    return _keep(part, (part.question.lengths() > 0) & (_shown(part) > 0))


def _rows(harvest: Container, name: str) -> Rows:
    return Rows(harvest.array(name).astype(np.int64), harvest.array(f"{name}.ends").astype(np.int64))


def _identities(question: Rows) -> np.ndarray:
    bounds, data = question.ends, question.values.astype(np.int32)
    return np.array([zlib.crc32(data[a:b].tobytes()) for a, b in zip(bounds, bounds[1:], strict=False)], np.int64)


def _shown(part: Dataset) -> np.ndarray:
    """[N] how many tokens of its answer an example may look at."""
    tokens = np.zeros(len(part.source), np.int64)
    for bits in np.unique(HIDDEN):
        visible = np.cumsum([0, *((1 << part.kind) & bits == 0).tolist()])
        lengths = visible[part.chunk.ends[1:]] - visible[part.chunk.ends[:-1]]
        chosen = HIDDEN[part.source] == bits
        tokens[chosen] = lengths[part.answer[chosen]]
    return tokens


def _keep(part: Dataset, chosen: np.ndarray) -> Dataset:
    rows = np.flatnonzero(chosen)
    return part._replace(
        question=take(part.question, rows),
        source=part.source[rows],
        answer=part.answer[rows],
        identity=part.identity[rows],
        repository=part.repository[rows],
    )
