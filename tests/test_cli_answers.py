"""Odd questions and wrong settings: an honest answer, or one line."""

from __future__ import annotations

import json

import pytest
from support.cli import fails, ncs, program


@pytest.mark.parametrize(
    "question",
    [
        "recipe for chocolate cake",
        "quantum physics of black holes",
        "kubernetes pod autoscaling",
        "お金を口座に移す",
        "تحويل الأموال",
        "перевод денег",
        "xyzzy",
        "\x1b[31mred",
        "\udcff\udcfe tulip",
    ],
)
def test_an_off_topic_question_gets_no_confident_nonsense(office, question):
    done = ncs("query", question, cwd=office)
    assert (done.code, done.err) == (1, "") and done.out.startswith("nothing good found") and "\x1b" not in done.out
    done = ncs("query", question, "--json", cwd=office)
    assert (done.code, done.err) == (1, "") and done.json["results"] == [] and done.json["query"] == question


def test_a_question_of_100_kilobytes(office):
    for question in ("move money between accounts " * 3600, "x" * 100_000, "a b " * 25_000, "(" * 50_000 + "money"):
        done = program("query", question, "--json", cwd=office)
        assert done.code in (0, 1, 2), done
        assert done.code != 0 or done.json["results"][0]["filepath"] == "office/ledger.py"
    assert ncs("query", "move money between accounts " * 3600, cwd=office).code == 0


def test_filters_that_leave_nothing(office):
    for arguments in (("--path", "none/*"), ("--path", "["), ("--path", "*" * 2000 + "x"), ("--path", "\n")):
        done = ncs("query", "move money", *arguments, cwd=office)
        assert (done.code, done.err) == (1, "")
    assert ncs("query", "move money", "--path", "office/*", "--lang", "python", cwd=office).code == 0


def test_a_batch_answers_every_line_in_order(office, tmp_path):
    lines = ["move money between accounts", "", "?!", "chocolate cake", "\udcff", "send mail\r"]
    (tmp_path / "batch").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    done = ncs("query", "--batch", str(tmp_path / "batch"), cwd=office)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0 and [row["good"] for row in rows] == [True, False, False, False, False, True]
    assert [row["query"] for row in rows] == [*lines[:4], "\ufffd", lines[5]]
    same = program("query", "--batch", "-", cwd=office, stdin=(tmp_path / "batch").read_bytes())
    assert [json.loads(line)["results"] for line in same.out.splitlines()] == [row["results"] for row in rows]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("exlude: []\n", "did you mean `exclude`?"),
        ("k: five\n", "`k` must be a whole number"),
        ("budget: soon\n", "`budget` must be a number"),
        ("exclude: docs\n", "`exclude` must be a list of texts"),
        ("learn: 1\n", "`learn` must be true or false"),
        ("preset: huge\n", "`preset` must be standard or tutorial"),
        ("k: [\n", ".ncs.yaml, line 2"),
        ("k: 1\n\x1b[31m: 2\n", ".ncs.yaml"),
        ("\x00", ".ncs.yaml"),
        ("- k\n", "expected lines of `key: value`"),
    ],
)
def test_wrong_settings_stop_the_index_and_keep_the_old_one(own_office, settings, words):
    index = own_office / ".git/ncs/index.ncs"
    before = index.read_bytes()
    (own_office / ".ncs.yaml").write_text(settings)
    done = ncs("index", cwd=own_office)
    fails(done, 2, ".ncs.yaml", words)
    assert "\x1b" not in done.err and index.read_bytes() == before
    assert ncs("query", "send mail", cwd=own_office).code == 0


def test_settings_that_may_not_be_followed(own_office):
    (own_office / ".ncs.yaml").mkdir()
    fails(ncs("index", cwd=own_office), 4, ".ncs.yaml")
