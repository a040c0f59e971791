"""What a chunk does, in a sentence: written by the decoder where it is sure enough, else from structure.

A structural sentence (search/structure.py) is marked as such, because a fluent guess is worse than a plain
fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.drafting import Candidate, candidates
from ncs.model.model import Model
from ncs.search.association import associated
from ncs.search.choosing import NOTHING, Chosen, choose, content, stems
from ncs.search.neighbours import neighbours, place
from ncs.search.structure import PROSE, structural
from ncs.text.explainable import own_name, source_words
from ncs.text.neighbours import offers, with_neighbours
from ncs.text.wording import sentence_of_words

SURE = 0.5  # confidence from which a written sentence is shown
FEWEST_WORDS = 3


class Explanation(NamedTuple):
    text: str
    confidence: float  # 0 to 1, of what the decoder wrote
    generated: bool  # False: from structure
    draft: str  # what the decoder wrote, believed or not; "" if there is none

    def fields(self) -> dict[str, str | float]:
        """As results carry it."""
        return {
            "explanation": self.text,
            "explanation_confidence": round(self.confidence, 3),
            "explanation_source": "decoder" if self.generated else "structure",
            "draft": self.draft,
        }


def explain(index: Index, rows: Sequence[int]) -> list[Explanation]:
    """One explanation per chunk, decoded together."""
    rows = [int(row) for row in rows]
    return [_told(index, row, best) for row, best in zip(rows, _chosen(index, rows), strict=True)]


def _chosen(index: Index, rows: Sequence[int]) -> list[Chosen]:
    """What the decoder says of each chunk; nothing of documents, which say themselves what they are about."""
    found = dict.fromkeys(rows, NOTHING)
    learned = index.about.get("base") or index.about.get("learning", {}).get("sentences")
    asked = [row for row in found if index.kind_of(row) not in PROSE] if learned else []
    if asked:
        places = np.array(asked)
        z = index.vectors[2, places].astype(np.float32) * index.scale[2, places, None]
        sources = [source_words(place(index, row)) for row in asked]
        around = neighbours(index, asked)
        offered = [offers(near, own_name(index.text("symbol", row))) for near, row in zip(around, asked, strict=True)]
        drafts = candidates(index.model, z, list(map(with_neighbours, sources, around)), offered)
        for row, some, source in zip(asked, drafts, sources, strict=True):
            found[row] = chosen(index.model, some, source, index.text("symbol", row))
    return [found[row] for row in rows]


def chosen(model: Model, drafts: Sequence[Candidate], own: Sequence[tuple[str, str]], symbol: str) -> Chosen:
    """The best of a chunk's drafts, given the chunk's own words."""
    source, also = sources(model, drafts, own)
    return choose(drafts, source, own_name(symbol), also)


def sources(
    model: Model, drafts: Sequence[Candidate], own: Sequence[tuple[str, str]]
) -> tuple[frozenset[str], frozenset[str]]:
    """What words of drafts may rest on: the stems of the chunk's words; and stems of the drafts that lie near one."""
    source = stems([word for word, _ in own])
    said = {word for draft in drafts for word in content(draft.words)}
    return source, associated(model, sorted(said - source), sorted(source))


def _told(index: Index, row: int, best: Chosen) -> Explanation:
    draft = sentence_of_words(best.words)
    if best.confidence >= SURE and len(best.words) >= FEWEST_WORDS and best.news:
        return Explanation(draft, best.confidence, True, draft)
    return Explanation(structural(index, row), best.confidence, False, draft)
