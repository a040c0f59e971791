"""The worker: brings the index to HEAD in the background, one at a time, once for many hooks.

Work is derived from state: it never matters which hooks were called, or how many, only that the index is not
at HEAD. So marks may be merged, and an update too many does nothing.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from ncs.errors import NcsError, SituationError
from ncs.hooks import diary, marks
from ncs.source.location import GIT_SETTINGS, is_leaking, locate

Update = Callable[[str], str]  # the top of a work tree -> what was done, in one line

LIMIT = 900  # seconds for one update: far beyond any budget for learning, so that none runs for ever
PATIENCE = 30.0  # seconds to wait for git to finish; a rebase that stops at a conflict may take a day

# What git keeps while several steps belong together; the hooks called meanwhile see HEAD on its way.
_UNDER_WAY = (
    "rebase-merge",
    "rebase-apply",
    "sequencer",
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "BISECT_LOG",
)


def work(folder: str, root: str, update: Update, patience: float = PATIENCE) -> None:
    """Work off the mark in `folder`, which is set for `root` if there is none.

    Whoever finds the lock taken may go: the holder looks for a mark again *after* it has let the lock go.
    Looking only before would lose the wake-up that comes in between.
    """
    if not marks.is_there(folder, marks.PENDING):
        marks.mark(folder, root)
    while marks.is_there(folder, marks.PENDING):
        with marks.locked(folder) as alone:
            if not alone:
                return
            while marks.is_there(folder, marks.PENDING):
                if not _wait_for_git(folder, root, patience):
                    return
                if marks.claim(folder):
                    _update(folder, marks.read(folder, marks.WORKING) or root, update)


def be_polite() -> None:
    """Before `work`, in a process of its own: leave the terminal, keep to one processor, forget the hook's git."""
    with suppress(OSError):  # we already lead a session
        os.setsid()
    if hasattr(os, "sched_setaffinity"):  # one processor: parsing and embedding count those that they may use
        with suppress(OSError):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for name in [name for name in os.environ if is_leaking(name)]:
        del os.environ[name]
    os.environ |= GIT_SETTINGS


def bring_to_head(root: str) -> str:
    """The update that hooks ask for. Imported late: most workers find the lock taken and have nothing to do."""
    from ncs.hooks.updating import update

    return update(root)


def is_under_way(root: str) -> str:
    """What git is in the middle of in this work tree: the name of its file, or ""."""
    with suppress(NcsError, OSError):
        found = locate(root)
        if found is not None:
            return next((name for name in _UNDER_WAY if os.path.exists(os.path.join(found.git_dir, name))), "")
    return ""


def _wait_for_git(folder: str, root: str, patience: float) -> bool:
    """Whether nothing is under way where the mark points. Several hooks run before git clears these files, and
    after the last of them none may come; so it is worth waiting a little."""
    deadline, pause = time.monotonic() + patience, 0.01
    while is_under_way(marks.read(folder, marks.PENDING) or root):
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(2 * pause, 0.5)
    return True


def _update(folder: str, root: str, update: Update) -> None:
    """One update; a failure is kept for the next `ncs query` to tell."""
    started = time.monotonic()
    try:
        with _limited():
            done = update(root) if os.path.isdir(root) else f"{root} is gone"
    except Exception as problem:  # whatever it is: nobody watches a background process
        why = str(problem) if isinstance(problem, NcsError) else f"{type(problem).__name__}: {problem}"
        marks.fail(folder, why)
        diary.note(folder, f"failed after {time.monotonic() - started:.1f} s in {root}: {why}")
        return
    diary.note(folder, f"{done} in {time.monotonic() - started:.1f} s")
    marks.remove(folder, marks.FAILED)
    marks.remove(folder, marks.WORKING)


@contextmanager
def _limited() -> Iterator[None]:
    """Ends what takes longer than LIMIT."""
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(*_: Any) -> NoReturn:
    raise SituationError(f"the update took longer than {LIMIT} seconds: run `ncs index` yourself")
