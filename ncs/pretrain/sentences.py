"""The sentences of all harvests as the decoder learns them, laid out once: what to write, and what may be copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.index.format import Container
from ncs.model.arrays import weighted_bags
from ncs.model.decoder import END, UNKNOWN
from ncs.model.encoder import Bags
from ncs.model.layers import unit_rms
from ncs.model.model import Model, symbol_table
from ncs.pretrain.dataset import Dataset
from ncs.ragged import Rows, join, positions, take
from ncs.strings import Numbers, Strings
from ncs.text.tokenizer import KIND_ID
from ncs.train import module
from ncs.train.batches import Page

FEWEST_KNOWN = 0.75  # share of a sentence that can be written or copied: of less than that nothing is learned
SAID = (1 << KIND_ID["docstring"]) | (1 << KIND_ID["comment"])
AT_ONCE = 1024  # chunks or words


class Sentences(NamedTuple):
    """N sentences. Values of `source`, `role` and `symbol` lie beside each other."""

    repository: np.ndarray  # [N]
    z: np.ndarray  # [N,D] float16: the semantic vectors of the chunks without what people say of them
    target: Rows  # symbols, END the last; over W a copy of a source word
    source: Rows  # rows of `vector`
    role: np.ndarray
    symbol: np.ndarray  # what each source word would be as a symbol
    vector: np.ndarray  # [G,E] float16, of every word that may be copied

    def of(self, repositories: Sequence[int]) -> np.ndarray:
        """Rows of the sentences of these repositories."""
        return np.flatnonzero(np.isin(self.repository, repositories))

    def page(self, rows: np.ndarray) -> tuple[Tensor, Page]:
        """Latents [B,D] and what belongs to them."""
        target, _ = _padded(take(self.target, rows))
        places, ends = positions(self.source.ends, rows)
        source, mask = _padded(Rows(self.source.values[places], ends))
        role, symbol = (_padded(Rows(values[places], ends))[0] for values in (self.role, self.symbol))
        vectors = self.vector[source].astype(np.float32) * mask[..., None]
        tensors = (torch.as_tensor(array) for array in (target, symbol, vectors, role, mask))
        return torch.as_tensor(self.z[rows].astype(np.float32)), Page(*tensors)


def _padded(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """[B,longest] int64 with zeros behind, and 1 where a value stands."""
    lengths = rows.lengths()
    mask = np.arange(max(1, lengths.max(initial=0))) < lengths[:, None]
    out = np.zeros(mask.shape, np.int64)
    out[mask] = rows.values
    return out, mask.astype(np.float32)


def sentences(harvests: Sequence[Container], model: Model, data: Dataset) -> Sentences:
    """Every sentence that is worth learning; memory is that of its words, not of its chunks."""
    words = Numbers()
    firsts = np.cumsum([0, *(len(harvest.array("chunk.ends")) - 1 for harvest in harvests)])
    parts = [_of_one(harvest, model, words) for harvest in harvests]
    chunk = np.concatenate([part.chunk + first for part, first in zip(parts, firsts, strict=False)])
    z, heard = _latents(module.parameters(model.params), data, chunk)
    whole = Sentences(
        np.repeat(np.arange(len(parts)), [len(part.chunk) for part in parts]),
        z,
        join([part.target for part in parts]),
        join([part.source for part in parts]),
        np.concatenate([part.role for part in parts]),
        np.concatenate([part.symbol for part in parts]),
        _vectors(model, list(words)),
    )
    return _kept(whole, np.flatnonzero(heard & np.concatenate([part.worth for part in parts])))


class _Part(NamedTuple):
    """The sentences of one repository."""

    chunk: np.ndarray  # [n] row in the repository
    target: Rows
    source: Rows
    role: np.ndarray
    symbol: np.ndarray
    worth: np.ndarray  # [n] whether enough of it can be written


def _of_one(harvest: Container, model: Model, words: Numbers) -> _Part:
    own = list(Strings(harvest.array("surface.data"), harvest.array("surface.offsets")))
    known = symbol_table(model.words)
    written = np.array([known.get(word, -1) for word in own], np.int64)
    target, source = (_rows(harvest, name) for name in ("target", "source"))
    place = np.arange(len(source.values)) - np.repeat(source.ends[:-1], source.lengths())
    symbol = np.where(written[source.values] >= 0, written[source.values], len(model.words) + place)
    wanted = written[target.values]
    missing = np.flatnonzero(wanted < 0)
    wanted[missing] = _copied(target, source, symbol, len(own))[missing]
    lengths = target.lengths()
    unknown = np.add.reduceat(np.append(wanted == UNKNOWN, False), target.ends[:-1]) if len(target) else np.zeros(0)
    worth = (lengths > 0) & (unknown <= (1 - FEWEST_KNOWN) * lengths)
    used = np.unique(source.values)
    number = np.zeros(len(own), np.int64)
    number[used] = [words[own[word]] for word in used.tolist()]
    role = harvest.array("source.role").astype(np.int64)
    return _Part(
        harvest.array("sentence.chunk").astype(np.int64),
        Rows(np.insert(wanted, target.ends[1:], END), target.ends + np.arange(len(target.ends))),
        Rows(number[source.values], source.ends),
        role,
        symbol,
        worth,
    )


def _copied(target: Rows, source: Rows, symbol: np.ndarray, size: int) -> np.ndarray:
    """The symbol of each target word as a source word of its own sentence, UNKNOWN where it is none."""
    here = np.repeat(np.arange(len(source)), source.lengths()) * size + source.values
    asked = np.repeat(np.arange(len(target)), target.lengths()) * size + target.values
    order = np.argsort(here, kind="stable")
    at = np.searchsorted(here[order], asked)
    found = order[np.minimum(at, max(0, len(order) - 1))] if len(order) else np.zeros(len(asked), np.int64)
    hit = (at < len(order)) & (here[found] == asked) if len(order) else np.zeros(len(asked), bool)
    return np.where(hit, symbol[found] if len(order) else UNKNOWN, UNKNOWN)


def _rows(harvest: Container, name: str) -> Rows:
    return Rows(harvest.array(name).astype(np.int64), harvest.array(f"{name}.ends").astype(np.int64))


def _latents(p: dict[str, Tensor], data: Dataset, chunks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[N,D] semantic vectors, and whether anything of a chunk is left without what people say of it."""
    z = np.zeros((len(chunks), p["encoder.head.weight"].shape[1] // 2), np.float16)
    heard = np.zeros(len(chunks), bool)
    for start in range(0, len(chunks), AT_ONCE):
        places, ends = positions(data.chunk.ends, chunks[start : start + AT_ONCE])
        shown = (1 << data.kind[places]) & SAID == 0
        lengths = np.diff(np.concatenate([[0], np.cumsum(shown)])[ends])
        heard[start : start + AT_ONCE] = some = lengths > 0
        places = places[shown]
        bags = Bags(
            torch.as_tensor(data.chunk.values[places].astype(np.int64)),
            torch.as_tensor(data.kind[places].astype(np.int64)),
            torch.as_tensor(data.weight[places].astype(np.float32)),
            torch.as_tensor(np.concatenate([[0], np.cumsum(lengths[some])[:-1]])[: some.sum()].astype(np.int64)),
        )
        with torch.no_grad():
            levels, _, _ = module.trajectory(p, bags, None)
        z[start : start + AT_ONCE][some] = levels[2].numpy()
    return z, heard


def _vectors(model: Model, words: Sequence[str]) -> np.ndarray:
    """[G,E] the vector of each word that may be copied: of its parts, weighed alike."""
    table = np.asarray(model.params["token.vector"])
    out = np.zeros((len(words), table.shape[1]), np.float16)
    for start in range(0, len(words), AT_ONCE):
        read = model.read_names(words[start : start + AT_ONCE])
        ones = np.ones(len(read.token), np.float32)
        out[start : start + AT_ONCE] = unit_rms(np, weighted_bags(np, table, read.token, ones, read.ends[:-1]))
    return out


def _kept(whole: Sentences, rows: np.ndarray) -> Sentences:
    places, ends = positions(whole.source.ends, rows)
    return Sentences(
        whole.repository[rows],
        whole.z[rows],
        take(whole.target, rows),
        Rows(whole.source.values[places], ends),
        whole.role[places],
        whole.symbol[places],
        whole.vector,
    )
