"""The base model that ships with ncs: what a `standard` model begins as, and what its index stands on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ncs.errors import IndexFileError, SituationError
from ncs.index import weights
from ncs.index.format import Container
from ncs.model.model import Model

PLACE = Path(__file__).parent.parent / "base" / "base.safetensors"


@lru_cache(maxsize=1)
def _file() -> Container:
    """It was installed with the program and is trusted like it: its digests are not compared at every query."""
    if not PLACE.exists():
        raise SituationError(f"the base model is missing ({PLACE}): install ncs again")
    return Container(PLACE, trusted=True)


@lru_cache(maxsize=1)
def installed() -> Model:
    return weights.unpack(_file())


def name() -> str:
    """What an index calls the base it stands on: its version and the first digits of its seal."""
    return f"{_file().about['version']}-{_file().seal[:12]}"


def card() -> dict[str, Any]:
    """What the base says of itself."""
    return dict(_file().about)


def under(about: dict[str, Any], path: str) -> Model | None:
    """The base that an index stands on; None for one that holds its whole model."""
    wanted = about.get("base", "")
    if not wanted:
        return None
    if wanted != name():
        fault = f"it stands on the base model {str(wanted)[:40]!r}, this ncs has {name()}"
        raise IndexFileError(f"the index {path} can't be read: {fault}: run `ncs index`", fault)
    return installed()
