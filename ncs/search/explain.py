"""What a chunk does, in a sentence: written by the decoder where it is sure enough, else from structure.

A structural sentence (search/structure.py) is marked as such, because a fluent guess is worse than a plain
fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.model.drafting import Candidate, candidates
from ncs.model.model import Model
from ncs.search.association import associated
from ncs.search.choosing import NOTHING, Chosen, choose
from ncs.search.definitions import PROSE
from ncs.search.neighbours import neighbours, own_words, place, said
from ncs.search.related import heard
from ncs.search.structure import structural
from ncs.text.explainable import identifiers, own_name
from ncs.text.grounds import Grounds, content, grounds, stems
from ncs.text.neighbours import offer, with_neighbours
from ncs.text.wording import sentence_of_words

SURE = 0.6  # confidence from which a written sentence is shown: then six of seven are like what people say (LOG.md)
FOUNDED = 0.6  # share of its content words that have a source: then nine of ten of all that are shown have one (LOG.md)
FEWEST_WORDS = 3
SAY_NOTHING = frozenset(content("given specified method function called used".split()))


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
        at = np.array(asked)
        z = index.vectors[2, at].astype(np.float32) * index.scale[2, at, None]
        places = [place(index, row) for row in asked]
        own = [own_words(index, row) for row in asked]
        around = neighbours(index, asked)
        offered = [offer(near, own_name(here.symbol)) for near, here in zip(around, places, strict=True)]
        drafts = candidates(index.model, z, list(map(with_neighbours, own, around)), offered)
        for row, some, here in zip(asked, drafts, places, strict=True):
            whole = here._replace(body=index.chunk_text(row))  # what people say of it is a ground too
            known = grounds(whole, outline(index, int(index.file_of[row])), partial(heard, index, row))
            checked = _not_against(some, known.own) if said(index, row) else some
            found[row] = chosen(index.model, checked, known, here.symbol)
    return [found[row] for row in rows]


def _not_against(drafts: Sequence[Candidate], own: frozenset[str]) -> list[Candidate]:
    """Of a chunk that people describe, the drafts without a word that neither they nor the code use: a neighbour's
    "as an integer" is likely, and wrong where it says "as a boolean"."""
    return [draft for draft in drafts if own.issuperset({*content(draft.words)} - SAY_NOTHING)]


@lru_cache(maxsize=256)
def outline(index: Index, file: int) -> frozenset[str]:
    """The stems of what a file defines, and of the signatures."""
    names = ("symbol", "signature")
    return stems(identifiers(*(index.text(name, row) for row in index.rows_of(file) for name in names)))


def chosen(model: Model, drafts: Sequence[Candidate], known: Grounds, symbol: str) -> Chosen:
    """The best of a chunk's drafts."""
    return choose(drafts, *sources(model, drafts, known), own_name(symbol))


def sources(model: Model, drafts: Sequence[Candidate], known: Grounds) -> tuple[frozenset[str], frozenset[str]]:
    """Stems that words of drafts may rest on: those in sight, and those that lie near a word of the chunk."""
    seen = known.own | known.around
    missing = {word for draft in drafts for word in content(draft.words)} - seen
    seen |= known.heard(missing)
    return seen, associated(model, sorted(missing - seen), sorted(known.own))


def believed(best: Chosen) -> bool:
    """Whether a written sentence is shown."""
    says = len(best.words) >= FEWEST_WORDS and best.news > 0
    return says and best.confidence >= SURE and best.faithful >= FOUNDED


def _told(index: Index, row: int, best: Chosen) -> Explanation:
    draft = sentence_of_words(best.words)
    shown = believed(best)
    return Explanation(draft if shown else structural(index, row), best.confidence, shown, draft)
