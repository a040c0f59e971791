"""A new base that begins as an earlier one: what it reads, the vectors of its words and its path are gone on from; its
decoder too, unless other words are to be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ncs.errors import IndexFileError, UsageError
from ncs.index import weights
from ncs.index.format import Container
from ncs.model.model import Model
from ncs.model.shape import STANDARD, Shape, parameters
from ncs.model.weights import initial
from ncs.pretrain import training, vocabulary
from ncs.pretrain.harvest import Limits

# What is left to learn when the words are known: a short path, and more of the code that people describe.
SCHEDULE = training.Schedule(steps=400, decay=2.0, every=100, table=False)
DECODER = "decoder."
GROWING = ("decoder.role", "decoder.place")
SINCE = ("decoder.follow",)  # what the first bases did not have
LIMITS = Limits(code=400, chunks=5000, commits=400, hunks=800, sentences=2500)


def gone_on_from(path: str, harvests: Sequence[Container], words: int | None, seed: int) -> Model:
    """words: how many a decoder begun anew can write; None: the decoder is gone on from.

    Raises UsageError for a file that is no base of this kind of model."""
    try:
        file = Container(path)
        old = Shape(**file.about["model"])
        sizes = {name: size for name, size in parameters(old).items() if words is None or not name.startswith(DECODER)}
        sizes = {name: size for name, size in sizes.items() if name not in SINCE or f"model.{name}" in file}
        kept = weights.unpack_arrays(file, sizes | _rows_of(file, sizes))
        read = weights.vocabulary_of(file, old)
        written = weights.written_of(file) if words is None else vocabulary.written_vocabulary(harvests, words)
    except (IndexFileError, KeyError, TypeError) as problem:
        raise UsageError(f"{path} is no base model to go on from: {problem}") from None
    shape = STANDARD._replace(tokens=old.tokens, buckets=old.buckets, words=len(written))
    fresh = initial(shape, seed)
    return Model(shape, {name: _over(array, kept.get(name)) for name, array in fresh.items()}, read, written)


def _rows_of(file: Container, sizes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The sizes of what has grown rows since: roles and places of source words, new ones behind the old."""
    return {name: (len(file.array(f"model.{name}")), *sizes[name][1:]) for name in GROWING if name in sizes}


def _over(fresh: np.ndarray, kept: Any) -> np.ndarray:
    """What is kept laid over the first rows."""
    if kept is None:
        return fresh
    kept = np.asarray(kept)
    return kept if len(kept) == len(fresh) else np.concatenate([kept, fresh[len(kept) :]])
