"""What `ncs sync` learns: the commits since it last learned, from the model in the index, in seconds.

A few commits at once: one by one they teach next to nothing, and each time all chunks would be embedded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ncs.index.content import Content
from ncs.index.words import as_tokens
from ncs.model.model import Model
from ncs.syncing import Learner, News
from ncs.train import torch_is_there
from ncs.train.continual import Old, learn_more
from ncs.train.judge import drawn
from ncs.train.repository import history_of

WAIT = 12  # commits that say something; fewer are left for a later update


def learner(wanted: bool) -> Learner | None:
    """None where nothing is to be learned, or torch is not there."""
    return learn_news if wanted and torch_is_there() else None


def learn_news(model: Model, news: News) -> tuple[Model, dict[str, Any]]:
    """The model after the new commits, and what the index says of its learning. An index that never learned, because
    its user did not want it, stays as it is; so does one whose commit is gone from the history."""
    learning: dict[str, Any] = news.about["learning"]
    if "held" not in learning or news.old is None or news.new is None:
        return model, learning
    since = learning.get("until", news.old)
    learning = {key: value for key, value in learning.items() if key != "until"}
    told = history_of(news.path, news.new, since)
    if len({change.commit for change in told}) < WAIT:
        return model, learning | ({"until": since} if told else {})
    file = np.repeat(np.arange(len(news.held.files.path)), np.diff(news.held.first))
    held_out = np.fromiter(_held_out(news.held, file), bool, news.held.size)
    old = Old(as_tokens(news.held.words, news.held.size), held_out, file, _rows(news.held, file))
    return learn_more(model, old, news.fresh, told, learning, news.about["mix"], int(news.about["seed"]))


def _rows(held: Content, file: np.ndarray) -> dict[tuple[str, str], int]:
    """Path and symbol -> the first chunk that has them."""
    paths: list[str] = list(held.files.path)
    found: dict[tuple[str, str], int] = {}
    for row, (owner, symbol) in enumerate(zip(file.tolist(), held.chunks.symbol, strict=True)):
        found.setdefault((paths[owner], symbol), row)
    return found


def _held_out(held: Content, file: np.ndarray) -> Iterator[bool]:
    """Whether learning never sees what is said of each chunk: by its path and symbol, as when the index was built."""
    paths = list(held.files.path)
    for owner, symbol in zip(file.tolist(), held.chunks.symbol, strict=True):
        yield drawn(f"{paths[owner]} {symbol}")
