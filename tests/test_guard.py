"""Learning from commits, and the guard: what is learned is kept only where held-out questions gain by it."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import trees
from support.cli import program
from support.repos import commit, git

from ncs.index import base, corpus
from ncs.source.files import gather
from ncs.source.patches import Hunk
from ncs.text.tokenizer import KIND_ID
from ncs.train import material
from ncs.train.changes import changes
from ncs.train.examples import SAID, Example, examples
from ncs.train.history import Told
from ncs.train.judge import (
    MOST_CHUNKS,
    ONE_IN,
    Judge,
    best_of_files,
    drawn,
    is_drawn,
    is_held,
    newest_tenth,
    remembered,
    split,
    surely_better,
)
from ncs.train.pairs import files_of
from ncs.train.repository import Settings, begin, history_of, learn
from ncs.types import Chunk

MIX = (0.5, 0.0, 0.5)
SETTINGS = Settings("standard", epochs=1)


def read(root) -> corpus.Corpus:
    return corpus.read(gather(root), "standard", lambda done, of: None)


def chunk(name: str, text: str = "", doc: str = "") -> Chunk:
    return Chunk("a.py", 1, 9, text, "function", "python", name, (), "", doc, (name,), (), (), ())


def test_a_commit_is_paired_with_the_chunk_that_holds_its_code_today(make_repo):
    first = "def open_account(name):\n" + "".join(f"    ledger = Ledger(name, number={i})\n" for i in range(9))
    second = "def close_account(name):\n" + "".join(f"    archive.move(name, shelf={i})\n" for i in range(9))
    root = make_repo({"bank.py": first}, message="Accounts can be opened by name")
    commit(root, {"bank.py": "import archive\n\n\n" + first + "\n\n" + second}, "Accounts can be closed and archived")
    commit(root, {"old.py": "def forgotten(value):\n    return value + 41\n"}, "Forgotten values are counted")
    git(root, "rm", "-q", "old.py")
    commit(root, {}, "Nothing is forgotten any more")
    found = read(root)
    history = history_of(str(root), gather(root).commit)
    learned = changes(history, found.chunks, len(found.chunks))
    paired = {example.question: example.chunk for example in learned.examples}
    names = [part.symbol for part in found.chunks]
    assert names[paired["Accounts can be opened by name"]] == "open_account"
    assert names[paired["Accounts can be closed and archived"]] == "close_account"
    assert paired["Forgotten values are counted"] == len(found.chunks)  # that code is gone: it has a row of its own
    assert len(learned.gone) == 1 and "forgotten" in "".join(learned.gone.names)


def test_only_commits_that_touch_the_folder_are_learned_from(make_repo):
    root = make_repo({"in/a.py": "def inside(value):\n    return value\n"}, message="Inside values are returned")
    commit(root, {"out/b.py": "def outside(value):\n    return value\n"}, "Outside values are returned")
    head = gather(root).commit
    told = history_of(str(root / "in"), head)
    assert [(change.said, change.hunk.path) for change in told] == [("Inside values are returned", "a.py")]
    assert history_of(str(root), None) == []


@given(st.lists(st.integers(0, 30), max_size=60), st.lists(st.integers(0, 40), max_size=40))
def test_no_example_is_on_both_sides_and_only_gone_code_is_lost(rows, told):
    chunks = [chunk(f"name{row}") for row in range(31)]
    described = [Example("docstring", row, f"says {number}") for number, row in enumerate(rows)]
    changed = [Example("commit", row, f"did {number}") for number, row in enumerate(told)]
    commits = [f"{number // 3:040}" for number in range(len(told))]
    held = newest_tenth([f"{number:040}" for number in range(100)][:: 1 + len(rows)])
    learned, held_out = split(described, changed, commits, chunks, held)
    assert not set(learned) & set(held_out)
    lost = (set(described) | set(changed)) - set(learned) - set(held_out)
    assert all(example.chunk >= len(chunks) for example in lost)
    assert all(is_held(commits[changed.index(e)], held) for e in held_out if e.source == "commit")
    assert not any(is_held(commits[changed.index(e)], held) for e in learned if e.source == "commit")
    assert not any(is_drawn(chunks[e.chunk]) for e in learned if e.source == "docstring")


@given(st.lists(st.integers(0, 50), max_size=200))
def test_the_newest_tenth_of_commits_is_held_out(numbers):
    commits = [f"{number:012}" for number in numbers]
    held = newest_tenth(commits)
    distinct = list(dict.fromkeys(commits))
    assert held == distinct[: len(distinct) // ONE_IN]


def test_the_judge_gives_the_reciprocal_rank():
    found = trees.read("asyncio")
    model = begin(found, SETTINGS)
    described = [example for example in examples(found.chunks) if example.source == "docstring"]
    judge = Judge(found.tokens, described[:40])
    asked, held = (model.embed(tokens) for tokens in (_questions(judge), judge.tokens))
    expected = []
    for number, right in enumerate(judge.right):
        cosines = sum(share * (held[level] @ asked[level][number]) for level, share in enumerate(MIX))
        expected.append(1.0 / (1 + (cosines > cosines[right]).sum()))
    assert abs(judge.ranks(model, MIX).mean() - np.mean(expected)) < 0.02


def _questions(judge):
    from ncs.model.reading import tokens_of_question
    from ncs.text.tokens import join

    return join([tokens_of_question("standard", example.question) for example in judge.asked])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_misleading_pairs_leave_the_weights_as_they_were(monkeypatch, seed):
    """What is learned belongs to other code. Held-out questions may gain by chance, or because a repository's common
    words are told apart from its rare ones: by less than the guard asks for."""
    pytest.importorskip("torch")
    found = trees.read("asyncio")
    model = begin(found, SETTINGS)
    monkeypatch.setattr(material, "split", _shuffling(seed))
    kept, said = learn(model, found, (), SETTINGS._replace(epochs=2, seed=seed), MIX, lambda *_: None)
    assert said["steps"] > 0 and said["kept"] is False
    assert all(kept.params[name] is model.params[name] for name in model.params if not name.startswith("decoder."))


RANKS = st.lists(st.floats(0.001, 1.0), min_size=2, max_size=60)


@given(RANKS, st.randoms(use_true_random=False))
def test_a_gain_counts_only_if_it_is_sure(ranks, random):
    before = np.array(ranks)
    assert not surely_better(before, before)
    other = np.array(random.sample(ranks, len(ranks)))
    assert not surely_better(other, before)  # the same ranks on other questions: no gain at all
    assert not (surely_better(before * 0.9, before) or surely_better(np.zeros(0), np.zeros(0)))
    assert surely_better(before + 0.1, before)


def test_a_gain_on_one_of_many_questions_is_chance():
    before = np.full(50, 0.5)
    once = before.copy()
    once[0] = 1.0
    assert not surely_better(once, before) and surely_better(before + np.linspace(0.0, 0.2, 50), before)


def old_of(found):
    """A corpus as what an index holds of it."""
    from ncs.train.continual import Old

    row_of = {(part.path, part.symbol): row for row, part in reversed(list(enumerate(found.chunks)))}
    return Old(found.tokens, np.array([is_drawn(part) for part in found.chunks]), files_of(found.chunks, 0), row_of)


def test_what_is_learned_goes_on_from_new_commits_alone():
    """The same way each time; the old weights stay where nothing new is said."""
    pytest.importorskip("torch")
    from ncs.train.continual import learn_more

    found = trees.read("asyncio")
    model = begin(found, SETTINGS)
    old = old_of(found)
    rows = [row for row, part in enumerate(found.chunks) if part.kind == "method"][:60:10]
    commits = [f"{number:012}" for number in range(len(rows)) if not drawn(f"{number:012}")]
    new = [
        Told(name, f"Wobbly gizmos {name} are frobnicated", Hunk(found.chunks[row].path, 1, "", found.chunks[row].text))
        for name, row in zip(commits, rows, strict=False)
    ]
    first, said = learn_more(model, old, found, new, {"steps": 3}, MIX, 0)
    again, _ = learn_more(model, old, found, new, {"steps": 3}, MIX, 0)
    assert said["latest"]["kept"] and said["latest"]["pairs"] == len(new) and said["steps"] == 3
    assert all(np.array_equal(np.asarray(first.params[n]), np.asarray(again.params[n])) for n in first.params)
    pairs = [Example("commit", row, told.said) for row, told in zip(rows, new, strict=False)]
    judge = Judge(found.tokens, pairs)
    assert judge.ranks(first, MIX).mean() > judge.ranks(model, MIX).mean()
    same, told = learn_more(model, old, found, [], {"steps": 3}, MIX, 0)
    assert same is model and told["steps"] == 3


def test_one_new_commit_in_ten_is_held_out_and_named():
    pytest.importorskip("torch")
    from ncs.train.continual import learn_more

    found = trees.read("asyncio")
    model = begin(found, SETTINGS)
    late = next(f"{number:012}" for number in range(100) if drawn(f"{number:012}"))
    old = old_of(found)
    hunk = Hunk(found.chunks[3].path, 1, "", found.chunks[3].text)
    same, said = learn_more(model, old, found, [Told(late, "Held out it is", hunk)], {"held": ["a" * 12]}, MIX, 0)
    assert same is model and said["held"] == ["a" * 12, late]
    assert said["asked"] == [["Held out it is", found.chunks[3].path, found.chunks[3].symbol]]


def test_held_out_commits_ask_what_was_forgotten():
    """Each asks for its chunk's file among all, without what is said there; those whose chunk is gone ask no more."""
    pytest.importorskip("torch")
    from ncs.train.continual import probe_of

    found = trees.read("asyncio")
    old, chosen = old_of(found), [row for row, part in enumerate(found.chunks) if part.kind == "class"][:3]
    asked = [[f"Mend {found.chunks[row].symbol}", found.chunks[row].path, found.chunks[row].symbol] for row in chosen]
    without, probe = (probe_of("standard", old, some) for some in ([], [*asked, ["Mend it", "gone.py", "Gone"]]))
    assert len(probe.right) == len(probe.questions) == len(without.right) + len(chosen)
    assert probe.right[-len(chosen) :].tolist() == [old.file[row] for row in chosen]
    assert np.array_equal(probe.file, old.file) and len(probe.chunks) == len(found.chunks) <= MOST_CHUNKS
    assert not np.isin(probe.chunks.kind, [KIND_ID[kind] for kind in SAID]).any()


