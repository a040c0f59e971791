"""What `ncs sync` learns: the commits since it last learned, from the model in the index, in seconds.

A few commits at once: one by one they teach next to nothing, and each time all chunks would be embedded anew.
"""

from __future__ import annotations

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
    its user did not want it, stays as it is; so does one whose commit is gone from the history, and one that learned
    in vain: there is nothing to go on from, and all is learned again later (syncing.py)."""
    learning: dict[str, Any] = news.about["learning"]
    if not learning.get("kept") or news.old is None or news.new is None:
        return model, learning
    since = learning.get("until", news.old)
    learning = {key: value for key, value in learning.items() if key != "until"}
    told = history_of(news.path, news.new, since)
    if len({change.commit for change in told}) < WAIT:
        return model, learning | ({"until": since} if told else {})
    file = np.repeat(np.arange(len(news.held.files.path)), np.diff(news.held.first))
    places = _places(news.held, file)
    # Whether learning never sees what is said of a chunk, as when the index was built.
    held_out = np.array([drawn(f"{path} {symbol}") for path, symbol in places], bool)
    row_of = dict(zip(reversed(places), reversed(range(len(places))), strict=True))  # the first of several stays
    old = Old(as_tokens(news.held.words, news.held.size), held_out, file, row_of)
    return learn_more(model, old, news.fresh, told, learning, news.about["mix"], int(news.about["seed"]))


def _places(held: Content, file: np.ndarray) -> list[tuple[str, str]]:
    """Path and symbol of each chunk."""
    paths = list(held.files.path)
    return [(paths[owner], symbol) for owner, symbol in zip(file.tolist(), held.chunks.symbol, strict=True)]
