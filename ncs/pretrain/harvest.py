"""One repository's pairs as arrays: harvested once, kept in the work folder, read at every epoch.

Words are kept as text, in a list of the repository's own: which of them become rows of the model is only
known when all repositories are harvested. What is kept is a function of the revision and the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ncs.index import corpus
from ncs.pretrain.corpus import Project
from ncs.pretrain.packing import Packer
from ncs.source.files import gather
from ncs.source.repo import Repository
from ncs.source.roles import role_of
from ncs.text.lessons import lesson_words
from ncs.train.changes import words_of_hunk
from ncs.train.examples import Example, examples
from ncs.train.history import told
from ncs.train.sentences import copyable, lesson_of
from ncs.types import Source

FORMAT = 3  # raised whenever the same repository would give other arrays
MANY_DEFINITIONS = 9  # so that no file counts as a list of re-exports by its name alone


class Limits(NamedTuple):
    """How much one repository may give, so that a few large ones do not drown the others."""

    code: int = 300  # files
    tests: int = 60
    documents: int = 60
    others: int = 30
    file_kib: int = 100
    chunks: int = 4000
    commits: int = 1500
    hunks: int = 2500
    sentences: int = 1500


def harvest(project: Project, limits: Limits, seed: int) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays of one repository, and what they hold."""
    gathered = gather(project.path, max_file_kib=limits.file_kib)
    chosen = choose(gathered.sources, limits, f"{seed} {project.name}")
    read = corpus.read(gathered._replace(sources=chosen, skipped=()), "standard", lambda done, of: None)
    rows = evenly(len(read.chunks), limits.chunks)
    chunks = [read.chunks[row] for row in rows]
    packer = Packer()
    packer.add_chunks(read.tokens.take(rows))
    for example in examples(chunks):
        packer.add_example(example)
    documented = [row for row, chunk in enumerate(chunks) if lesson_of(chunk)]
    for row in (documented[i] for i in evenly(len(documented), limits.sentences)):
        source = copyable(chunks[row])
        packer.add_sentence(row, lesson_words(lesson_of(chunks[row]), {word for word, _ in source}), source)
    _add_history(packer, project, limits)
    about: dict[str, Any] = {"name": project.name, "revision": project.revision, "licence": project.licence}
    about |= {"files": len(read.files), "chunks": len(chunks), "pairs": packer.tally(), "sentences": len(packer.told)}
    return packer.arrays(), about


def _add_history(packer: Packer, project: Project, limits: Limits) -> None:
    repo = Repository.find(project.path)
    if repo is None:
        return
    with repo:
        for change in islice(told(repo.patches(limits.commits, project.revision)), limits.hunks):
            packer.add_example(Example("commit", packer.add_chunks(words_of_hunk(change.hunk)), change.said))


def choose(sources: Sequence[Source], limits: Limits, seed: str) -> tuple[Source, ...]:
    """A sample of the files, by what part they play; their order stays."""
    room = {"test": limits.tests, "document": limits.documents, "code": limits.code, "compat": limits.code}
    left = {role: room.get(role, limits.others) for role in {role_of(s.path, MANY_DEFINITIONS) for s in sources}}
    taken = set()
    for source in sorted(sources, key=lambda source: _draw(seed, source.path)):
        role = role_of(source.path, MANY_DEFINITIONS)
        if left[role]:
            left[role] -= 1
            taken.add(source.path)
    return tuple(source for source in sources if source.path in taken)


def _draw(seed: str, path: str) -> bytes:
    return hashlib.sha256(f"{seed} {path}".encode("utf-8", "surrogateescape")).digest()


def evenly(count: int, most: int) -> list[int]:
    """At most `most` of the numbers below `count`, evenly spread."""
    return list(range(count)) if count <= most else [i * count // most for i in range(most)]
