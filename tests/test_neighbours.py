"""What is said of the nearest chunks, as words that an explanation may be made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cli import ncs

from ncs.index.index import Index
from ncs.model.copying import source_symbols, target_symbols
from ncs.model.decoder import ROLES, UNKNOWN
from ncs.search.explain import explain
from ncs.search.neighbours import alike, nearest, neighbours
from ncs.text.explainable import MOST
from ncs.text.neighbours import COSINE, FACE, NEIGHBOURS, PLACES, ROOM, Neighbour, face, renamed, with_neighbours

WORDS = st.lists(st.sampled_from("open close the file files reader_of width read".split()), max_size=40)


@given(st.lists(st.sampled_from("open close file width".split()), unique=True), st.lists(WORDS, max_size=5), st.data())
def test_every_word_has_a_place_of_its_own_and_a_role_that_is_true(own, sentences, data):
    held = [data.draw(WORDS) for _ in sentences]
    around = [
        Neighbour(1.0, 1.0 - 0.25 * i, said, words, "")
        for i, (said, words) in enumerate(zip(sentences, held, strict=True))
    ]
    found = with_neighbours([(word, "body") for word in own], around)
    assert [(word.text, word.role) for word in found[: len(own)]] == [(word, "body") for word in own]
    places = [word.place for word in found]
    assert places == sorted(set(places)) and all(place < PLACES for place in places)
    assert [word.text for word in found[len(own) :]] == [w for said in sentences[:NEIGHBOURS] for w in said[:ROOM]]
    for word in found[len(own) :]:
        number = (word.place - MOST) // ROOM
        nearness, use = word.role.split()
        assert word.role in ROLES and nearness == ("twin", "near", "far")[number]
        assert (use == "shared") == (word.text.rstrip("s") in [name.rstrip("s") for name in own])
        if use == "said":
            assert word.text not in held[number]


@pytest.mark.parametrize(
    ("theirs", "ours", "said", "told"),
    [
        ("read_width", "read_height", "gives the width of a box", "gives the height of a box"),
        (
            "getOpenFiles",
            "getClosedFiles",
            "lists open files , not open doors",
            "lists closed files , not closed doors",
        ),
        ("load_json_file", "load_file", "loads a json file", "loads a json file"),
        ("load_old_state", "load_new_big_state", "loads old state", "loads new big state"),
        ("width", "height", "gives the width", "gives the width"),
        ("read", "read", "reads", "reads"),
    ],
)
def test_a_sentence_is_said_again_with_the_part_of_the_name_that_differs(theirs, ours, said, told):
    assert " ".join(renamed(said.split(), theirs, ours)) == told


@given(st.lists(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdefg")))
def test_a_copied_word_is_found_again_where_it_first_stands(source, target):
    written = {"a": 4, "b": 5}
    symbols = source_symbols(source, written, 10)
    read = {4: "a", 5: "b"} | {10 + slot: word for slot, word in enumerate(source)}
    assert [read[symbol] for symbol in symbols] == source
    told = target_symbols(target, source, symbols, written)
    known = set(source) | set(written)
    assert [read.get(symbol, "?") for symbol in told] == [word if word in known else "?" for word in target]
    assert all((symbol == UNKNOWN) == (word not in known) for symbol, word in zip(told, target, strict=True))


@pytest.mark.parametrize("most", [1, 3, 20])
def test_the_nearest_are_those_of_a_full_sort_without_oneself(most):
    rng = np.random.default_rng(0)
    known = rng.standard_normal((12, 6)).astype(np.float32)
    known[3] = known[7]  # equals are ordered by row
    asked, own = np.concatenate([known[[7, 0]], rng.standard_normal((1, 6)).astype(np.float32)]), np.array([7, 0, -1])
    found = nearest(asked, known, own, most)
    for i, row in enumerate(own.tolist()):
        products = known @ asked[i]
        others = sorted((j for j in range(12) if j != row), key=lambda j: (-products[j], j))
        assert [row for row, _ in found[i]] == others[:most]
        assert [cosine for _, cosine in found[i]] == pytest.approx(products[others[:most]])
    assert nearest(asked[:0], known, own[:0], most) == []


def test_of_chunks_as_near_the_one_with_the_name_signature_and_words_comes_first():
    asked = np.eye(3, dtype=np.float32)[:1]
    known = np.array([[0.9, 0.4, 0.0], [0.88, 0.0, 0.5], [0.1, 0.9, 0.0], [1.0, 0.0, 0.0]], np.float32)
    faces = [
        face("close", "close()", ["close", "door"]),
        face("readHeight", "readHeight(box)", ["read", "height", "box"]),
        face("read_height", "read_height(box)", ["read", "height", "box"]),
        face("x", "", []),
    ]
    seen = face("read_width", "read_width(box)", ["read", "width", "box"])
    found = alike(asked, known, np.array([3]), faces.__getitem__, [seen])
    assert [row for row, *_ in found[0]] == [1, 2, 0]
    like = {row: likeness - COSINE * cosine for row, cosine, likeness in found[0]}
    assert [like[row] for row in range(3)] == pytest.approx([0.0, *[FACE[0] / 3 + (FACE[1] + FACE[2]) * 2 / 4] * 2])


CODE = '''
def read_width(box):
    """Give the width of a box in pixels."""
    return box.width * box.scale


def read_height(box):
    return box.height * box.scale


def send_mail(address, text):
    """Send a text to an address by the mail server."""
    server.deliver(address, text)
'''


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    root = tmp_path_factory.mktemp("boxes")
    (root / "boxes.py").write_text(CODE)
    assert ncs("index", str(root), "--no-learn").code == 0
    return Index(root / ".ncs" / "index.ncs")


def test_a_query_sees_the_sentences_of_the_nearest_documented_chunks(index):
    rows = [list(index.strings("chunks.symbol")).index(name) for name in ("read_height", "read_width")]
    height, width = neighbours(index, rows)
    assert list(height[0].said) == ["give", "the", "width", "of", "a", "box", "in", "pixels"]
    assert "width" in height[0].words and height[0].cosine > height[1].cosine
    assert [list(found.said)[:2] for found in width] == [["send", "a"]]  # never what is said of itself
    alone = explain(index, rows[:1])
    assert alone == explain(index, rows)[:1]


def test_without_text_nothing_is_known_of_neighbours(index, tmp_path):
    from ncs.index import format

    arrays = {name: index.file.array(name) for name in index.file.names() if not name.startswith("text.")}
    place = tmp_path / "index.ncs"
    place.write_bytes(format.encode(arrays, dict(index.about)))
    assert neighbours(Index(place), [0, 1]) == [[], []]
