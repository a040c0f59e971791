"""Folders and files of every odd kind: indexed, or refused in one line, and never let loose on a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import time
from pathlib import Path

import pytest
from support.cli import SMALL, command, fails, ncs, program
from support.repos import ODD_NAMES, commit, git, init, write

ESCAPES = "\x1b[31mred\x1b]0;title\x07\x9b31m\u202eback\x7f\x08"
PYTHON = "def move_money(source, target):\n    return source, target\n"


def make(tmp_path: Path, files: dict[str, bytes | str]) -> Path:
    write(tmp_path / "plain", files)
    return tmp_path / "plain"


@pytest.mark.parametrize(
    ("name", "content", "question"),
    [
        ("notes.md", "# Money\n\nMove money between accounts.\n\n## Mail\n\nSend mail.\n", "move money"),
        ("config.yaml", "money:\n  limit: 5\nmail:\n  host: localhost\n", "money limit"),
        ("app.ts", "export function moveMoney(from: Account, to: Account): void {\n  to.add(from);\n}\n", "moveMoney"),
        ("one.py", "limit = money", "money limit"),
        ("a", "money\n", "money"),
    ],
)
def test_a_folder_with_a_single_kind_of_file(tmp_path, name, content, question):
    folder = make(tmp_path, {name: content})
    assert ncs("index", cwd=folder).code == 0
    for mode in ("full", "fused", "lexical", "latent"):
        done = ncs("query", question, "--json", "--mode", mode, cwd=folder)
        assert done.code in (0, 1) and {row["filepath"] for row in done.json["results"]} <= {name}
        assert done.code == (0 if done.json["results"] else 1)
        if mode == "full" and name not in ("one.py", "a"):  # a single line is little to be sure of
            assert done.json["results"][0]["filepath"] == name
    for arguments in (("check",), ("status",), ("explain", name)):
        assert ncs(*arguments, cwd=folder).code == 0
    assert ncs("index", name, "--output", "one.ncs", cwd=folder).code == 0
    assert ncs("status", "--json", "--index", "one.ncs", cwd=folder).json["files"] == 1


@pytest.mark.parametrize("files", [{}, {"a.bin": b"\0\1\2" * 99, "b.png": b"\x89PNG\0"}, {"a.py": "", "b.md": " \n"}])
@pytest.mark.parametrize("in_git", [True, False])
def test_nothing_to_index(tmp_path, files, in_git):
    folder = make(tmp_path, {}) if files else tmp_path / "plain"
    folder.mkdir(exist_ok=True)
    write(folder, files)
    if in_git:
        commit(init(folder))
    before = sorted(tmp_path.rglob("*"))
    fails(ncs("index", cwd=folder), 2, "nothing to index")
    assert sorted(tmp_path.rglob("*")) == before


def test_no_commit_yet_and_a_bare_repository(tmp_path):
    unborn = init(tmp_path / "unborn")
    write(unborn, {"a.py": PYTHON})
    fails(ncs("index", cwd=unborn), 4, "no commit yet", "--worktree")
    assert not (unborn / ".git/ncs").exists()
    assert ncs("index", "--worktree", cwd=unborn).code == 0
    commit(unborn)
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(unborn), str(bare))
    fails(ncs("index", "--worktree", cwd=bare), 4, "bare repository")
    assert ncs("index", cwd=bare).code == 0
    assert ncs("query", "move_money", "--json", cwd=bare).json["results"][0]["filepath"] == "a.py"
    git(tmp_path, "init", "--quiet", "--bare", "empty.git")
    fails(ncs("index", cwd=tmp_path / "empty.git"), 4, "no commit yet")


def test_a_broken_repository(tmp_path):
    folder = make(tmp_path, {"a.py": PYTHON, ".git": "gitdir: /nowhere\n"})
    fails(ncs("index", cwd=folder), 4, "points to no git repository")
    repo = init(tmp_path / "repo")
    commit(repo, {"a.py": PYTHON})
    (repo / ".git/refs/heads/main").write_text("0" * 39 + "1\n")
    fails(ncs("index", cwd=repo), 4)


def test_a_folder_inside_a_repository_and_a_file(make_repo):
    repo = make_repo({"src/deep/money.py": PYTHON, "src/mail.py": "def send_mail():\n    pass\n", "top.py": "x = 1\n"})
    assert ncs("index", cwd=repo / "src").code == 0
    done = ncs("query", "move money", "--json", cwd=repo / "src/deep")
    assert done.json["results"][0]["filepath"] == "deep/money.py"
    assert ncs("explain", "money.py:1", cwd=repo / "src/deep").out.startswith("deep/money.py:1")
    fails(ncs("query", "money", cwd=repo), 3, "no index here")
    assert ncs("index", "src/mail.py", "--output", "mail.ncs", "--json", cwd=repo).json["files"] == 1
    done = ncs("query", "send mail", "--index", "mail.ncs", "--json", cwd=repo)
    assert [row["filepath"] for row in done.json["results"]] == ["mail.py"]


def test_files_made_to_choke_on(tmp_path):
    files: dict[str, bytes | str] = {
        "line.py": "x = '" + "y " * 5_000_000 + "'\n", "angles.sh": "<" * 1_000_000,
        "rows.sh": ("<" * 999 + "\n") * 1000, "deep.json": "[" * 100_000,
        "closed.json": "[" * 100_000 + "]" * 100_000, "deep.py": "(" * 50_000, "good.py": PYTHON,
    }  # fmt: skip
    folder = make(tmp_path, files)
    (folder / ".ncs.yaml").write_text("max_file_kib: 16384\n")
    started = time.monotonic()
    done = program("index", "--json", cwd=folder)
    assert done.code == 0 and time.monotonic() - started < 60
    told = ncs("status", "--json", cwd=folder).json
    assert {row["path"]: row["note"] for row in told["notes"]}["rows.sh"] == "parser timed out: cut by lines"
    skipped = {row["path"]: row["reason"] for row in told["skipped"]}
    assert skipped["angles.sh"] == "minified" and skipped["deep.json"] == "minified"
    assert ncs("check", cwd=folder).code == 0
    done = ncs("query", "move_money", "--json", cwd=folder)
    assert done.json["results"][0]["filepath"] == "good.py"


def test_encodings(tmp_path):
    text = "def größe_des_kontos():\n    return 'Geld'\n"
    files = {"u16.py": text.encode("utf-16"), "be.py": b"\xfe\xff" + text.encode("utf-16-be"),
             "latin.py": text.encode("latin-1"), "bom.py": b"\xef\xbb\xbf" + text.encode(), "nul.py": b"x = 1\0\n",
             "mac.py": text.replace("\n", "\r").encode()}  # fmt: skip
    folder = make(tmp_path, files)
    assert ncs("index", cwd=folder).code == 0
    found = ncs("query", "größe des kontos", "--json", "-k", "20", cwd=folder).json["results"]
    assert {row["filepath"] for row in found} == set(files) - {"nul.py"}
    assert all("größe_des_kontos" in row["text"] and row["start_line"] == 1 for row in found)
    assert ncs("status", "--json", cwd=folder).json["skipped"] == [{"path": "nul.py", "reason": "binary"}]


@pytest.mark.parametrize("in_git", [True, False])
def test_odd_names_survive_json_and_lead_back(tmp_path, in_git):
    folder = make(tmp_path, {name: f"money_{number} = 1\n" for number, name in enumerate(ODD_NAMES)})
    if in_git:
        commit(init(folder))
    assert program("index", cwd=folder).code == 0
    for number, name in enumerate(ODD_NAMES):
        done = ncs("query", f"money_{number}", "--json", cwd=folder)
        path = done.json["results"][0]["filepath"]
        assert path == name
        place = os.path.join(os.fsencode(folder), path.encode("utf-8", "surrogateescape"))
        assert f"money_{number}" in Path(os.fsdecode(place)).read_text()
        for arguments in (("explain", "--json", "--", path), ("explain", "--json", "--", f"{path}:1")):
            assert ncs(*arguments, cwd=folder).json["results"][0]["filepath"] == name


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    name = ESCAPES.replace("\x08", "") + "\n.py"
    files = {
        name: f"# {ESCAPES} money\ndef money(a='{ESCAPES}'):\n    '''{ESCAPES}'''\n    return {ESCAPES}\n",
        f"{ESCAPES}.bin": b"\0",
        f"{ESCAPES}.sh": "<" * 300_000,
        "mail.md": f"# Money {ESCAPES}\n\n{ESCAPES} mail",
    }
    folder = make(tmp_path, files)
    assert program("index", cwd=folder).code == 0
    return folder


LOOKS = (("query", "money"), ("query", "-k", "50", "money", "--mode", "lexical"), ("explain", "mail.md"),
         ("status", "--skipped"), ("check",), ("explain", ESCAPES), ("query", ESCAPES, "--lang", ESCAPES))  # fmt: skip


def test_escapes_of_a_repository_never_reach_a_pipe(hostile):
    for arguments in (*LOOKS, ("index",), ("index", ESCAPES)):
        done = program(*arguments, cwd=hostile)
        shown = done.out + done.err
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown), (arguments, shown)


def on_terminal(*arguments: str, cwd: Path) -> bytes:
    """What a terminal would get: output and errors under a pty."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"}
    with subprocess.Popen(command(*arguments), cwd=cwd, stdin=slave, stdout=slave, stderr=slave, env=environment):
        os.close(slave)
        shown = bytearray()
        while data := _read(master):
            shown += data
    os.close(master)
    return bytes(shown)


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the other side is closed
        return b""


def test_escapes_of_a_repository_never_reach_a_terminal(hostile):
    ours = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b\x07]*\x1b\\")  # colours, cursor, links: rich's own
    for arguments in (*LOOKS, ("index", *SMALL)):
        shown = on_terminal(*arguments, cwd=hostile)
        assert b"Traceback" not in shown
        rest = ours.sub(b"", shown).decode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest), rest
        assert b"\x1b[31mred" not in shown and b"title\x07" not in shown


def test_names_cannot_forge_a_json_line(hostile):
    done = program("query", "money", "--json", cwd=hostile)
    assert done.out.count("\n") == 1 and done.out.isascii() and json.loads(done.out)["results"]
