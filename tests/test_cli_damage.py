"""An index that is missing, damaged or foreign: exit code 3 and one line, or the same answer as before."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli import Outcome, fails, ncs

from ncs.index import format

QUESTION = "move money between accounts"
READERS = (("query", QUESTION), ("explain", "office/mail.py"), ("status",), ("check",))


@pytest.fixture
def index(office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(office / ".git/ncs/index.ncs", tmp_path / "copy.ncs"))


def run(index: Path, *arguments: str, cwd: Path) -> Outcome:
    return ncs(*arguments, "--index", str(index), cwd=cwd)


def answer(index: Path, office: Path) -> Any:
    done = run(index, "query", QUESTION, "--json", cwd=office)
    return done, done.json["results"] if done.code == 0 else None


def sections(data: bytes) -> dict[str, tuple[int, int]]:
    """Where each part of the file begins and ends."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    text = header.pop("__metadata__")["ncs"]
    found = {"length": (0, 8), "header": (8, 8 + length)}
    start = data.index(b"__metadata__")
    found["metadata"] = (start, start + len(text))
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        if end > begin:
            found[name] = (8 + length + begin, 8 + length + end)
    return found


def test_no_index_says_what_to_run(tmp_path, make_repo):
    repo = make_repo({"a.py": "x = 1\n"})
    plain = tmp_path / "plain"
    plain.mkdir()
    for folder in (plain, repo):
        for arguments in READERS:
            fails(ncs(*arguments, cwd=folder), 3, "run `ncs index`")
    for arguments in READERS:
        fails(run(tmp_path / "none.ncs", *arguments, cwd=plain), 3, "there is no index at", "run `ncs index`")


@pytest.mark.parametrize("thing", ["text", "folder", "/dev/null", "empty", "one byte", "zeros", "safetensors"])
def test_what_is_no_index_at_all(office, tmp_path, thing):
    place = Path("/dev/null") if thing == "/dev/null" else tmp_path / "thing"
    content = {"text": b"# Notes\n" * 99, "empty": b"", "one byte": b"\x08", "zeros": bytes(4096)}
    content["safetensors"] = struct.pack("<Q", 2) + b"{}"
    if thing == "folder":
        place.mkdir()
    elif thing in content:
        place.write_bytes(content[thing])
    for arguments in READERS:
        fails(run(place, *arguments, cwd=office), 3, str(place), "run `ncs index`")


def test_an_index_cut_anywhere(office, index):
    data = index.read_bytes()
    places = {*range(0, len(data), len(data) // 60), 7, 8, 9, len(data) - 1}
    places |= {start for start, _ in list(sections(data).values())[::8]}
    for place in sorted(places):
        index.write_bytes(data[:place])
        fails(run(index, "query", QUESTION, cwd=office), 3, "damaged", "run `ncs index`")
        fails(run(index, "check", cwd=office), 3, "damaged")
    index.write_bytes(data + b"\0")
    fails(run(index, "check", cwd=office), 3, "damaged")


def test_one_flipped_byte_in_each_section(office, index):
    data = index.read_bytes()
    parts = sections(data)
    done, before = answer(index, office)
    assert done.code == 0 and before and len(parts) > 60
    unseen = []
    for name, (start, end) in parts.items():
        for place in {start, (start + end) // 2, end - 1}:
            index.write_bytes(data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :])
            fails(run(index, "check", cwd=office), 3, "damaged" if name not in ("header", "metadata") else "")
            done, results = answer(index, office)
            if done.code == 0:
                assert results == before, f"a flip in {name} changed the answer in silence"
                unseen.append(name)
            else:
                fails(done, 3)
    used = {"length", "header", "metadata", "terms.data", "latent.vectors", "body.impacts", "files.path.data"}
    assert not used & set(unseen)


def resealed(path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    """Changes the arrays' table or what is said about them, and seals it again as ncs would."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    text = json.loads(header["__metadata__"]["ncs"])
    change(header, text)
    header["__metadata__"]["ncs"] = format.canonical(text | {"seal": format.seal(text)})
    head = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + data[8 + length :])


@pytest.mark.parametrize("number", [format.FORMAT + 1, 0, -1, None, "1", 1e999, [1]])
def test_another_format(office, index, number):
    resealed(index, lambda header, text: text.update(format=number))
    for arguments in READERS:
        done = run(index, *arguments, cwd=office)
        fails(done, 3, "run `ncs index`")
        assert ("update ncs" in done.err) == (number == format.FORMAT + 1)


def test_another_tokenizer(office, index):
    resealed(index, lambda header, text: text["about"].update(tokenizer=999))
    for arguments in READERS:
        fails(run(index, *arguments, cwd=office), 3, "another version of ncs")


MODELS: dict[str, Any] = {
    "latent": 5, "hidden": 9, "tokens": 3, "embed": 128, "words": 1, "decoder_hidden": 7, "decoder_layers": 2,
    "copies": False, "preset": "tutorial", "new": 1,
}  # fmt: skip


@pytest.mark.parametrize("key", MODELS)
@pytest.mark.parametrize("value", ["other", None, "text", -1, 10**12, [2], {}])
def test_another_model_with_a_correct_seal(office, index, key, value):
    value = MODELS[key] if value == "other" else value
    resealed(index, lambda header, text: text["about"]["model"].update({key: value}))
    _refused_or_harmless(office, index)


@pytest.mark.parametrize("key", ["languages", "kinds", "learning", "scope", "commit", "k", "redactions", "model"])
@pytest.mark.parametrize("value", [None, "text", -1, 10**30, [], {}, [1, 2], "\x1b[31m\n", "gone"])
def test_another_about_with_a_correct_seal(office, index, key, value):
    def change(header: dict[str, Any], text: dict[str, Any]) -> None:
        text["about"].pop(key)
        if value != "gone":
            text["about"][key] = value

    resealed(index, change)
    _refused_or_harmless(office, index)


def _refused_or_harmless(office: Path, index: Path) -> None:
    """A seal proves no good will. Such a file may be refused or believed, but in the words of the contract."""
    for arguments in READERS:
        done = run(index, *arguments, cwd=office)
        assert done.code in (0, 1, 3), done
        assert "\x1b" not in done.out + done.err
        if done.code == 3:
            fails(done, 3)


def test_repair_builds_a_damaged_index_anew(own_office):
    place = own_office / ".git/ncs/index.ncs"
    place.write_bytes(place.read_bytes()[:-1])
    (own_office / ".ncs.yaml").write_text("learn: false\n")
    done = ncs("check", "--repair", cwd=own_office)
    assert done.code == 0 and "built anew" in done.out
    assert ncs("check", cwd=own_office).code == 0


def test_repair_of_an_index_that_lies_elsewhere_says_what_to_run(office, tmp_path):
    (tmp_path / "x.ncs").write_bytes(b"damaged")
    fails(run(tmp_path / "x.ncs", "check", "--repair", cwd=office), 2, "run `ncs index PATH --output")
    assert (tmp_path / "x.ncs").read_bytes() == b"damaged"
