"""Foreign index files: at worst they are refused. benchmarks/hostile.py runs ten thousand more of the spoiled ones."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.cli import fails, ncs
from support.hostile import believed_or_refused, checked_alone
from support.mutations import mutated, parts_of, sealed
from support.repos import commit, git
from support.sharing import done, index_of

from ncs.cli import main
from ncs.strings import Strings


@pytest.fixture(scope="module")
def clone(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with an index of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    git(folder, "clone", "--quiet", str(office), "clone")
    commit(folder / "clone", {"local.py": "def mine():\n    return 1\n"})  # so that what passes is synced too
    done(ncs("index", "--latent-dim", "32", cwd=folder / "clone"))
    return folder / "clone"


@pytest.fixture(scope="module")
def on_base(office: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An index that stands on the base model."""
    output = tmp_path_factory.mktemp("base") / "x.ncs"
    assert main(["index", "--no-learn", "--output", str(output), str(office)]) == 0
    return output.read_bytes()


@pytest.fixture(scope="module")
def data(office: Path) -> bytes:
    return index_of(office).read_bytes()


@pytest.mark.parametrize("seed", range(30))
def test_spoiled_ones(clone, data, on_base, tmp_path, seed):
    before = index_of(clone).read_bytes()
    foreign = tmp_path / "foreign.ncs"
    for number in range(10):
        foreign.write_bytes(mutated(data if number % 2 else on_base, 1000 * seed + number))
        if number:
            checked_alone(clone, foreign)
        else:
            believed_or_refused(clone, foreign, before)


def strings(name: str, *values: str | bytes) -> Callable[[dict[str, np.ndarray]], None]:
    """Puts values at the beginning of a list of strings."""

    def change(arrays: dict[str, np.ndarray]) -> None:
        held: list[Any] = list(Strings(arrays[f"{name}.data"], arrays[f"{name}.offsets"]))
        packed = Strings.pack([*values, *held[len(values) :]])
        arrays[f"{name}.data"], arrays[f"{name}.offsets"] = packed.data, packed.offsets

    return change


def fill(name: str, value: float, place: Any = 0) -> Callable[[dict[str, np.ndarray]], None]:
    def change(arrays: dict[str, np.ndarray]) -> None:
        flat = arrays[name].reshape(-1).copy()
        flat[place] = value
        arrays[name] = flat.reshape(arrays[name].shape)

    return change


def remembered(scale: float, files: int | None = None) -> Callable[[dict[str, np.ndarray]], None]:
    """Makes it an index that remembers commits, a vector too many of the first file."""

    def change(arrays: dict[str, np.ndarray]) -> None:
        count, latent = files or len(arrays["files.role"]), arrays["latent.vectors"].shape[2]
        arrays["memory.vectors"], arrays["memory.scale"] = np.zeros((count, latent), np.int8), np.zeros(count, "f4")
        arrays["memory.vectors"][0], arrays["memory.scale"][0] = 100, scale

    return change


CONTENT: dict[str, Callable[[dict[str, np.ndarray]], Any]] = {
    "an absolute path": strings("files.path", "/etc/passwd"),
    "a path that leads out": strings("files.path", "a/../../b"),
    "a path to nowhere": strings("files.path", "a//b"),
    "no path": strings("files.path", ""),
    "a path with a NUL": strings("files.path", "a\0b"),
    "the same path twice": strings("files.path", "b", "b"),
    "a skipped path that leads out": lambda arrays: [
        strings(f"skipped.{part}", "../b")(arrays) for part in ("path", "reason", "blob")
    ],
    "a signature that is slow to read": strings("chunks.signature", ") : " * 100_000),
    "a symbol of two megabytes": strings("chunks.symbol", "x" * (2 << 20)),
    "terms out of order": strings("terms", "zzzz"),
    "NaN in a vector's scale": fill("latent.scale", np.nan),
    "a huge vector": fill("latent.scale", 3e38),
    "NaN in what commits say": remembered(np.nan),
    "commits that say too much": remembered(0.5),
    "commits that say less than nothing": remembered(-0.01),
    "what commits say, of some files": remembered(0.0, files=1),
    "an infinite impact": fill("body.impacts", np.inf),
    "a huge impact": fill("body.impacts", 1e30),
    "a negative impact": fill("name.impacts", -1.0),
    "an infinite weight": fill("model.encoder.head.bias", np.inf),
    "a huge weight": fill("model.encoder.head.bias", 6e4),
    "a huge table": fill("model.token.vector.scale", 3e38),
    "a posting out of range": fill("body.documents", 2**32 - 1),
    "a role out of range": fill("files.role", 255),
    "a language out of range": fill("files.language", 65535),
    "a kind out of range": fill("chunks.kind", 255),
    "a line out of range": fill("chunks.end", 2**32 - 1),
    "line 0": fill("chunks.start", 0),
    "offsets that go back": fill("chunks.symbol.offsets", 2**32 - 1, 1),
    "chunks that go back": fill("files.chunks", 2**32 - 1, 1),
    "a text of 5 million lines": strings("text", b"\n" * (5 << 20)),
    "a text that is cut": strings("text", b"# Office"),
    "no text of one file": strings("text", b""),
}