def test_a_file_is_as_good_as_its_best_chunk():
    scores = np.array([[0.1, 0.9, 0.5, 0.2], [0.3, 0.2, 0.4, 0.8]])
    best, files = best_of_files(scores, np.array([2, 2, 5, 9]))
    assert files.tolist() == [2, 5, 9] and best.tolist() == [[0.9, 0.5, 0.2], [0.3, 0.4, 0.8]]


def test_what_is_remembered_is_judged_by_files():
    """The right file is found first with its own vector beside it, whatever its chunks are like."""
    found, model = trees.read("asyncio"), base.installed()
    described = [example for example in examples(found.chunks) if example.source == "docstring"][:20]
    judge, files = Judge(found.tokens, described), files_of(found.chunks, 0)
    question = model.embed(_questions(judge))[-1]
    beside = np.zeros((files[-1] + 1, question.shape[1]), np.float32)
    before, same = judge.ranks_of_files(model, MIX, files[judge.rows], beside)
    assert np.array_equal(before, same) and 0 < before.mean() < 1
    beside[files[judge.rows[judge.right[0]]]] = 9 * question[0]
    assert judge.ranks_of_files(model, MIX, files[judge.rows], beside)[1][0] == 1.0


def test_what_commits_ask_is_remembered_without_secrets():
    chunks = trees.read("asyncio").chunks
    key = "AKIA" + "Q7ZX5N2WJ4PLM8RT"
    asked = [Example("commit", 2, f"Rotate {key}"), Example("commit", len(chunks), "Code that is gone")]
    ((text, path, symbol),) = remembered(asked, chunks)
    assert text.startswith("Rotate ") and key not in text
    assert (path, symbol) == (chunks[2].path, chunks[2].symbol)


def _shuffling(seed):
    """What is learned belongs to other code; what is asked is true."""

    def shuffled(*arguments):
        learned, held_out = split(*arguments)
        rows = np.random.default_rng(seed).permutation([example.chunk for example in learned])
        return [e._replace(chunk=int(row)) for e, row in zip(learned, rows, strict=True)], held_out

    return shuffled


def test_what_was_learned_is_told(make_repo):
    pytest.importorskip("torch")
    sources = {f"{path.name}": path.read_text() for path in islice(sorted(trees.package("asyncio").glob("*.py")), 12)}
    root = make_repo(sources, message="Event loops run callbacks and tasks")
    done = program("index", "--num-epochs", "1", cwd=root)
    assert done.code == 0
    status = program("status", cwd=root)
    assert status.code == 0 and "held-out questions" in status.out
