"""What a user can get wrong: each is one line that says what to do, with its exit code, and changes nothing."""

from __future__ import annotations

import errno
import os
import resource
import socket
import subprocess
from pathlib import Path

import pytest
from support.cli import as_anybody, command, fails, ncs, program
from support.repos import write

from ncs.cli import COMMANDS
from ncs.index import placing


def index_of(root: Path) -> Path:
    return root / ".git/ncs/index.ncs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "folder", {"a.py": "def first():\n    return 1\n"})
    return tmp_path / "folder"


@pytest.mark.parametrize("arguments", [("nonsense",), ("--nonsense",), ("",), ("in\x1b[31mdex\n",), ("inde",)])
def test_an_unknown_command(arguments):
    fails(ncs(*arguments), 2, "there is no command", *COMMANDS, "ncs --help")


def test_no_arguments_show_the_usage_as_an_error():
    done = ncs()
    assert (done.code, done.out) == (2, "") and all(name in done.err for name in COMMANDS)


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("help",), *((name, "--help") for name in COMMANDS)])
def test_help_is_no_error(arguments):
    done = ncs(*arguments)
    assert (done.code, done.err) == (0, "") and "usage: ncs" in done.out


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("wrong", ["--nonsense", "--jso", "--index\n", "-\x1b[31m"])
def test_an_unknown_option(name, wrong):
    fails(ncs(name, wrong), 2, f"`ncs {name} --help`")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("index", "a", "b"), "unrecognized arguments: b"),
        (("index", "--latent-dim", "0"), "a whole number from 1 to 4096, got '0'"),
        (("index", "--latent-dim", "4097"), "from 1 to 4096"),
        (("index", "--hidden-dim", "x"), "--hidden-dim"),
        (("index", "--hidden-dim", "9" * 5000), "--hidden-dim"),
        (("index", "--num-epochs", "-1"), "--num-epochs"),
        (("index", "--budget", "0"), "--budget: expected seconds"),
        (("index", "--budget", "nan"), "--budget"),
        (("index", "--budget", "inf"), "--budget"),
        (("index", "--preset", "big"), "'standard', 'tutorial'"),
        (("index", "--device", "tpu"), "auto"),
        (("index", "--output"), "expected one argument"),
        (("query",), "give a question"),
        (("query", "money", "--batch", "x"), "give a question"),
        (("query", "money", "moves"), "unrecognized arguments: moves"),
        (("query", "money", "-k"), "expected one argument"),
        (("query", "money", "-k", "many"), "'many'"),
        (("query", "money", "-k", "1.5"), "'1.5'"),
        (("query", "money", "-k", "0"), "-k takes a number from 1 to 1000"),
        (("query", "money", "-k", "-3"), "-k takes a number from 1 to 1000"),
        (("query", "money", "-k", "1001"), "-k takes a number from 1 to 1000"),
        (("query", "money", "-k", "9" * 100), "-k takes a number from 1 to 1000"),
        (("query", "money", "--level", "deep"), "semantics"),
        (("query", "money", "--mode", "magic"), "lexical"),
        (("query", "money", "--lang", "klingon"), "'klingon' is indexed: there are markdown, python, yaml"),
        (("query", ""), "the question is empty"),
        (("query", " \t\n "), "the question is empty"),
        (("query", "?!"), "the question holds no words"),
        (("query", "🎉🎉"), "the question holds no words"),
        (("explain",), "required"),
        (("explain", ""), "give a place"),
        (("explain", "office/none.py"), "office/none.py is not in the index"),
        (("explain", "../../../../etc/passwd"), "is not in the index"),
        (("explain", "office/mail.py:9999"), "no indexed code at line 9999"),
        (("explain", "office/mail.py:" + "9" * 5000), "no indexed code at line"),
        (("explain", "office/mail.py:9-4"), "ends before it begins"),
    ],
)  # fmt: skip
def test_wrong_usage(office, arguments, words):
    fails(ncs(*arguments, cwd=office), 2, words)


@pytest.mark.parametrize("path", ["none", "none/deeper", "", "a.py/x", "x" * 5000, "with\nnewline", "\udcff"])
def test_a_path_that_is_not_there(folder, path):
    before = sorted(folder.iterdir())
    fails(ncs("index", path, cwd=folder), 2, "does not exist")
    assert sorted(folder.iterdir()) == before


def test_a_path_that_is_neither_folder_nor_file(folder):
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket"))
        for name in ("pipe", "socket"):
            fails(ncs("index", name, cwd=folder), 2, name)


