from __future__ import annotations

import io
from pathlib import Path

from support.processes import children
from support.repos import ODD_NAMES, commit, git, write

from ncs.source.commits import read_commits
from ncs.source.repo import Repository


def opened(path: Path) -> Repository:
    repo = Repository.find(path)
    assert repo is not None
    return repo


def test_log_tells_every_change_newest_first(make_repo):
    root = make_repo(ODD_NAMES, message="first\n\nbody line 1\nbody line 2\n")
    write(root, {"plain.py": "a = 2\n"})
    (root / ":colon.py").unlink()
    second = commit(root, {"added.py": "new\n"}, "second")
    with opened(root) as repo:
        newest, oldest = repo.git_log(10)
    assert (newest.id, newest.subject, newest.body) == (second, "second", "")
    assert (oldest.subject, oldest.body) == ("first", "body line 1\nbody line 2")
    assert (newest.parents, oldest.parents) == ((oldest.id,), ())
    assert (newest.author, newest.time) == ("A. Tester", 1700000000)
    assert {(change.status, change.path) for change in newest.changes} == {
        ("M", "plain.py"),
        ("D", ":colon.py"),
        ("A", "added.py"),
    }
    assert {change.path: change.status for change in oldest.changes} == dict.fromkeys(ODD_NAMES, "A")


def test_log_gives_blobs_on_both_sides(make_repo):
    root = make_repo({"a": "old\n"})
    commit(root, {"a": "new\n"})
    with opened(root) as repo:
        modified, added = (entry.changes[0] for entry in repo.git_log(10))
        blobs = dict(repo.read_blobs([modified.old_blob, modified.new_blob]))
    assert [blobs[modified.old_blob], blobs[modified.new_blob]] == [b"old\n", b"new\n"]
    assert (added.old_blob, added.new_blob) == ("", modified.old_blob)


def test_log_of_a_folder_has_only_what_touches_it(make_repo):
    root = make_repo({"a/x": "1", "b/y": "1"}, message="both")
    commit(root, {"b/y": "2"}, "b only")
    commit(root, {"a/x": "3", "b/y": "3"}, "both again")
    with opened(root / "a") as repo:
        entries = list(repo.git_log(10))
    assert [entry.subject for entry in entries] == ["both again", "both"]
    assert [change.path for entry in entries for change in entry.changes] == ["x", "x"]


def test_log_stops_at_the_limit_and_leaves_no_child_when_abandoned(make_repo):
    root = make_repo({"a": "0"})
    for number in range(4):
        commit(root, {"a": f"{number + 1}"}, f"change {number}")
    with opened(root) as repo:
        assert [entry.subject for entry in repo.git_log(2)] == ["change 3", "change 2"]
        abandoned = repo.git_log(100)
        next(abandoned)
        abandoned.close()
    assert children() == []


def test_a_merge_lists_no_changes_and_odd_authors_do_not_break_the_log(make_repo):
    root = make_repo({"a": "1"})
    git(root, "checkout", "--quiet", "-b", "other")
    commit(root, {"b": "1"}, "on other")
    git(root, "checkout", "--quiet", "main")
    git(root, "config", "i18n.commitEncoding", "ISO-8859-1")
    git(root, "commit", "--quiet", "--allow-empty", b"--author=J\xe9r\xf4me <j@example.org>", "-m", b"caf\xe9")
    git(root, "merge", "--quiet", "--no-edit", "other")
    with opened(root) as repo:
        by_subject = {entry.subject: entry for entry in repo.git_log(10)}
    assert by_subject["Merge branch 'other'"].changes == ()
    assert len(by_subject["Merge branch 'other'"].parents) == 2
    assert by_subject["café"].author == "Jérôme"


def test_users_git_settings_do_not_change_the_log(make_repo):
    root = make_repo({"a/x": "1\n" * 30}, message="first")
    git(root, "mv", "a/x", "a/y")
    commit(root, message="renamed")
    for setting in ("log.showSignature=true", "log.follow=true", "diff.renames=true", "color.ui=always",
                    "log.diffMerges=on", "core.abbrev=4", "diff.noprefix=true", "log.date=iso"):  # fmt: skip
        git(root, "config", *setting.split("="))
    with opened(root / "a") as repo:
        newest = next(repo.git_log(10))
    assert {(change.status, change.path) for change in newest.changes} == {("D", "x"), ("A", "y")}
    assert len(newest.changes[0].old_blob) == 40
    with opened(root / "a" / "y") as repo:
        assert [entry.subject for entry in repo.git_log(10)] == ["renamed"]


def test_a_signed_commit_is_read_without_checking_its_signature(make_repo):
    root = make_repo({"a": "1"})
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n"
    plain = git(root, "cat-file", "commit", "HEAD")
    signed = plain.replace("\n\n", f"\n{signature}\n", 1) + "\n"
    made = git(root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
    git(root, "update-ref", "HEAD", made)
    git(root, "config", "log.showSignature", "true")
    noisy = root / "gpg"
    noisy.write_text("#!/bin/sh\necho BAD SIGNATURE >&2\n")
    noisy.chmod(0o755)
    git(root, "config", "gpg.program", str(noisy))
    with opened(root) as repo:
        assert [(entry.id, entry.subject) for entry in repo.git_log(10)] == [(made, "first")]


def test_a_log_cut_off_anywhere_gives_the_commits_before_the_cut():
    fields = (b"a" * 40, b"b" * 40, b"me", b"1700000000", b"subject", b"body\n")
    change = (b"\n:100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M", b"a.py")
    log = b"".join(token + b"\0" for token in fields + change) * 2
    whole = list(read_commits(io.BytesIO(log)))
    assert [entry.changes for entry in whole] == [(("M", "1" * 40, "2" * 40, "a.py"),)] * 2
    for end in range(len(log)):
        cut = list(read_commits(io.BytesIO(log[:end])))
        assert len(cut) <= 2 and cut[:-1] == whole[: len(cut[:-1])]
