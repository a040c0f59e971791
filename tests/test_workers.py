"""Where no worker process can start, the work is done another way and comes to an end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ncs.chunking import parsing
from ncs.chunking.parsing import FAILED_STARTS, FEW_CHARS, chunk_files

UNGUARDED = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()  # so that workers are spawned
from ncs.chunking.parsing import chunk_files
files = [(f"{i}.py", f"def f{i}(): pass") for i in range(200)] + [("hang.sh", "<" * 100_000)]
results = list(chunk_files(files, workers=2))
print([chunks[0].symbol for chunks, _, _ in results[:200]] == [f"f{i}" for i in range(200)])
print(results[200][1])
"""


def test_a_program_without_a_guard_whose_workers_die_at_birth(tmp_path):
    """A spawned worker imports __main__, which starts workers in its turn: Python forbids it, the worker dies."""
    (tmp_path / "unguarded.py").write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, "unguarded.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env={"PYTHONPATH": str(Path(parsing.__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout == "True\nno parser process starts: cut by lines\n", done.stderr
    assert 1 <= done.stderr.count("bootstrapping phase") <= 2 * FAILED_STARTS


@pytest.mark.parametrize("working", [0, 1])
def test_a_machine_without_room_for_processes(monkeypatch, working):
    started = []

    class Refused(parsing.Worker):
        def __init__(self, *arguments: object) -> None:
            started.append(len(started) < working)
            if not started[-1]:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            super().__init__(*arguments)

    monkeypatch.setattr(parsing, "Worker", Refused)
    files = [(f"{i}.py", f"def f{i}(): pass") for i in range(99)] + [("long.py", "x = 1\n" * FEW_CHARS)]
    results = list(chunk_files(iter(files), workers=2))
    assert [chunks[0].symbol for chunks, _, _ in results[:99]] == [f"f{i}" for i in range(99)]
    assert results[99][1] == (None if working else "no parser process starts: cut by lines")
    assert started.count(True) == working and started.count(False) >= FAILED_STARTS


def test_the_number_of_processors_can_be_told(monkeypatch):
    here = parsing.usable_processors()
    for told, number in (("1", 1), ("3", 3), ("0", here), ("many", here), ("", here)):
        monkeypatch.setenv("NCS_PROCESSORS", told)
        assert parsing.usable_processors() == number
