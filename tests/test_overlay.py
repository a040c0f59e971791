"""A question sees the work tree as it is, over an index of the commit, and nothing is written for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.cli import ncs
from support.histories import History
from support.repos import commit, write

from ncs import building, overlay
from ncs.index.index import Index
from ncs.source import freshness
from ncs.source.location import locate

NEW = "def refund(invoice):\n    '''Give money back when an invoice was wrong.'''\n    return -invoice\n"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine must not decide these tests."""
    monkeypatch.setattr(freshness, "LIMIT", 20.0)


def asked(root: Path, *question: str) -> dict:
    return ncs("query", *question, "--json", cwd=root).json


@pytest.mark.parametrize("seed", range(100, 110))
def test_what_is_laid_over_is_what_a_build_of_the_work_tree_would_hold(tmp_path, seed):
    history = History(tmp_path / "repo", seed)
    commit(history.root, {".gitignore": "*.ncs\n.ncs.yaml\n", ".gitattributes": "made/** linguist-generated\n"})
    place, built = history.root / "index.ncs", history.root / "built.ncs"
    order = building.Order(str(history.root), str(place), no_learn=True)
    building.build(order, lambda what, done, of: None)
    for name in (*history.random.sample(history.files(), 2), "made/new.py", "src/new/naïve.py", "café\udce9.md"):
        if name not in (".gitignore", ".gitattributes") and Path(history.place(name)).is_symlink() is False:
            write(history.root, {name: history.text(name)})
    Path(history.place("always.py")).unlink()
    index = Index(place)
    edited = freshness.start(index.about["commit"], locate(history.root)).edited()
    now = overlay.over(index, str(history.root), edited).now
    building.build(order._replace(output=str(built), worktree=True), lambda what, done, of: None)
    wanted = Index(built)
    for name in wanted.file.names():
        if not name.startswith(("model.", "skipped.")):
            assert np.array_equal(now.file.array(name), wanted.file.array(name)), name
    assert all(now.about[key] == wanted.about[key] for key in ("languages", "kinds", "redactions"))


def test_an_edited_a_new_and_a_deleted_file(own_office):
    before = (own_office / ".git/ncs/index.ncs").read_bytes()
    ledger = own_office / "office/ledger.py"
    write(own_office, {"office/ledger.py": "# moved down\n\n" + ledger.read_text(), "office/refund.py": NEW})
    (own_office / "office/mail.py").unlink()
    found = asked(own_office, "give money back for a wrong invoice")
    assert found["results"][0]["filepath"] == "office/refund.py" and found["results"][0]["edited"] is True
    assert found["index"]["dirty"] == found["index"]["laid"] == 3 and found["index"]["state"] == "edited"
    moved = asked(own_office, "Ledger.transfer")["results"][0]
    assert moved["text"].split("\n") == ledger.read_text().split("\n")[moved["start_line"] - 1 : moved["end_line"]]
    everything = asked(own_office, "customers who do not pay get mail", "-k", "50")["results"]
    assert "office/mail.py" not in {row["filepath"] for row in everything}
    assert {row["filepath"]: row["edited"] for row in everything}.get("README.md") is False
    assert (own_office / ".git/ncs/index.ncs").read_bytes() == before
    told = ncs("query", "give money back", cwd=own_office).out
    assert "[function, python, edited]" in told and ", 3 edited files\n" in told


def test_edits_over_an_index_that_is_behind(own_office):
    commit(own_office, {"office/later.py": "def later():\n    '''Postpone a payment.'''\n"})
    write(own_office, {"office/refund.py": NEW})
    out = ncs("query", "give money back for a wrong invoice", cwd=own_office).out
    assert ", 1 commit behind, 1 edited file\n" in out and "office/refund.py:1-3  refund" in out


def test_only_so_many_edited_files_are_laid_over(own_office, monkeypatch):
    monkeypatch.setattr(overlay, "MOST_FILES", 2)
    write(own_office, {"office/ledger.py": "x = 1\n", "a.py": "a = 1\n", "b.py": "b = 1\n"})
    assert asked(own_office, "ledger")["index"]["laid"] == 2
    assert ", 3 edited files (2 of them searched as they are now)\n" in ncs("query", "mail", cwd=own_office).out
    write(own_office, {"0.py": "x = 0\n" * 300_000})  # too large to be read: it does not keep others out
    monkeypatch.setattr(overlay, "MOST_FILES", 4)
    assert asked(own_office, "ledger")["index"]["laid"] == 4
    monkeypatch.setattr(overlay, "MOST_BYTES", 9)
    assert asked(own_office, "ledger")["index"]["laid"] == 2, "the edited one, and the large one that is not read"


def test_what_is_not_to_be_indexed_is_not_laid_over(own_office):
    write(own_office, {"x.min.js": "money", ".env": "money=1\n", "blob": b"money\0", "empty.py": "\n"})
    (own_office / "link.py").symlink_to("office/ledger.py")
    found = asked(own_office, "money", "--mode", "lexical", "-k", "50")
    assert found["index"]["dirty"] == 5 and not any(row["edited"] for row in found["results"])


def test_a_folder_of_its_own_sees_its_edits_only(own_office):
    assert ncs("index", cwd=own_office / "office").code == 0
    write(own_office, {"office/refund.py": NEW, "outside.py": NEW})
    found = asked(own_office / "office", "give money back", "-k", "50", "--mode", "lexical")
    assert [row["filepath"] for row in found["results"] if row["edited"]] == ["refund.py"]
    assert found["index"]["dirty"] == 1


def test_laying_edits_over_imports_neither_torch_nor_git_nor_yaml(own_office):
    write(own_office, {"office/refund.py": NEW, ".ncs.yaml": "exclude: []\n"})
    code = """
import sys
from ncs.cli import main
assert main(["query", "give money back for a wrong invoice", "--json"]) == 0
print(sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "git", "gitdb", "yaml", "rich"}))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=own_office, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert json.loads(lines[0])["results"][0]["edited"] is True and lines[1] == "[]", done
