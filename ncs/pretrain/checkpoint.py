"""Where a training run stands, as a file: a run that goes on from it ends in the same bits."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.errors import IndexFileError
from ncs.index.format import Container
from ncs.pretrain.workfolder import WorkFolder
from ncs.train import module
from ncs.train.optimizer import Optimizer


class Run(NamedTuple):
    """All that moves while training."""

    p: dict[str, Tensor]
    optimizer: Optimizer
    noise: torch.Generator
    drawn: np.random.Generator


class Checkpoints:
    """Checkpoints of one phase of one recipe; those of another recipe are not gone on from."""

    def __init__(self, work: WorkFolder, phase: str, recipe: dict[str, Any]) -> None:
        self.work, self.place, self.recipe = work, work.path / f"{phase}.checkpoint", json.loads(json.dumps(recipe))

    def save(self, run: Run, step: int, about: dict[str, Any]) -> None:
        arrays = {f"param.{name}": array for name, array in module.arrays(run.p).items()}
        arrays |= {f"moment.{name}": array for name, array in run.optimizer.state().items()}
        arrays["noise"] = run.noise.get_state().numpy().copy()
        told = {"recipe": self.recipe, "step": step, "drawn": _plain(run.drawn.bit_generator.state)}
        self.work.write(self.place, arrays, told | {"about": about})

    def load(self, run: Run) -> tuple[int, dict[str, Any]]:
        """Bring a fresh run to where it stood: the last step that was done, and what was said of it."""
        if not self.place.exists():
            return 0, {}
        try:
            file = Container(self.place)
        except IndexFileError:
            return 0, {}
        if file.about["recipe"] != self.recipe:
            return 0, {}
        with torch.no_grad():
            for name, tensor in run.p.items():
                tensor.copy_(torch.tensor(file.array(f"param.{name}")))
        moments = {name[7:]: file.array(name) for name in file.names() if name.startswith("moment.")}
        run.optimizer.resume(moments)
        run.noise.set_state(torch.tensor(file.array("noise")))
        run.drawn.bit_generator.state = file.about["drawn"]
        return int(file.about["step"]), dict(file.about["about"])


def _plain(state: Any) -> Any:
    """A generator's state with numbers that JSON holds."""
    return json.loads(json.dumps(state, default=int))
