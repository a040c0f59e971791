"""What a chunk does, in a sentence: written by the decoder where it is sure enough, else from structure.

A structural sentence (search/structure.py) is marked as such, because a fluent guess is worse than a plain
fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.drafting import candidates
from ncs.search.choosing import NOTHING, Chosen, choose
from ncs.search.structure import PROSE, structural
from ncs.text.explainable import Place, own_name, source_words
from ncs.text.wording import sentence_of_words

SURE = 0.3  # confidence from which a written sentence is shown
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
    return [_told(index, row, chosen) for row, chosen in zip(rows, _chosen(index, rows), strict=True)]


def _chosen(index: Index, rows: Sequence[int]) -> list[Chosen]:
    """What the decoder says of each chunk; nothing of documents, which say themselves what they are about."""
    found = dict.fromkeys(rows, NOTHING)
    learned = index.about.get("base") or index.about.get("learning", {}).get("sentences")
    asked = [row for row in found if index.kind_of(row) not in PROSE] if learned else []
    if asked:
        places = np.array(asked)
        z = index.vectors[2, places].astype(np.float32) * index.scale[2, places, None]
        sources = [source_words(place(index, row)) for row in asked]
        drafts = candidates(index.model, z, sources)
        for row, some, source in zip(asked, drafts, sources, strict=True):
            found[row] = choose(some, source, own_name(index.text("symbol", row)))
    return [found[row] for row in rows]


def place(index: Index, row: int) -> Place:
    return Place(
        index.kind_of(row),
        index.language_of(row),
        index.path_of(row),
        index.text("symbol", row),
        index.text("signature", row),
        index.values("calls", row),
        index.values("scopes", row),
        index.body_text(row),
    )


def _told(index: Index, row: int, chosen: Chosen) -> Explanation:
    draft = sentence_of_words(chosen.words)
    if chosen.confidence >= SURE and len(chosen.words) >= FEWEST_WORDS and chosen.news:
        return Explanation(draft, chosen.confidence, True, draft)
    return Explanation(structural(index, row), chosen.confidence, False, draft)
