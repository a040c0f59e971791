"""A teacher for the vectors: what the full ranking makes of questions that the repository poses.

The ranking sees what a pooled vector does not: rare words, names that are defined, paths, the roles of files. It was
fitted on other repositories to say how likely each file is the answer, and its doubts say more than one right answer
would (Hinton et al. 2015, arXiv 1503.02531). So vectors learn of files that are near and wrong, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ncs.index.index import Index
from ncs.index.unwritten import in_memory
from ncs.model.model import Model
from ncs.model.reading import tokens_of_question
from ncs.search.files import file_features
from ncs.search.ranker import first_files, judged
from ncs.search.search import NoWordsError, Request, consider
from ncs.terminal import Watch
from ncs.text.tokens import Tokens, join
from ncs.train.examples import SAID
from ncs.train.judge import is_drawn
from ncs.train.material import Material
from ncs.train.posed import posed, spread

FIRST = 30  # files of each answer that are kept: those behind share a hundredth
SECONDS = 2.4e-3, 2.2e-7  # that a question takes at most, and for each chunk more (LOG.md)
SHARE = 0.25  # of the budget


class Taught(NamedTuple):
    """Q questions, and of the files that may answer each the K likeliest."""

    questions: Tokens  # as the model reads them
    chunks: np.ndarray  # [Q,K] the best chunk of each file
    shares: np.ndarray  # [Q,K] how likely the file is the answer, in all 1; 0 behind the last
    shown: Tokens  # N chunks, file by file,
    files: np.ndarray  # [N] ascending, equal where they are of one file


def teach(
    model: Model,
    found: Material,
    mix: Sequence[float],
    budget: float,
    progress: Watch,
) -> Taught:
    """What the full ranking on this model answers. It knows nothing of the history: what is held out of it stays so."""
    index = in_memory(found.whole, model, model, list(mix), lambda done, of: None)
    most = max(1, int(SHARE * budget / (SECONDS[0] + SECONDS[1] * len(index))))
    texts = spread(posed(found.found, found.corpus.chunks), most)
    asked, chunks, shares = [], [], []
    for text, rows, likely in _answers(index, texts, progress):
        kept = np.flatnonzero(rows % found.every == 0)[:FIRST]
        if len(kept):
            pad = (0, FIRST - len(kept))
            asked.append(tokens_of_question(model.shape.preset, text))
            chunks.append(np.pad(rows[kept] // found.every, pad))
            shares.append(np.pad(likely[kept] / likely[kept].sum(), pad))
    return Taught(
        model.read(join(asked)),
        np.array(chunks, np.int64).reshape(-1, FIRST),
        np.array(shares, np.float32).reshape(-1, FIRST),
        _shown(found),
        found.answers.files,
    )


def _shown(found: Material) -> Tokens:
    """Whole chunks, as a search meets them; but without what is said of them where that is held out."""
    loud, silent = found.answers.read[()], found.answers.read[SAID]
    hush = np.zeros(len(loud), np.int64)
    hush[: len(found.corpus.chunks)] = [is_drawn(chunk) for chunk in found.corpus.chunks]
    return join([loud, silent]).take(np.arange(len(loud)) + len(loud) * hush)


def _answers(index: Index, texts: Sequence[str], progress: Watch) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each question with the best chunks of its files, the likeliest first, and how likely they are."""
    for number, text in enumerate(texts, 1):
        progress(number, len(texts), {})  # nothing is lost yet
        try:
            known = consider(index, Request(text))
        except NoWordsError:
            continue
        files = first_files(known.files.tops)
        if known.question.passage or not len(files):
            continue
        scores = judged(file_features(index, known.question, known.files, files))
        likely = np.exp(scores - scores.max())
        order = np.argsort(-likely, kind="stable")
        yield text, known.best[files[order]], likely[order] / likely.sum()
