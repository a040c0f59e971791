"""The work folder of a pretraining run: harvests and checkpoints, so that a run that was stopped goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ncs.errors import IndexFileError, UsageError
from ncs.index import format, placing
from ncs.pretrain.corpus import Project
from ncs.pretrain.harvest import FORMAT, Limits, harvest


class WorkFolder:
    def __init__(self, path: str) -> None:
        self.path = Path(path)
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{path} is not a folder: give --work a folder")
        self.path.mkdir(parents=True, exist_ok=True)

    def harvest(self, project: Project, limits: Limits, seed: int) -> dict[str, Any]:
        """Harvest a project unless that was done before; what it holds."""
        wanted = {"format": FORMAT, "limits": limits._asdict(), "seed": seed, "revision": project.revision}
        known = self._about(self.place(project.name))
        if known is not None and known["recipe"] == wanted:
            return known
        arrays, about = harvest(project, limits, seed)
        self.write(self.place(project.name), arrays, about | {"recipe": wanted})
        return about | {"recipe": wanted}

    def place(self, name: str) -> Path:
        return self.path / f"{name.replace('/', '+')}.harvest"

    def write(self, place: Path, arrays: dict[str, np.ndarray], about: dict[str, Any]) -> None:
        placing.replace(place, format.encode(arrays, about))

    def _about(self, place: Path) -> dict[str, Any] | None:
        if not place.exists():
            return None
        try:
            return format.Container(place).about
        except IndexFileError:  # cut off, or of an older format: made anew
            return None