@pytest.mark.parametrize("place", ["folder", "file", "index", "batch"])
def test_what_may_not_be_read(own_office, folder, place):
    target, arguments, code = {
        "folder": (folder, ("index", str(folder)), 4),
        "file": (folder / "a.py", ("index", str(folder / "a.py")), 4),
        "index": (index_of(own_office), ("query", "money"), 4),
        "batch": (folder / "a.py", ("query", "--batch", str(folder / "a.py")), 4),
    }[place]
    mode = target.stat().st_mode
    target.chmod(0)
    try:
        fails(program(*arguments, cwd=own_office, before=as_anybody), code, target.name)
    finally:
        target.chmod(mode)


def test_one_file_that_may_not_be_read_is_listed_and_the_rest_indexed(folder):
    write(folder, {"secret.py": "x = 1\n", "closed/b.py": "x = 2\n"})
    (folder / "secret.py").chmod(0)
    (folder / "closed").chmod(0)
    try:
        assert program("index", cwd=folder, before=as_anybody).code == 0
        skipped = ncs("status", "--json", cwd=folder).json["skipped"]
    finally:
        (folder / "closed").chmod(0o700)
    reasons = {row["path"]: row["reason"] for row in skipped}
    assert reasons == {"secret.py": "not readable", "closed/": "not readable"}


@pytest.mark.parametrize("old", [True, False])
def test_no_permission_to_write(own_office, old):
    index = index_of(own_office)
    before = index.read_bytes()
    if not old:
        index.unlink()
    index.parent.chmod(0o500)
    try:
        fails(program("index", cwd=own_office, before=as_anybody), 4, "no permission in", str(index.parent))
    finally:
        index.parent.chmod(0o700)
    assert [(path.name, path.read_bytes()) for path in index.parent.iterdir()] == [("index.ncs", before)] * old


@pytest.mark.parametrize("old", [True, False])
def test_a_full_disk(own_office, old):
    """The kernel refuses the write in its middle, as it does on a full disk."""
    index = index_of(own_office)
    before = index.read_bytes()
    if not old:
        index.unlink()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    fails(program("index", cwd=own_office, before=limit), 4, "can't be written", str(index))
    assert [(path.name, path.read_bytes()) for path in index.parent.iterdir()] == [("index.ncs", before)] * old


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_disk_that_fails_at_any_step(own_office, monkeypatch, step):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = index_of(own_office).read_bytes()
    if step == "open":
        monkeypatch.setattr(placing, "open", full, raising=False)
    else:
        monkeypatch.setattr(placing.os, step, full)
    fails(ncs("index", cwd=own_office), 4, "can't be written", "No space left on device")
    assert [(p.name, p.read_bytes()) for p in index_of(own_office).parent.iterdir()] == [("index.ncs", before)]


def test_an_output_that_is_no_file(folder):
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("pipe")
    fails(ncs("index", "--output", ".", cwd=folder), 2, "is a folder: give --output a file name")
    fails(ncs("index", "--output", "a.py/x.ncs", cwd=folder), 2, "a.py is not a folder")
    fails(ncs("index", "--output", "pipe", cwd=folder), 2, "is not a regular file")
    fails(ncs("index", "--output", "link", cwd=folder), 2, "is not a regular file")
    assert (folder / "pipe").is_fifo() and (folder / "link").is_symlink()


@pytest.mark.parametrize("code", ["/dev/full", "closed pipe"])
@pytest.mark.parametrize("arguments", [("query", "money"), ("query", "money", "--json"), ("status",), ("--help",)])
def test_an_answer_that_nobody_takes(office, code, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    full = os.open("/dev/full", os.O_WRONLY)
    out = full if code == "/dev/full" else writer
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}  # so that nothing is written before the very end
    done = subprocess.run(
        command(*arguments), cwd=office, env=environment, stdout=out, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    os.close(full)
    if out == full:
        assert (done.returncode, done.stderr) == (4, "ncs: No space left on device\n")
    else:
        assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_that_knows_no_unicode(office):
    done = program("query", "move money between accounts", cwd=office, env={"PYTHONIOENCODING": "ascii"})
    assert done.code == 0 and "ledger.py" in done.out and done.out.isascii()


def test_a_folder_that_is_gone(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    for arguments in (("index",), ("query", "x"), ("status",), ("explain", "a"), ("check",)):
        done = program(*arguments, cwd=gone, before=lambda: gone.exists() and gone.rmdir())
        fails(done, 4, "the current folder is gone", "cd")
        gone.mkdir()


def test_an_output_that_is_no_index_is_left_alone(own_office):
    (own_office / "notes.txt").write_text("my only copy\n")
    done = ncs("index", str(own_office), "--no-learn", "--output", str(own_office / "notes.txt"), cwd=own_office)
    assert done.code == 2 and "no index" in done.err and (own_office / "notes.txt").read_text() == "my only copy\n"
