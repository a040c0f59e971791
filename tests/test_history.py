"""What is learned from commits: patches read from git, messages that say something, noise left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.repos import ODD_NAMES, commit, git

from ncs.source.patches import Hunk, Patch
from ncs.source.repo import Repository
from ncs.text.messages import MOST_FILES, message, paragraph
from ncs.train.history import told


def patches(root: Path) -> list[Patch]:
    repo = Repository.find(root)
    assert repo is not None
    with repo:
        return list(repo.patches(100))


def patch(subject: str) -> Patch:
    return Patch("0" * 40, "A. Tester", subject, "", 1, (Hunk("a.py", 1, "", "x = 1"),))


def test_a_hunk_holds_the_code_as_it_is_after_the_commit(make_repo):
    before = "def first():\n    return 1\n\n\n" + "# filler\n" * 20 + "def second():\n    return 2\n"
    root = make_repo({"a.py": before, "b.bin": "\x00\x01"})
    commit(root, {"a.py": before.replace("return 2", "return 3")}, "second answers three\n\nbecause two was wrong")
    newest, oldest = patches(root)
    assert (newest.subject, newest.body, newest.files) == ("second answers three", "because two was wrong", 1)
    (hunk,) = newest.hunks
    assert hunk.path == "a.py" and "return 3" in hunk.text and "return 2" not in hunk.text
    assert "def first" not in hunk.text and hunk.start_line == 22
    assert [hunk.path for hunk in oldest.hunks] == ["a.py"]  # the binary file has none


def test_a_message_can_not_pass_for_a_patch(make_repo):
    root = make_repo({"a.py": "a = 1\n"})
    commit(
        root, {"a.py": "a = 2\n"}, "says much\n\ndiff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n+evil = 1\n\x01 \x02\x01 end"
    )
    newest = patches(root)[0]
    assert [(hunk.path, hunk.text) for hunk in newest.hunks] == [("a.py", "a = 2")]


def test_lines_that_look_like_headers_stay_in_their_hunk(make_repo):
    root = make_repo({"notes": "one\n"})
    commit(root, {"notes": "one\n++ b/other\n-- a/other\n"}, "odd lines come in")
    (hunk,) = patches(root)[0].hunks
    assert hunk.path == "notes" and hunk.text == "one\n++ b/other\n-- a/other"


def test_odd_names_and_removed_files_do_no_harm(make_repo):
    root = make_repo(ODD_NAMES)
    git(root, "rm", "-q", "plain.py")
    commit(root, {}, "one file goes away")
    newest, oldest = patches(root)
    assert newest.hunks == () and newest.files == 1
    assert "plain.py" in {hunk.path for hunk in oldest.hunks}


@pytest.mark.parametrize(
    ("subject", "cleaned"),
    [
        ("fix(parser): accept empty input (#123)", "accept empty input"),
        ("[core] Close the pool before it is dropped. Fixes #7", "Close the pool before it is dropped"),
        ("Handle a closed socket", "Handle a closed socket"),
    ],
)
def test_messages_lose_what_says_nothing_about_code(subject, cleaned):
    assert message(subject, "A. Tester", 1) == cleaned


@pytest.mark.parametrize(
    "subject",
    [
        "Merge branch 'main' into topic",
        'Revert "Handle a closed socket"',
        "Bump lodash from 4.17.20 to 4.17.21",
        "chore: bump version to 1.2.3",
        "v1.2.3",
        "fix typo in the readme",
        "style: run black on all files",
        "wip",
        "Update dependencies to the newest",
    ],
)
def test_noise_is_not_learned_from(subject):
    assert message(subject, "A. Tester", 1) == ""


def test_bots_and_mass_edits_are_not_learned_from():
    assert message("Handle a closed socket", "dependabot[bot]", 1) == ""
    assert message("Handle a closed socket", "A. Tester", MOST_FILES + 1) == ""


def test_a_body_ends_before_its_trailers():
    said = "The pool kept sockets that the server had closed.\n\nMore.\nSigned-off-by: A. Tester <a@example.org>"
    assert paragraph(said) == "The pool kept sockets that the server had closed."
    assert paragraph("Signed-off-by: A. Tester <a@example.org>") == ""


def test_changelogs_do_not_answer_messages():
    both = patch("Handle a closed socket")._replace(hunks=(Hunk("CHANGES.md", 1, "", "x"), Hunk("a.py", 1, "", "y")))
    assert [(change.said, change.hunk.path) for change in told([both])] == [("Handle a closed socket", "a.py")]
