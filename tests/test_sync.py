"""An update equals a build to the byte, whatever happened to the repository since the last one."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.histories import History

from ncs import building, syncing
from ncs.errors import NcsError

SCRIPTS, STEPS = 40, 7


def quiet(what: str, done: int, of: int) -> None:
    pass


def outcome(call, output: Path) -> bytes | tuple[type, str]:
    """The index that a call leaves, or what it says against making one."""
    try:
        call()
    except NcsError as problem:
        return type(problem), str(problem)
    return output.read_bytes()


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_an_update_equals_a_build(tmp_path, seed):
    history = History(tmp_path / "repo", seed, "sha256" if seed % 8 == 7 else "sha1")
    updated, built = tmp_path / "updated.ncs", tmp_path / "built.ncs"
    root, worktree = str(history.root), seed % 5 == 4
    build = building.Order(root, str(updated), worktree, no_learn=True)
    building.build(build, quiet)
    for number in range(STEPS):
        history.step()
        if number + 1 < STEPS and history.random.random() < 0.5:
            continue
        order = syncing.Order(root, str(updated), worktree, no_learn=True)
        after = outcome(lambda order=order: syncing.sync(order, quiet), updated)
        assert after == outcome(lambda: building.build(build._replace(output=str(built)), quiet), built), history.done
