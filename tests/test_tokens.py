"""Tokens in flat arrays: the same as counting text by text with dictionaries, for any texts."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ncs.index import postings, words
from ncs.text.counting import Counting, split
from ncs.text.tokenizer import identifier_words, identifiers
from ncs.text.tokens import Tokens, join
from ncs.types import KINDS

NAMES = st.sampled_from(["parse", "parseHTTP", "parse_http", "x", "größe", "日本語", "get2", "", " ", "9", "Http"])
TEXTS = st.lists(st.lists(st.tuples(NAMES, st.sampled_from(KINDS)), max_size=8), max_size=6)


def counted(texts) -> Tokens:
    counting = Counting()
    for parts in texts:
        for text, kind in parts:
            counting.add(text, kind)
        counting.end()
    return counting.identifiers()


def as_dictionaries(tokens: Tokens) -> list[dict]:
    """Text by text (token, kind) -> count, and no entry twice."""
    found = []
    for start, end in zip(tokens.ends[:-1], tokens.ends[1:], strict=True):
        rows = range(start, end)
        entries = {(tokens.names[tokens.token[i]], KINDS[tokens.kind[i]]): float(tokens.count[i]) for i in rows}
        assert len(entries) == end - start
        found.append(entries)
    return found


def plainly(parts) -> tuple[Counter, Counter]:
    """Words and wholes of one text, counted one by one."""
    words, wholes = Counter(), Counter()
    for text, kind in parts:
        for identifier in identifiers(text):
            pieces, whole = identifier_words(identifier)
            words.update((piece, kind) for piece in pieces)
            wholes.update([(whole, kind)] if whole else [])
    return words, wholes


@given(TEXTS)
def test_words_and_wholes_are_those_counted_one_by_one(texts):
    words, wholes = split(counted(texts))
    expected = [plainly(parts) for parts in texts]
    assert as_dictionaries(words) == [one for one, _ in expected]
    assert as_dictionaries(wholes) == [two for _, two in expected]


@given(TEXTS, st.data())
def test_a_text_has_the_same_entries_in_the_same_order_in_any_company(texts, data):
    words, _ = split(counted(texts))
    for row, parts in enumerate(texts):
        alone, _ = split(counted([parts]))
        among = words.take([row])
        assert [alone.names[t] for t in alone.token] == [words.names[t] for t in among.token]
        assert alone.kind.tolist() == among.kind.tolist() and alone.count.tolist() == among.count.tolist()
    order = data.draw(st.permutations(range(len(texts))))
    assert as_dictionaries(words.take(order)) == [as_dictionaries(words)[row] for row in order]


@given(TEXTS, st.integers(0, 6))
def test_texts_joined_are_the_texts(texts, cut):
    parts = [split(counted(some))[0] for some in (texts[:cut], texts[cut:])]
    assert as_dictionaries(join(parts)) == as_dictionaries(split(counted(texts))[0])


@given(TEXTS, st.sets(st.sampled_from(KINDS)))
def test_kinds_are_left_out_and_nothing_else(texts, kinds):
    words, _ = split(counted(texts))
    expected = [{key: n for key, n in text.items() if key[1] not in kinds} for text in as_dictionaries(words)]
    assert as_dictionaries(words.without(kinds)) == expected


@given(TEXTS)
def test_postings_are_bm25_computed_from_the_definition(texts):
    pair = split(counted(texts))
    held = words.of_counted(pair)
    terms = list(held.terms)
    documents: list[dict[str, float]] = []
    for parts, wholes in zip(*map(as_dictionaries, pair), strict=True):
        weighted: dict[str, float] = {}
        for (word, kind), count in (*parts.items(), *wholes.items()):
            weighted[word] = weighted.get(word, 0.0) + count * postings.COUNTS[kind]
        documents.append(weighted)
    field = postings.bm25(held, len(pair[0]))
    mean = sum(sum(document.values()) for document in documents) / max(1, len(documents))
    for row, term in enumerate(terms):
        held = [i for i, document in enumerate(documents) if term in document]
        start, end = int(field.starts[row]), int(field.starts[row + 1])
        assert field.documents[start:end].tolist() == held
        idf = np.log(1 + (len(documents) - len(held) + 0.5) / (len(held) + 0.5))
        for i, impact in zip(held, field.impacts[start:end], strict=True):
            length = sum(documents[i].values()) / mean
            saturation = postings.K1 * (1 - postings.B + postings.B * length)
            expected = idf * documents[i][term] * (postings.K1 + 1) / (documents[i][term] + saturation)
            assert abs(impact - expected) < 1e-5
