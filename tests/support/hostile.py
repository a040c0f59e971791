"""What must hold of any file that somebody hands out as an index."""

from __future__ import annotations

import warnings
from pathlib import Path

from ncs.errors import IndexFileError
from ncs.index.verify import verify
from support.cli import Outcome, fails, ncs
from support.sharing import index_of

QUESTION = "move money between accounts"
READERS = (("query", QUESTION), ("query", "transfer", "--json"), ("explain", "office/ledger.py"), ("status",))


def checked_alone(clone: Path, foreign: Path) -> str:
    """The same without git, so that thousands are soon tried: the checks of a pull, and readers of the file itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            verify(str(foreign))
        except IndexFileError:
            verdict = "refused"
        else:
            verdict = "passed"
    with warnings.catch_warnings():
        warnings.simplefilter("error" if verdict == "passed" else "ignore")
        for arguments in READERS if verdict == "passed" else READERS[:1]:
            _harmless(ncs(*arguments, "--index", str(foreign), cwd=clone))
    return verdict


def believed_or_refused(clone: Path, foreign: Path, before: bytes) -> str:
    """Pulls and reads a foreign file. A refused one leaves the old index; one that passed answers without a fault.

    Gives "refused" or "passed"; the old index is put back.
    """
    target = index_of(clone)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of numpy: what passed the checks must not overflow
        outcome = ncs("pull", "--from", str(foreign), cwd=clone)
        assert outcome.code in (0, 3), outcome
        if outcome.code == 3:
            fails(outcome, 3)
            assert target.read_bytes() == before
            verdict = "refused"
        else:
            for arguments in READERS:
                _harmless(ncs(*arguments, cwd=clone))
            target.write_bytes(before)
            verdict = "passed"
    left = {path.name for path in target.parent.iterdir()} - {"index.ncs", "index.ncs.pulled", "lock"}
    assert not left, left
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for arguments in READERS[:1] + READERS[2:]:  # as a file that nobody has checked
            _harmless(ncs(*arguments, "--index", str(foreign), cwd=clone))
    return verdict


def _harmless(outcome: Outcome) -> None:
    assert outcome.code in (0, 1, 2, 3), outcome  # 2: the file that `explain` asks for need not be there
    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in outcome.out + outcome.err), outcome
    if outcome.code in (2, 3):
        fails(outcome, outcome.code)
