"""A drawn batch as torch tensors."""

from __future__ import annotations

import torch

from ncs.model.encoder import Bags
from ncs.pretrain.drawing import Batch


def tensors(batch: Batch) -> Bags:
    ids, kinds = torch.as_tensor(batch.ids, dtype=torch.int64), torch.as_tensor(batch.kinds, dtype=torch.int64)
    return Bags(ids, kinds, torch.as_tensor(batch.counts, dtype=torch.float32), torch.as_tensor(batch.starts))
