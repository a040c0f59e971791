"""ncs eval: the measures, what is asked, what the answers may show, and the command's contract."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import trees
from support.cli import fails, ncs, program
from support.repos import commit

from ncs.evaluate import evaluation, subject
from ncs.evaluate.chart import chart
from ncs.evaluate.questions import asked_of
from ncs.evaluate.scores import DEPTH, MEASURES, gain, scores
from ncs.index import corpus
from ncs.source.files import gather
from ncs.train.judge import is_drawn, newest_tenth
from ncs.train.repository import history_of

FILES = st.integers(0, 14).map(lambda number: f"{number}.py")


def body(name: str, number: int) -> str:
    lines = "".join(f"    total = {name}_part_{line}(total, {number})\n" for line in range(4))
    return f"def {name}(total):\n{lines}    return total\n"


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """Forty commits, each of which writes one function of a file of its own and says what it is for."""
    from support.repos import init

    root = init(tmp_path_factory.mktemp("history") / "repo")
    names = [path.stem for path in trees.package("asyncio").glob("*.py")] + [f"module{n}" for n in range(40)]
    for number, name in enumerate(sorted(set(names))[:40]):
        commit(root, {f"{name}.py": body(name, number)}, f"The account {name} is summed up over its parts")
    return root


@pytest.fixture(scope="module")
def indexed(history, tmp_path_factory):
    output = str(tmp_path_factory.mktemp("index") / "index.ncs")
    on_base = ("--no-learn", "--num-epochs", "1")  # with epochs, the support code does not ask for a small model
    assert ncs("index", str(history), *on_base, "--output", output).code == 0
    return output


@given(st.lists(FILES, max_size=14), st.sets(FILES, min_size=1, max_size=6))
def test_the_measures_by_their_definition(ranked, right):
    found = scores(ranked, right)
    first = {path: ranked[:DEPTH].index(path) for path in right if path in ranked[:DEPTH]}
    ideal = sum(1 / math.log2(2 + rank) for rank in range(min(len(right), DEPTH)))
    assert found["ndcg@10"] == pytest.approx(sum(1 / math.log2(2 + rank) for rank in first.values()) / ideal)
    assert found["mrr"] == pytest.approx(1 / (1 + min(first.values())) if first else 0.0)
    for depth in (1, 5, 10):
        assert found[f"recall@{depth}"] == pytest.approx(sum(rank < depth for rank in first.values()) / len(right))
    assert all(0 <= value <= 1 for value in found.values())
    assert scores(list(right), right)["ndcg@10"] == pytest.approx(1.0)


def test_only_commits_that_were_held_out_are_asked(history):
    read = corpus.read(gather(history), "standard", lambda done, of: None)
    told = history_of(str(history), gather(history).commit)
    held = newest_tenth([change.commit for change in told])
    asked = asked_of(read.chunks, told, held)
    newest = [change for change in told if change.commit[:12] in held]
    assert len(held) == 4
    assert [(question.text, question.files) for question in asked] == [(t.said, (t.hunk.path,)) for t in newest]


def test_what_held_out_commits_say_is_not_among_what_is_known_of_files(history, indexed):
    """The full ranking finds files by what commits say of them: by those that ask it would find every answer."""
    found, _, _ = subject.subject_at(str(history), indexed, lambda *_: None)
    commits = {change.commit for change in found.history}
    kept = [commit for commit in commits if commit[:12] not in found.held]
    assert len(found.held) == 4 and len(found.known.changed) == len(kept) == len(commits) - 4
    files = [file.source.path for file in found.corpus.files]
    asked = {path for question in asked_of(found.corpus.chunks, found.history, found.held) for path in question.files}
    assert asked and not asked & {files[row] for row in found.known.changed.values}


def test_an_answer_is_found_by_its_code_and_never_by_its_docstring(make_repo):
    """The words of the docstrings stand nowhere else: whoever finds an answer by them has read them."""
    animals = ("quagga", "okapi", "tapir", "zebra", "gnu", "heron", "ibis", "lemur", "macaw", "newt", "otter", "puffin")
    files = {}
    for number in range(60):
        said = " ".join(animals[part % 12] for part in (number, number + 1, number // 12, number // 12 + 7))
        files[f"part{number}.py"] = body(f"work{number}", number).replace(":\n", f':\n    """{said.title()}."""\n', 1)
    root = make_repo(files)
    found, _, _ = subject.subject_at(str(root), str(_index(root)), lambda *_: None)
    documented = [chunk for chunk in found.corpus.chunks if chunk.doc and is_drawn(chunk)]
    result = evaluation.evaluate(found, lambda *_: None)
    assert result["questions"] == {"docstring": len(documented)}
    assert result["scores"]["BM25"] == dict.fromkeys(MEASURES, 0.0)


def test_comments_are_asked_as_docstrings_are(make_repo):
    animals = ("quagga", "okapi", "tapir", "zebra", "gnu", "heron", "ibis", "lemur", "macaw", "newt", "otter", "puffin")
    said = {f"part{n}.py": f"Payments of the {animals[n % 12]} and {animals[n // 12]} are late" for n in range(60)}
    everywhere = "Sums are taken of all parts that there are"
    files = {}
    for number, (name, text) in enumerate(said.items()):
        comments = f"    # {text if number % 5 else everywhere}.\n    return"
        files[name] = body(f"work{number}", number).replace("    return", comments)
    root = make_repo(files)
    found, _, _ = subject.subject_at(str(root), str(_index(root)), lambda *_: None)
    drawn = [chunk for chunk in found.corpus.chunks if is_drawn(chunk)]
    asked = {
        question.files: (question.source, question.text.rstrip("."))
        for question in asked_of(found.corpus.chunks, [], [])
    }
    alone = [chunk.path for chunk in drawn if everywhere not in chunk.text]
    assert 0 < len(alone) < len(drawn)  # what learning has read elsewhere is not asked
    assert asked == {(path,): ("comment", said[path]) for path in alone}
    result = evaluation.evaluate(found, lambda *_: None)
    assert result["scores"]["BM25"] == dict.fromkeys(MEASURES, 0.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=9))
def test_a_gain_is_a_mean_of_differences_with_its_standard_error(pairs):
    after, before = ([{"ndcg@10": value} for value in side] for side in zip(*pairs, strict=True))
    apart = np.subtract(*np.transpose(pairs))
    mean, error = gain(after, before)
    assert mean == pytest.approx(apart.mean(), abs=1e-4)
    assert error == pytest.approx(np.sqrt(apart.var(ddof=1) / len(pairs)), abs=1e-4)


def _index(root):
    assert ncs("index", cwd=root).code == 0
    return root / ".git" / "ncs" / "index.ncs"


def test_commits_after_the_index_are_asked_too(history, indexed, tmp_path):
    import shutil

    root = shutil.copytree(history, tmp_path / "repo")
    commit(root, {"late.py": body("late", 41)}, "Late payments are counted as arrears")
    told = history_of(str(root), gather(root).commit)
    later = subject._later(str(root), told, gather(root).commit, gather(history).commit)
    assert [change.said for change in told if change.commit[:12] in later] == ["Late payments are counted as arrears"]


def test_the_command_measures_plots_and_fails_under_a_bound(history, indexed, tmp_path):
    plot = tmp_path / "scores.svg"
    done = ncs("eval", str(history), "--index", indexed, "--json", "--plot", str(plot))
    assert (done.code, done.err) == (0, "")
    assert set(done.json["scores"]) == {"BM25", "frozen base", "full"} and "no learned weights" in done.json["note"]
    assert done.json["questions"] == {"commit": 4}
    full = done.json["scores"]["full"]["ndcg@10"]
    assert 0 < full <= 1
    drawn = plot.read_bytes()
    ElementTree.fromstring(drawn)
    again = ncs("eval", str(history), "--index", indexed, "--plot", str(plot), "--min-ndcg", str(full))
    assert again.code == 0 and plot.read_bytes() == drawn and f"{full:.3f}" in again.out
    under = ncs("eval", str(history), "--index", indexed, "--min-ndcg", str(min(1.0, full + 0.0001)))
    assert under.code == (1 if full < 1 else 0)


def test_an_index_of_another_size_has_no_base_beside_it(history, tmp_path):
    output = str(tmp_path / "index.ncs")
    assert ncs("index", str(history), "--output", output).code == 0
    done = ncs("eval", str(history), "--index", output, "--json")
    assert set(done.json["scores"]) == {"BM25", "untrained", "full"} == {*done.json["levels"], "BM25", "full"}


def test_a_learned_index_is_measured_beside_its_base(history, tmp_path):
    pytest.importorskip("torch")
    output = str(tmp_path / "index.ncs")
    assert program("index", str(history), "--num-epochs", "2", "--output", output, cwd=history).code == 0
    done = ncs("eval", str(history), "--index", output, "--json")
    ways = set(done.json["scores"])
    assert {"BM25", "frozen base", "full"} <= ways
    if not done.json["note"]:  # learning was kept
        assert ways == {"BM25", "frozen base", "full, frozen base", "learned", "full"}
        assert set(done.json["levels"]) == {"frozen base", "learned"}
        mean = done.json["scores"]["learned"]["ndcg@10"] - done.json["scores"]["frozen base"]["ndcg@10"]
        assert done.json["gains"]["learned over frozen base"][0] == pytest.approx(mean, abs=2e-4)


def test_without_torch_and_without_an_index_the_base_is_measured(history, monkeypatch):
    monkeypatch.setattr(subject, "torch_is_there", lambda: False)
    done = ncs("eval", str(history), "--json")
    assert done.code == 0 and set(done.json["scores"]) == {"BM25", "frozen base", "full"}
    assert "torch is not installed" in done.json["note"]


def test_what_can_not_be_measured_is_refused(make_repo, tmp_path, history):
    silent = make_repo({"a.py": "x = 1\n"}, name="silent")
    assert ncs("index", cwd=silent).code == 0
    fails(ncs("eval", cwd=silent), 2, "no question")
    fails(ncs("eval", str(tmp_path / "nowhere")), 2, "does not exist")
    fails(ncs("eval", str(history), "--index", str(tmp_path / "none.ncs")), 3, "no index")
    fails(ncs("eval", "--min-ndcg", "1.5"), 2, "from 0 to 1")


@given(st.dictionaries(st.text(max_size=8), st.floats(0, 1), min_size=1, max_size=6))
def test_a_chart_is_well_formed_and_holds_every_bar(values):
    table = {way: dict.fromkeys(MEASURES, value) for way, value in values.items() if way.isprintable()}
    if not table:
        return
    drawn = ElementTree.fromstring(chart(table))
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}title"))) == len(table) * len(MEASURES)
