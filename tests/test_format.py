"""The index file: what is written is read, equal input gives equal bytes, and no flipped byte goes unseen."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncs.errors import IndexFileError, SituationError
from ncs.index import format, placing
from ncs.strings import Strings, by_bytes

ARRAYS = {
    "a": np.arange(6, dtype=np.uint32).reshape(2, 3),
    "b": np.array([[-1, 2], [3, -4]], np.int8),
    "text.data": np.frombuffer(b"hello", np.uint8),
}
ABOUT = {"commit": "0" * 40, "languages": ["python", "größe"]}


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "x.ncs"
    placing.replace(target, format.encode(ARRAYS, ABOUT))
    return target


def test_what_is_written_is_read(path):
    container = format.Container(path)
    assert container.about == ABOUT
    assert container.names() == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert (container.array(name) == array).all() and container.array(name).dtype == array.dtype
    container.verify()


def test_equal_input_gives_equal_bytes_in_any_order():
    backwards = dict(reversed(ARRAYS.items()))
    assert format.encode(ARRAYS, ABOUT) == format.encode(backwards, dict(reversed(ABOUT.items())))


def test_the_file_is_laid_out_as_its_documentation_says(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    text = json.loads(header["__metadata__"]["ncs"])
    assert list(header["__metadata__"]) == ["ncs"]
    assert text["format"] == format.FORMAT and text["about"] == ABOUT and set(text["digests"]) == set(ARRAYS)
    start, end = header["a"]["data_offsets"]
    assert data[8 + length :][start:end] == ARRAYS["a"].tobytes()


def test_safetensors_reads_it_too(path):
    from safetensors.numpy import load_file

    assert (load_file(path)["a"] == ARRAYS["a"]).all()


def test_every_flipped_byte_is_seen(path):
    data = bytearray(path.read_bytes())
    for position in range(len(data)):
        for bit in (1, 128):
            data[position] ^= bit
            path.write_bytes(data)
            with pytest.raises(IndexFileError):
                format.Container(path).verify()
            data[position] ^= bit


def test_every_truncation_and_every_addition_is_seen(path):
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(IndexFileError):
            format.Container(path)
    path.write_bytes(data + b"\0")
    with pytest.raises(IndexFileError):
        format.Container(path)


def _rewritten(path, change):
    """The file with its header changed by hand and all lengths right."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h["a"].update(data_offsets=[0, 2**60]),
        lambda h: h["a"].update(data_offsets=[-4, 20]),
        lambda h: h["a"].update(data_offsets=["0", "24"]),
        lambda h: h["a"].update(shape=[2**30, 2**30]),
        lambda h: h["a"].update(shape=[True, 6]),
        lambda h: h["a"].update(dtype="O"),
        lambda h: h["a"].pop("dtype"),
        lambda h: h.update(a=None),
        lambda h: h.update(__metadata__={}),
        lambda h: h.update(__metadata__={"ncs": "[" * 100_000}),
        lambda h: h.update(c={"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}),
    ],
)
def test_impossible_headers_are_refused(path, change):
    _rewritten(path, change)
    with pytest.raises(IndexFileError):
        format.Container(path)


def test_a_newer_format_says_update(path):
    def newer(header):
        text = json.loads(header["__metadata__"]["ncs"])
        header["__metadata__"]["ncs"] = json.dumps(text | {"format": format.FORMAT + 1})

    _rewritten(path, newer)
    with pytest.raises(IndexFileError, match="update ncs"):
        format.Container(path)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    target = tmp_path / "x.ncs"
    placing.replace(target, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(placing.os, "fsync", full)
    with pytest.raises(SituationError, match="No space left"):
        placing.replace(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.ncs"]


@given(st.lists(st.text()))
@settings(deadline=None)
def test_strings_come_back_and_are_found(values):
    values = [v.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for v in values]
    packed = Strings.pack(values)
    assert list(packed) == values and [packed[i] for i in range(len(packed))] == values
    ordered = Strings.pack(by_bytes(values))
    assert all(ordered[ordered.find(value)] == value for value in values)
    assert ordered.find("\x00 not there \x00") == -1


def test_strings_keep_bytes_that_are_not_utf8():
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    assert Strings.pack([name])[0] == name
