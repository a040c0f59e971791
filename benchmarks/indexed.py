"""What an index knows of a corpus, in memory; not what its chunks mean."""

from __future__ import annotations

import numpy as np

from ncs.index import content
from ncs.index.assemble import assemble, left_out
from ncs.index.corpus import Corpus
from ncs.index.format import Loose
from ncs.index.index import Index
from ncs.index.memory import none
from ncs.index.vectors import Vectors
from ncs.source.files import Rules


def indexed(of: Corpus) -> Index:
    held = content.of_corpus(of, True)
    packed, scale = np.zeros((3, held.size, 1), np.int8), np.zeros((3, held.size), np.float32)
    lengths = np.zeros((3, len(of.files)), np.float32)
    arrays, about = assemble(held, Vectors(packed, scale, lengths, none(0, 1)), True)
    about |= {"commit": None, "scope": "", "learning": {}, "k": 10, "tools": ""}
    about |= {"model": {"preset": "standard", "latent": 1}, "rules": Rules([], 0, "")._asdict()}
    return Index(Loose("", arrays | left_out((), ()), about))
