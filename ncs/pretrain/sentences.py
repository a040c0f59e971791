"""The sentences of all harvests as the decoder learns them, laid out once: what to write, and what may be copied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from ncs.index.format import Container
from ncs.model.arrays import weighted_bags
from ncs.model.copying import source_symbols, target_symbols
from ncs.model.decoder import END, ROLES, UNKNOWN
from ncs.model.encoder import Bags
from ncs.model.layers import unit_rms
from ncs.model.model import Model, symbol_table, unit
from ncs.pretrain.dataset import Dataset
from ncs.pretrain.packing import Ragged
from ncs.ragged import Rows, join, positions, take
from ncs.search.neighbours import alike
from ncs.strings import Numbers, Strings
from ncs.text.neighbours import NEIGHBOURS, Face, Neighbour, face, with_neighbours
from ncs.text.tokenizer import KIND_ID
from ncs.train import module
from ncs.train.batches import Page

FEWEST_KNOWN = 0.75  # share of a sentence that can be written or copied: of less than that nothing is learned
SAID = (1 << KIND_ID["docstring"]) | (1 << KIND_ID["comment"])
FACE = ("name", "signature")  # roles: what a name holds is not said again for its signature
AT_ONCE = 1024  # chunks or words


class Sentences(NamedTuple):
    """N sentences. Values of `source`, `role`, `place` and `symbol` lie beside each other."""

    repository: np.ndarray  # [N]
    z: np.ndarray  # [N,D] float16: the semantic vectors of the chunks without what people say of them
    target: Rows  # symbols, END the last; over W a copy of a source word
    source: Rows  # rows of `vector`
    role: np.ndarray
    place: np.ndarray
    symbol: np.ndarray  # what each source word would be as a symbol
    vector: np.ndarray  # [G,E] float16, of every word that may be copied

    def of(self, repositories: Sequence[int]) -> np.ndarray:
        """Rows of the sentences of these repositories."""
        return np.flatnonzero(np.isin(self.repository, repositories))

    def page(self, rows: np.ndarray) -> tuple[Tensor, Page]:
        """Latents [B,D] and what belongs to them."""
        target, _ = _padded(take(self.target, rows))
        at, ends = positions(self.source.ends, rows)
        source, mask = _padded(Rows(self.source.values[at], ends))
        symbol, role, place = (_padded(Rows(v[at], ends))[0] for v in (self.symbol, self.role, self.place))
        vectors = self.vector[source].astype(np.float32) * mask[..., None]
        tensors = (torch.as_tensor(array) for array in (target, symbol, vectors, role, place, mask))
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
    words, params, first = Numbers(), module.parameters(model.params), 0
    parts = []
    for harvest in harvests:
        z, heard = _latents(params, data, harvest.array("sentence.chunk").astype(np.int64) + first)
        first += len(harvest.array("chunk.ends")) - 1
        parts.append(_of_one(harvest, z, heard, model, words))
    return Sentences(
        np.repeat(np.arange(len(parts)), [len(part.z) for part in parts]),
        np.concatenate([part.z for part in parts]),
        join([part.target for part in parts]),
        join([part.source for part in parts]),
        np.concatenate([part.role for part in parts]),
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.symbol for part in parts]),
        _vectors(model, list(words)),
    )


class _Part(NamedTuple):
    """The sentences of one repository."""

    z: np.ndarray
    target: Rows
    source: Rows
    role: np.ndarray
    place: np.ndarray
    symbol: np.ndarray


def _of_one(harvest: Container, z: np.ndarray, heard: np.ndarray, model: Model, words: Numbers) -> _Part:
    written, size = symbol_table(model.words), len(model.words)
    said, held = _words_of(harvest)
    wide = unit(z.astype(np.float32))
    faces = [_face(words) for words in held]
    near = alike(wide, wide, np.arange(len(z)), faces.__getitem__, faces)
    kept, targets, sources, symbols = [], Ragged(), Ragged(), Ragged()
    roles, places = [], []
    for row in np.flatnonzero(heard).tolist():
        around = [
            Neighbour(like, cosine, said[other], [word for word, _ in held[other]], "")
            for other, cosine, like in near[row][:NEIGHBOURS]
        ]
        source = with_neighbours(held[row], around)
        texts = [word.text for word in source]
        numbered = source_symbols(texts, written, size)
        target = target_symbols(said[row], texts, numbered, written)
        if not target or target.count(UNKNOWN) > (1 - FEWEST_KNOWN) * len(target):
            continue
        kept.append(row)
        targets.add([*target, END])
        sources.add([words[text] for text in texts])
        symbols.add(numbered)
        roles += [ROLES.index(word.role) for word in source]
        places += [word.place for word in source]
    return _Part(
        z[kept],
        targets.rows(),
        sources.rows(),
        np.array(roles, np.uint8),
        np.array(places, np.uint8),
        symbols.rows().values,
    )


def _face(words: list[tuple[str, str]]) -> Face:
    """Of a chunk of which only its words are kept."""
    named, signed = (" ".join(word for word, role in words if role in roles) for roles in (FACE[:1], FACE))
    return face(named, signed, (word for word, _ in words))


def _words_of(harvest: Container) -> tuple[list[list[str]], list[list[tuple[str, str]]]]:
    """The words of each sentence, and of its chunk with their roles."""
    own = list(Strings(harvest.array("surface.data"), harvest.array("surface.offsets")))
    target, source = (_rows(harvest, name) for name in ("target", "source"))
    said = [own[word] for word in target.values.tolist()]
    held = [
        (own[word], ROLES[role])
        for word, role in zip(source.values.tolist(), harvest.array("source.role").tolist(), strict=True)
    ]
    return _split(said, target.ends), _split(held, source.ends)


def _split(values: list[Any], ends: np.ndarray) -> list[list[Any]]:
    return [values[start:end] for start, end in pairwise(ends.tolist())]


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
