"""Fences around every test: no home folder, no git configuration, no network; and real repositories."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.cli import ncs
from support.repos import Files, commit, init
from support.samples import FILES

# A busy machine draws examples slowly and misses deadlines: that says nothing about the laws.
settings.register_profile("ncs", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ncs")

IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A. Tester"), ("EMAIL", "tester@example.org"), ("DATE", "1700000000 +0100"))
}


@pytest.fixture(autouse=True, scope="session")
def fences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the machine reaches a test, nothing of a test reaches the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("GIT_", "NCS_", "XDG_"))]:
            patch.delenv(name)
        patch.delenv("CI", raising=False)  # hooks do nothing there
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        for name, value in IDENTITY.items():
            patch.setenv(name, value)
        patch.setattr(socket.socket, "connect", _only_here(socket.socket.connect))
        yield


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Path]:
    """`make_repo(files, name="repo", message="first")`: a repository with these files committed."""

    def make(files: Files, name: str = "repo", message: str = "first", options: tuple[str, ...] = ()) -> Path:
        root = init(tmp_path / name, *options)
        commit(root, files, message)
        return root

    return make


@pytest.fixture(scope="session")
def office(fences: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small indexed repository (support/samples.py). Only to be read."""
    root = init(tmp_path_factory.mktemp("office") / "repo")
    commit(root, FILES)
    assert ncs("index", cwd=root).code == 0
    return root


@pytest.fixture
def own_office(office: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(office, tmp_path / "office", symlinks=True))


def _only_here(connect: Callable[..., None]) -> Callable[..., None]:
    def guarded(self: socket.socket, address: object) -> None:
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    return guarded
