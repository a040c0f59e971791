"""Text to words and characters: known answers, and laws for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncs.model.vocabulary import Vocabulary
from ncs.strings import Strings, by_bytes
from ncs.text import characters, counting, prose, tokenizer
from ncs.types import KINDS, Chunk, Region


def counts(words):
    keys = zip(words.token.tolist(), words.kind.tolist(), strict=True)
    return {(words.names[t], KINDS[k]): n for (t, k), n in zip(keys, words.count.tolist(), strict=True)}


def chunk(text: str, *regions: Region) -> Chunk:
    return Chunk(
        "a/b.py", 1, text.count("\n") + 1, text, "function", "python", "f", (), "", "", ("f",), (), (), regions
    )


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        ("getURLPath2", ("get", "url", "path", "2")),
        ("_BaseHandler", ("base", "handler")),
        ("get_userName", ("get", "user", "name")),
        ("HTTP404", ("http", "404")),
        ("größe", ("größe",)),
        ("naïve_Bayes", ("naïve", "bayes")),
        ("日本語", ("日本", "本語")),
        ("привет", ("привет",)),
        ("x" * 100, ()),
    ],
)
def test_parts(identifier, parts):
    assert tokenizer.parts(identifier) == parts


def test_questions_keep_what_they_ask_for():
    assert tokenizer.question_words("where is the config parsed?") == ["config", "pars"]
    assert tokenizer.question_words("what is it") == ["what", "is", "it"]
    assert tokenizer.question_identifiers("call solve_sde and HttpClient") == ["solve_sde", "http_client"]


def test_words_know_the_kind_of_text_they_stand_in():
    text = 'def f():\n    """Say hello."""\n    return greet()'
    start = text.index('"""')
    words, _ = counting.split(counting.of_chunks([chunk(text, Region(start, text.rindex('"""') + 3, "docstring"))]))
    counted = counts(words)
    assert (
        counted["hello", "docstring"] == counted["greet", "code"] == counted["b", "path"] == counted["f", "name"] == 1
    )


@given(st.text())
@settings(deadline=None)
def test_any_text_gives_lower_case_words_without_blanks(text):
    for word in tokenizer.surface_words(text):
        assert word and not any(c.isspace() for c in word) and len(word) <= 80


@given(st.text(max_size=2000))
@settings(deadline=None, max_examples=50)
def test_character_shares_add_up_to_one(text):
    tokens = characters.tokens_of_text(text, "code")
    assert abs(tokens.count.sum() - 1) < 1e-5
    assert ((tokens.token >= 0) & (tokens.token < 256)).all()


def test_windows_are_512_characters_and_advance_by_256():
    assert (characters.WINDOW, characters.STRIDE) == (512, 256)
    assert characters.MARK_NAMES[248] == "<CODE>" and characters.MARK_NAMES[251] == "</DOCSTRING>"
    tokens, kinds = characters.stream(chunk("x" * 1000))
    assert len(tokens) == 1002 and set(kinds.tolist()) == {tokenizer.KIND_ID["code"]}
    shares = characters.tokens_of_chunks([chunk("a" * 255 + "b" * 745)])
    # windows begin at 0, 256 and 512: the first holds 255 a, the others none
    assert shares.count[shares.token == ord("a")] == pytest.approx(255 / 512 / 3)
    assert characters.decode(characters.encode("größe", 99)) == "größe"


def test_unknown_words_are_read_as_pieces():
    vocabulary = Vocabulary(Strings.pack(by_bytes(["auth", "handl", "er", "handler"])))
    words = list(vocabulary.words)
    assert [words[row] for row in vocabulary.rows("authhandler")] == ["auth", "handler"]
    assert [words[row] for row in vocabulary.rows("auth")] == ["auth"]
    assert vocabulary.rows("zzz") == ()
    remembered = Vocabulary(vocabulary.words)
    remembered.remember_all()
    for word in (*words, "authhandler", "zzz", ""):
        assert remembered.rows(word) == vocabulary.rows(word)


@pytest.mark.parametrize(
    ("doc", "sentence"),
    [
        ("Return the longest path. And more.", "Return the longest path"),
        ("Opens a file\nfor reading.\n\nArgs:\n  x: y", "Opens a file for reading"),
        ("Copyright 2020 by somebody or other", ""),
        ("TODO: make this fast", ""),
        ("x = {1: 2}; y = 3", ""),
        ("Short", ""),
        ("See `foo` for more", ""),
        ("Wrap the :class:`Request` object", "Wrap the Request object"),
    ],
)
def test_first_sentences_describe(doc, sentence):
    assert prose.first_sentence(doc) == sentence
