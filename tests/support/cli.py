"""The program as its users run it: in this process where that is enough, else as a process of its own."""

from __future__ import annotations

import ctypes
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from ncs.cli import main

SMALL = ("--hidden-dim", "16")  # a smaller model, where its quality does not matter; narrower latents are all alike
CODES = (0, 1, 2, 3, 4, 130)  # the contract; anything else is a bug


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ncs(*arguments: str, cwd: Path | None = None) -> Outcome:
    """Runs ncs in this process. `index` does not learn."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with _chdir(cwd or os.curdir), redirect_stdout(out), redirect_stderr(err):
        code = main(without_learning(arguments))
    return _checked(Outcome(code, _written(out), _written(err)))


@contextmanager
def _chdir(folder: Path | str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def program(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    stdin: bytes = b"",
) -> Outcome:
    """Runs ncs as a process; `before` runs in it first. `index` does not learn."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, env={**os.environ, **(env or {})}, input=stdin, capture_output=True,
        preexec_fn=before, timeout=120,
    )  # fmt: skip
    return _checked(Outcome(done.returncode, _text(done.stdout), _text(done.stderr)))


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ncs", *without_learning(arguments)]


def without_learning(arguments: tuple[str, ...]) -> tuple[str, ...]:
    if arguments[:1] != ("index",) or "--num-epochs" in arguments:
        return arguments
    return ("index", "--no-learn", *SMALL, *arguments[1:])


def fails(outcome: Outcome, code: int, *words: str) -> None:
    """The program said in one line what is wrong, and nothing else."""
    assert (outcome.code, outcome.out) == (code, ""), outcome
    assert outcome.err.startswith("ncs: ") and outcome.err.count("\n") == 1 and outcome.err.endswith("\n"), outcome
    assert len(outcome.err) > 15
    for word in words:
        assert word in outcome.err, outcome.err


def as_anybody() -> None:
    """For `before`: root without the right to pass over file permissions. (Another user could not even reach
    Python below /root.)"""
    libc = ctypes.CDLL(None, use_errno=True)
    drop, dac_override, dac_read_search = 24, 1, 2  # PR_CAPBSET_DROP: takes effect at exec
    if os.geteuid() == 0 and any(libc.prctl(drop, right, 0, 0, 0) for right in (dac_override, dac_read_search)):
        raise OSError(ctypes.get_errno(), "prctl")


def _checked(outcome: Outcome) -> Outcome:
    assert "Traceback" not in outcome.err and "Exception ignored" not in outcome.err, outcome.err
    assert outcome.code in CODES, outcome
    return outcome


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return _text(stream.buffer.getvalue())  # type: ignore[attr-defined]


def _text(data: bytes) -> str:
    """Keeps every byte: "\\r" too."""
    return data.decode("utf-8", "surrogateescape")
