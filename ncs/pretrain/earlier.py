"""A new base that begins as an earlier one: its vocabulary, the vectors of its words and its path are gone on from,
the decoder is begun anew."""

from __future__ import annotations

from collections.abc import Sequence

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
LIMITS = Limits(code=400, chunks=5000, commits=400, hunks=800, sentences=2500)


def gone_on_from(path: str, harvests: Sequence[Container], words: int, seed: int) -> Model:
    """Raises UsageError for a file that is no base of this kind of model."""
    try:
        file = Container(path)
        old = Shape(**file.about["model"])
        known = {name: sizes for name, sizes in parameters(old).items() if not name.startswith("decoder.")}
        kept = weights.unpack_arrays(file, known)
        read = weights.vocabulary_of(file, old)
    except (IndexFileError, KeyError, TypeError) as problem:
        raise UsageError(f"{path} is no base model to go on from: {problem}") from None
    written = vocabulary.written_vocabulary(harvests, words)
    shape = STANDARD._replace(tokens=old.tokens, buckets=old.buckets, words=len(written))
    fresh = initial(shape, seed)
    return Model(shape, fresh | {name: np.asarray(array) for name, array in kept.items()}, read, written)
