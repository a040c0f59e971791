"""Whether what commits say is remembered (index/memory.py): not where held-out questions find their files later by it.

What is remembered weighs the same in every repository: how much is best here, held-out questions do not tell (LOG.md).
That it does harm, as misleading messages would, they tell in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ncs.index.history import History
from ncs.index.memory import of_history
from ncs.model.model import Model
from ncs.search.latent import MEMORY, SEMANTICS
from ncs.train.judge import mean, standard_error
from ncs.train.material import Material


def judged(model: Model, found: Material, mix: Sequence[float], known: History) -> dict[str, Any]:
    """What an index says of it. known: of the commits that are not held out."""
    if not len(known.changed):
        return {"commits": 0, "kept": False}
    file_of = {file.source.path: row for row, file in enumerate(found.whole.files)}
    files = np.array([file_of[found.corpus.chunks[row].path] for row in found.judge.rows], np.int64)
    memory = of_history(known, len(file_of), model)
    vectors = memory.packed * (MEMORY * mix[SEMANTICS] * memory.scale)[:, None]
    before, after = found.judge.ranks_of_files(model, mix, files, vectors)
    kept = float((after - before).mean()) >= -standard_error(after - before)
    return {"commits": len(known.changed), "before": mean(before), "after": mean(after), "kept": kept}
