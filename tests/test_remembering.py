"""What commits say is remembered unless held-out questions find their files later by it."""

from __future__ import annotations

import numpy as np
import pytest
from support import trees

from ncs.index import base, history
from ncs.source.commits import Change, Commit
from ncs.train import remembering
from ncs.train.examples import examples
from ncs.train.judge import Judge
from ncs.train.material import Material, material

MIX = (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def found() -> Material:
    read = trees.read("asyncio")
    made = material(base.installed(), read)
    asked = [example for example in examples(read.chunks) if example.source == "docstring"]
    return made._replace(judge=Judge(read.tokens, asked))


def saying(found: Material, shift: int, times: int = 1) -> history.History:
    """Commits that ask the held-out questions in nearly their words, of their files or of others."""
    paths = list(dict.fromkeys(chunk.path for chunk in found.corpus.chunks))
    commits = []
    for example in found.judge.asked:
        place = (paths.index(found.corpus.chunks[example.chunk].path) + shift) % len(paths)
        change = Change("M", "1", "2", paths[place])
        commits += [Commit("0" * 40, (), "A. Tester", 0, f"Let it {example.question}", "", (change,))] * times
    return history.of_commits(commits, [file.source.path for file in found.whole.files])


def test_true_messages_are_remembered(found):
    said = remembering.judged(base.installed(), found, MIX, saying(found, 0))
    assert said["kept"] and said["after"] > said["before"] + 0.03 and said["commits"] > 100


@pytest.mark.parametrize("shift", [1, 3, 7])
def test_misleading_messages_are_not(found, shift):
    """Said again and again of other files: once, they do next to no harm (LOG.md)."""
    said = remembering.judged(base.installed(), found, MIX, saying(found, shift, 20))
    assert not said["kept"] and said["after"] < said["before"]


def test_without_commits_nothing_is(found):
    assert remembering.judged(base.installed(), found, MIX, history.none()) == {"commits": 0, "kept": False}


def test_a_level_that_does_not_count_is_not_remembered_for(found):
    said = remembering.judged(base.installed(), found, (1.0, 0.0, 0.0), saying(found, 0))
    assert said["before"] == said["after"] and np.isfinite(said["after"])