@pytest.mark.parametrize("what", CONTENT)
def test_right_digests_over_bad_content(clone, data, tmp_path, what):
    arrays, text = parts_of(data)
    CONTENT[what](arrays)
    foreign = tmp_path / "foreign.ncs"
    foreign.write_bytes(sealed(arrays, text))
    assert believed_or_refused(clone, foreign, index_of(clone).read_bytes()) == "refused"


ABOUT: dict[str, dict[str, Any]] = {
    "another commit": {"commit": "0" * 40},
    "no commit": {"commit": None},
    "a commit that is an option": {"commit": "--output=/tmp/x"},
    "a scope that leads out": {"scope": "../../etc"},
    "a scope of its own": {"scope": "office"},
    "files on disk": {"worktree": True},
    "another base": {"base": "2031.1-0123456789ab"},
    "a base that moves the cursor": {"base": "\x1b[2J"},
    "a language that moves the cursor": {"languages": ["\x1b[2J"]},
    "a model of 2^60 units": {"model": {"hidden": 2**60}},
}


@pytest.mark.parametrize("what", ABOUT)
def test_what_an_index_says_of_itself(clone, data, tmp_path, what):
    arrays, text = parts_of(data)
    foreign = tmp_path / "foreign.ncs"
    foreign.write_bytes(sealed(arrays, text | {"about": text["about"] | ABOUT[what]}))
    assert believed_or_refused(clone, foreign, index_of(clone).read_bytes()) == "refused"


def test_another_base_is_named_in_one_line(clone, data, tmp_path):
    arrays, text = parts_of(data)
    foreign = tmp_path / "foreign.ncs"
    foreign.write_bytes(sealed(arrays, text | {"about": text["about"] | {"base": "2031.1-0123456789ab"}}))
    fails(
        ncs("pull", "--from", str(foreign), cwd=clone),
        3,
        "stands on the base model '2031.1-0123456789ab'",
        "this ncs has",
    )


class _Pickled:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path("/nonexistent-marker").touch, ())


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../index.ncs", b"x")
    return held.getvalue()


FILES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut in half": lambda data: data[: len(data) // 2],
    "one byte short": lambda data: data[:-1],
    "one byte more": lambda data: data + b"\0",
    "a pickle": lambda data: pickle.dumps(_Pickled()),
    "a pickle behind the header": lambda data: data[:8] + pickle.dumps(_Pickled()) + data[8:],
    "a zip": lambda data: _zip(),
    "a header of 100 MB": lambda data: struct.pack("<Q", 100 << 20) + b"{" + b" " * (100 << 20),
    "a header of 2^60": lambda data: struct.pack("<Q", 2**60) + data[8:],
    "a header of 2^64 - 1": lambda data: b"\xff" * 8 + data[8:],
    "a deep header": lambda data: struct.pack("<Q", 1 << 20) + b'{"a":' + b"[" * (1 << 20),
    "an array of 2^60": lambda data: sealed(
        *parts_of(data), {"body.impacts": {"dtype": "F32", "shape": [2**58], "data_offsets": [0, 2**60]}}
    ),
    "a shape whose product wraps to nothing": lambda data: sealed(
        *parts_of(data), {"x": {"dtype": "U8", "shape": [2**32, 2**32], "data_offsets": [0, 0]}}
    ),
    "a newer format": lambda data: sealed(parts_of(data)[0], parts_of(data)[1] | {"format": 99}),
    "a foreign format": lambda data: struct.pack("<Q", 2) + b"{}",
    "a wrong digest": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
}


@pytest.mark.parametrize("what", FILES)
def test_files_that_are_no_index(clone, data, tmp_path, what):
    foreign = tmp_path / "foreign.ncs"
    foreign.write_bytes(FILES[what](data))
    assert believed_or_refused(clone, foreign, index_of(clone).read_bytes()) == "refused"
    assert not Path("/nonexistent-marker").exists()


def test_control_characters_reach_no_terminal(clone, office, data, tmp_path):
    """git allows them in names, and real files hold them: such an index is believed, and shown escaped."""
    arrays, text = parts_of(data)
    strings("files.path", "READ\x1b[2JME\r.md")(arrays)
    held = Strings(arrays["text.data"], arrays["text.offsets"]).all_bytes()
    strings("text", *(body.replace(b"money", b"money \x1b]0;title\x07\x9b2J") for body in held))(arrays)
    foreign = tmp_path / "foreign.ncs"
    foreign.write_bytes(sealed(arrays, text))
    assert believed_or_refused(clone, foreign, index_of(clone).read_bytes()) == "passed"
    shown = done(ncs("query", "money reminders", "--index", str(foreign), cwd=tmp_path)).out
    assert "\\x1b" in shown and "\x1b" not in shown
    assert json.loads(done(ncs("query", "money", "--json", "--index", str(foreign), cwd=tmp_path)).out)
