"""Sentences as words and back, the words a sentence may be made of, and the choice among drafts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncs.model.drafting import Candidate
from ncs.search.choosing import NOTHING, choose
from ncs.text import prose
from ncs.text.explainable import MOST, Place, source_words
from ncs.text.grounds import grounds, stems
from ncs.text.wording import sentence_of_words, words_of

IDENTIFIER = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
CODE = st.lists(IDENTIFIER, max_size=80).map(" ".join)


@pytest.mark.parametrize(
    ("sentence", "known", "words"),
    [
        ("Solves `solve_sde` once", {"solve_sde"}, "solves solve_sde once"),
        ("Solves `solve_sde` once", set(), "solves solve sde once"),
        ("Raise HTTPError, if it doesn't fit.", {"HTTPError"}, "raise HTTPError , if it doesn't fit"),
        ("All callback-based APIs of Größe", set(), "all callback based apis of größe"),
    ],
)
def test_words_of_a_sentence(sentence, known, words):
    assert words_of(sentence, known) == words.split()


@given(st.text(max_size=200), st.sets(IDENTIFIER, max_size=5))
def test_words_hold_no_blank_and_read_back_as_themselves(text, known):
    words = words_of(text, known)
    assert all(word and not any(c.isspace() for c in word) for word in words)
    assert words_of(" ".join(words), known | set(words)) == words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["returns", "the", "path", ",", "if", "any"], "Returns the path, if any."),
        (["solve_sde", "is", "solved"], "solve_sde is solved."),
        ([], ""),
    ],
)
def test_words_become_a_sentence(words, sentence):
    assert sentence_of_words(words) == sentence


@given(IDENTIFIER, CODE, CODE, st.lists(IDENTIFIER, max_size=30))
def test_source_words_stand_there_once_and_never_say_the_whole_name(name, signature, body, calls):
    place = Place("function", "python", f"a/{name}.py", f"Pool.{name}", signature, tuple(calls), ("Pool",), body)
    words = [word for word, _ in source_words(place)]
    assert len(words) == len(set(words)) <= MOST
    assert words[:2] == ["function", "python"]
    assert name not in words or name.islower() or name.isdigit()


def test_an_identifier_is_copied_whole_and_in_parts():
    place = Place("function", "python", "a.py", "run", "def run(z0)", ("solve_sde",), (), "HTTPServer(solve_sde)")
    words = dict(source_words(place))
    assert words["solve_sde"] == words["solve"] == words["sde"] == "call"
    assert words["HTTPServer"] == words["http"] == "body"


SOURCE = stems(["open", "file", "path", "mode"])


def chosen(*drafts):
    return choose(drafts, SOURCE, frozenset(), "open_file")


def test_a_draft_with_a_source_for_its_words_is_chosen_over_one_without():
    told = Candidate(("opens", "the", "path", "in", "a", "mode"), -1.0, True)
    made_up = Candidate(("opens", "the", "socket", "of", "a", "server"), -1.0, True)
    assert chosen(made_up, told).words == told.words
    assert chosen(told).faithful == 1.0 > chosen(made_up).faithful
    assert chosen(told).confidence > chosen(made_up).confidence


def test_a_draft_that_says_more_than_the_name_is_chosen_over_one_that_repeats_it():
    echo = Candidate(("opens", "the", "file"), -1.0, True)
    told = Candidate(("opens", "the", "file", "at", "a", "path"), -1.0, True)
    assert chosen(echo, told).words == told.words
    assert chosen(told).news == 1
    assert chosen(echo).news == 0


def test_of_equals_the_likelier_is_chosen_and_of_none_nothing():
    likely, unlikely = (Candidate(("opens", "the", "path"), log, True) for log in (-0.5, -1.5))
    assert chosen(unlikely, likely).confidence == chosen(likely).confidence
    assert chosen() == NOTHING


def test_a_sentence_may_rest_on_the_chunk_and_on_the_outline_of_its_file():
    place = Place(
        "method", "python", "db/pool.py", "Pool.close", "def close(self, wait)", ("join",), ("Pool",), "x = 1"
    )
    known = grounds(place, stems(["open_sockets"]), frozenset)
    assert known.own >= stems(["db", "pool", "close", "wait", "join", "x"])
    assert known.around == stems(["open", "sockets"])


@pytest.mark.parametrize(
    ("sentence", "name", "rest"),
    [
        ("ParseURL parses a raw URL", "ParseURL", "parses a raw URL"),
        ("This function parses a raw URL", "x", "parses a raw URL"),
        ("Parses a raw URL", "parse", "Parses a raw URL"),
        ("Path of the file", "path", "Path of the file"),
        ("The class is empty", "x", "The class is empty"),
    ],
)
def test_a_sentence_loses_the_subject_that_all_share(sentence, name, rest):
    assert prose.without_subject(sentence, name) == rest
