"""Tables of vectors: int8 rows, and rows that lie over those of the table below."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ncs.index.tables import Table, quantize

VECTORS = arrays(np.float32, st.tuples(st.integers(1, 12), st.integers(1, 6)), elements=st.floats(-4, 4, width=32))


@given(VECTORS)
def test_rows_are_near_what_was_packed(vectors):
    packed, scale = quantize(vectors)
    assert np.abs(packed * scale[:, None] - vectors).max() <= np.abs(vectors).max() / 127.0 + 1e-6


@given(VECTORS, st.data())
def test_changed_rows_lie_over_the_others(vectors, data):
    below = Table.of(vectors)
    rows = data.draw(st.lists(st.integers(0, len(vectors) - 1), unique=True))
    after = below.whole()
    after[rows] = after[rows] + 1.0
    table = below.with_changes(after)
    assert table.rows.tolist() == sorted(rows)
    untouched = np.setdiff1d(np.arange(len(vectors)), rows)
    assert np.array_equal(table[untouched], below[untouched])
    assert np.abs(table.whole() - after).max() <= np.abs(after).max() / 127.0 + 1e-6


@given(VECTORS)
def test_a_table_without_changes_equals_the_one_below(vectors):
    below = Table.of(vectors)
    same = below.with_changes(below.whole())
    assert len(same.rows) == 0 and np.array_equal(same.whole(), below.whole())
    assert np.array_equal(np.asarray(same), below.whole()) and same.shape == vectors.shape
