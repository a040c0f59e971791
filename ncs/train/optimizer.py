"""Adam for all parameters, with weight decay for the layers; for a large table the kind that touches only the rows
a batch has used."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from ncs.model.arrays import is_large

TABLE = "token.vector"
LONGEST_STEP = 1.0  # of the gradient of all but the large table, whose rows Adam scales one by one
WARM = 0.05  # share of the steps in which the rate rises


def share(step: int, steps: int) -> float:
    """The part of the highest rate at a step: a straight rise, then half a cosine down to 0."""
    warm = max(1.0, WARM * steps)
    if step <= warm:
        return step / warm
    return 0.5 * (1.0 + math.cos(math.pi * (step - warm) / max(1.0, steps - warm)))


class Optimizer:
    """One rate for the table of vectors, one for everything else; both rise and fall together.

    decay: how much of a layer's matrix is taken off a step, as a share of the rate (Loshchilov and Hutter 2019, arXiv
    1711.05101). Layers learn a repository by heart where words do not; vectors, scales and biases do not decay.
    """

    def __init__(self, p: dict[str, Tensor], table_rate: float, rate: float, steps: int, decay: float = 0.0) -> None:
        self.p, self.steps, self.decay = p, steps, decay
        self.decaying = [p[name] for name in p if name.endswith(".weight") and p[name].dim() == 2]
        tables = [p[TABLE]] if TABLE in p and is_large(p[TABLE]) else []
        self.others = [tensor for name, tensor in p.items() if name != TABLE or not tables]
        self.parts: list[torch.optim.Optimizer] = [torch.optim.Adam(self.others, lr=rate)]
        if tables:
            self.parts.append(torch.optim.SparseAdam(tables, lr=table_rate))
        self.rates = [rate, table_rate]

    def step(self, loss: Tensor, number: int) -> None:
        """Step `number` of `steps`, counted from 1."""
        for part in self.parts:
            part.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.others, LONGEST_STEP)
        for part, rate in zip(self.parts, self.rates, strict=False):
            part.param_groups[0]["lr"] = rate * share(number, self.steps)
            part.step()
        if self.decay:
            with torch.no_grad():
                for matrix in (matrix for matrix in self.decaying if matrix.grad is not None):
                    matrix.mul_(1.0 - self.decay * self.rates[0] * share(number, self.steps))

    def state(self) -> dict[str, np.ndarray]:
        """The moments of every parameter, to go on from."""
        arrays: dict[str, np.ndarray] = {}
        for name, tensor in self.p.items():
            for part in self.parts:
                if tensor in part.state:
                    kept = part.state[tensor]
                    arrays[f"{name}.first"] = kept["exp_avg"].numpy().copy()
                    arrays[f"{name}.second"] = kept["exp_avg_sq"].numpy().copy()
                    # Counted for each: a batch of one level leaves the layers of the later ones alone.
                    arrays[f"{name}.steps"] = np.array([int(kept["step"])], np.uint32)
        return arrays

    def resume(self, arrays: dict[str, np.ndarray]) -> None:
        for name, tensor in self.p.items():
            if f"{name}.first" not in arrays:
                continue
            sparse = name == TABLE and len(self.parts) > 1
            step = int(arrays[f"{name}.steps"][0])
            self.parts[1 if sparse else 0].state[tensor] = {
                "step": step if sparse else torch.tensor(float(step)),
                "exp_avg": torch.tensor(arrays[f"{name}.first"]),
                "exp_avg_sq": torch.tensor(arrays[f"{name}.second"]),
            }
