"""Lines of a file out of an index are those of the file; sums over a file's best chunks are those of a plain loop."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncs.index.index import Index
from ncs.search.features import BEST_OF_FILE, file_scores
from ncs.strings import Strings


class Texts(Index):
    """As much of an index as its texts need."""

    def __init__(self, *texts: bytes) -> None:
        held = Strings.pack(texts)
        arrays = {"text.data": held.data, "text.offsets": held.offsets}
        self.file = cast(object, type("File", (dict,), {"array": dict.__getitem__})(arrays))  # type: ignore[assignment]


LINE = st.one_of(st.just(b""), st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"")), st.just(b"\xc3"))


@given(st.lists(LINE, min_size=1, max_size=8), st.integers(1, 10), st.integers(0, 4))
def test_lines_are_those_of_the_text(lines, first, more):
    index = Texts(b"before\n\n", b"\n".join(lines), b"behind")
    whole = b"\n".join(lines).decode("utf-8", "replace").split("\n")
    assert index.lines(1, first, first + more) == "\n".join(whole[first - 1 : first + more])


def test_without_texts_there_are_no_lines():
    index = Texts()
    index.file = type("File", (dict,), {})()  # type: ignore[assignment]
    assert index.lines(0, 1, 3) == ""


@pytest.mark.parametrize("sizes", [[], [1], [0, 3, 0], [5, 1, 2], [1] * 9, [40, 0, 2]])
def test_a_file_counts_by_its_best_chunks(sizes):
    rng, edges = np.random.default_rng(len(sizes)), np.cumsum([0, *sizes])
    scores = rng.choice([0.0, 0.25, 0.5, 0.75, 1e-7, 3.5], edges[-1]).astype(np.float32)  # with equal ones among them
    filled = np.flatnonzero(sizes)
    index = SimpleNamespace(paths=sizes, filled=filled, first_of_filled=edges[filled])
    best = [sorted(scores[a:b].tolist())[::-1][:BEST_OF_FILE] for a, b in zip(edges, edges[1:], strict=False)]
    by_hand = [sum(score / (1 + place) for place, score in enumerate(of_file)) for of_file in best]
    assert np.allclose(file_scores(cast(Index, index), scores), by_hand)
