"""The recipe of the base model, run small: on packages of the standard library as if they were projects.

A few steps teach little, so what is tested is that the recipe does what it says: the same bytes twice and
after an interruption, nothing from what must stay out, scores measured on what was held out.
"""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support import trees
from support.cli import ncs
from support.repos import commit, git, init

from ncs.errors import UsageError
from ncs.index import base, weights
from ncs.index.format import Container
from ncs.model.decoder import END, UNKNOWN
from ncs.model.shape import Shape, parameters
from ncs.strings import Strings
from ncs.text.explainable import MOST

torch = pytest.importorskip("torch")
from ncs.pretrain import dataset, measures  # noqa: E402
from ncs.pretrain.corpus import read_names, survey  # noqa: E402
from ncs.pretrain.drawing import Mixture  # noqa: E402
from ncs.pretrain.pretraining import Recipe, pretrain  # noqa: E402
from ncs.pretrain.sentences import sentences  # noqa: E402
from ncs.pretrain.training import Schedule  # noqa: E402
from ncs.pretrain.tuning import Tuning  # noqa: E402
from ncs.pretrain.writing import Writing  # noqa: E402
from ncs.train.optimizer import Optimizer  # noqa: E402

LICENCE = "Permission is hereby granted, free of charge, to any person obtaining a copy"
PACKAGES = ("asyncio", "email", "unittest", "json", "http", "logging")


@pytest.fixture(scope="module")
def projects(tmp_path_factory, fences):
    """One repository per package, with a licence and a history of two commits."""
    top = tmp_path_factory.mktemp("projects")
    for name in PACKAGES:
        root = init(top / f"owner+{name}")
        files = {path.name: path.read_text() for path in sorted(trees.package(name).glob("*.py"))}
        first = files.popitem()
        commit(root, {"LICENSE": LICENCE} | files, "Bring the package in as it stands")
        commit(root, dict([first]), f"Tell how {first[0].removesuffix('.py')} goes about its work")
    _ask(top)
    return top


def _ask(top: Path) -> None:
    """Questions about two of them, as `ncs pretrain --asked` reads them."""
    asked = {
        "owner+json": [{"query": "turn a text into objects", "relevant": ["decoder.py"]}],
        "owner+email": [
            {"query": "who splits long headers", "relevant": ["header.py"], "secondary": ["_policybase.py"]},
            {"query": "letters that are not English on the wire", "relevant": ["quoprimime.py", "base64mime.py"]},
        ],
    }
    (top / "queries").mkdir()
    for name, items in asked.items():
        (top / "queries" / f"{name}.json").write_text(json.dumps(items))
    (top / "repos.json").write_text(json.dumps([{"name": name, "root": ""} for name in asked]))


def recipe() -> Recipe:
    """A few steps, with checkpoints on the way."""
    trajectory = Schedule(steps=12, every=4, mixture=Mixture(batch=48, block=48))
    return Recipe(
        "1",
        tokens=3000,
        words=200,
        trajectory=trajectory,
        decoder=Writing(steps=6, every=2),
        alone=Writing(steps=2, batch=8),
    )


def made(projects: Path, work: Path, harvested: Path | None = None) -> Path:
    """The base; with `harvested` the harvests of an earlier run are gone on from."""
    output = work / "base.safetensors"
    for harvest in harvested.glob("*.harvest") if harvested else ():
        shutil.copy(harvest, work)
    paths = [str(projects / f"owner+{name}") for name in PACKAGES]
    asked = recipe()._replace(asked=((str(projects / "repos.json"), str(projects)),), tuning=Tuning(steps=3))
    pretrain(paths, str(work), str(output), None, asked, lambda what, step, of: None)
    return output


@pytest.fixture(scope="module")
def first(projects, tmp_path_factory):
    return made(projects, tmp_path_factory.mktemp("first"))


def test_the_same_recipe_gives_the_same_bytes(projects, first, tmp_path):
    again = made(projects, tmp_path)
    assert again.read_bytes() == first.read_bytes()
    assert (again.parent / "corpus.json").read_bytes() == (first.parent / "corpus.json").read_bytes()


class StoppedError(Exception):
    pass


def test_a_run_that_was_stopped_ends_in_the_same_bytes(projects, first, tmp_path, monkeypatch):
    for decoder, at in ((False, 6), (True, 3)):
        with monkeypatch.context() as patch, pytest.raises(StoppedError):
            patch.setattr(Optimizer, "step", _stopping(Optimizer.step, decoder, at))
            made(projects, tmp_path, first.parent)
    assert (tmp_path / "trajectory.checkpoint").exists() and (tmp_path / "decoder.checkpoint").exists()
    assert made(projects, tmp_path).read_bytes() == first.read_bytes()


def _stopping(whole, decoder, at):
    def step(self, loss, number):
        if number == at and decoder == ("token.vector" not in self.p):
            raise StoppedError
        whole(self, loss, number)

    return step


def test_the_base_is_whole_and_says_what_it_is(first):
    file = Container(first)
    file.verify()
    model = weights.unpack(file)
    assert {name: np.asarray(array).shape for name, array in model.params.items()} == parameters(
        Shape(**file.about["model"])
    )
    assert file.about["asked"] == {"repositories": 2, "questions": 3}
    assert file.about["version"] == "1" and file.about["corpus"]["repositories"] == len(PACKAGES)
    assert sum(file.about["mix"]) == 1.0
    card = (first.parent / "MODEL_CARD.md").read_text()
    assert "tuned on 3 questions about 2 other repositories" in card
    assert "MIT 6" in card and "| semantics |" in card
    listed = json.loads((first.parent / "corpus.json").read_text())["repositories"]
    assert [row["name"] for row in listed] == sorted(f"owner/{name}" for name in PACKAGES)
    assert all(len(row["revision"]) == 40 for row in listed)


def test_a_base_that_goes_on_from_an_earlier_one_keeps_its_words(projects, first, tmp_path):
    paths = [str(projects / f"owner+{name}") for name in PACKAGES]
    later = recipe()._replace(earlier=str(first))
    later = later._replace(trajectory=later.trajectory._replace(table=False))
    for harvest in first.parent.glob("*.harvest"):
        shutil.copy(harvest, tmp_path)
    pretrain(paths, str(tmp_path), str(tmp_path / "later"), None, later, lambda what, step, of: None)
    before, after = (weights.unpack(Container(path)) for path in (first, tmp_path / "later"))
    assert list(before.vocabulary.words) == list(after.vocabulary.words)
    assert (np.asarray(before.params["token.vector"]) == np.asarray(after.params["token.vector"])).all()
    assert (before.params["drift.out.weight"] != after.params["drift.out.weight"]).any()
    assert list(before.words) == list(after.words)
    no_base = tmp_path / "none"
    no_base.write_bytes(b"")
    with pytest.raises(UsageError, match="no base model to go on from"):
        pretrain(paths, str(tmp_path), str(tmp_path / "x"), None, later._replace(earlier=str(no_base)), lambda *_: None)


def test_sentences_are_laid_out_as_the_harvests_say(first):
    """Word by word, against the harvests: what is written, what is copied, and what neither can be."""
    model = weights.unpack(Container(first))
    harvests = [Container(path) for path in sorted(first.parent.glob("*.harvest"))]
    told = sentences(harvests, model, dataset.load(harvests, model.vocabulary))
    assert len(told.repository) > 100 and told.z.shape == (len(told.repository), model.shape.latent)
    expected = {pair for harvest in harvests for pair in _by_the_book(harvest, list(model.words))}
    read, shown = (_by_row(told, told.place < MOST), _by_row(told, told.place >= MOST))
    size, laid = len(model.words), [told.target.values[a:b] for a, b in pairwise(told.target.ends.tolist())]
    # What the chunk's own words do not hold may be copied from what is said of its neighbours.
    own = [
        tuple(np.where((line >= size) & ~np.isin(line, source), UNKNOWN, line).tolist())
        for line, source in zip(laid, read, strict=True)
    ]
    assert set(zip(own, map(tuple, read), strict=True)) <= expected
    assert all(len(row) for row in shown) and any(
        set(row) & set(line.tolist()) for row, line in zip(shown, laid, strict=True)
    )
    rows = np.flatnonzero(told.repository == told.repository[0])
    assert told.page(rows[:5])[1].places.max() >= MOST


def _by_row(told, which):
    return [told.symbol[a:b][which[a:b]].tolist() for a, b in pairwise(told.source.ends.tolist())]


def _by_the_book(harvest, written):
    own = list(Strings(harvest.array("surface.data"), harvest.array("surface.offsets")))
    target, source = (harvest.array(name).tolist() for name in ("target", "source"))
    ends = [pairwise(harvest.array(f"{name}.ends").tolist()) for name in ("target", "source")]
    for (a, b), (c, d) in zip(*ends, strict=True):
        words = [own[word] for word in source[c:d]]
        symbols = [written.index(w) if w in written else len(written) + i for i, w in enumerate(words)]
        said = [own[word] for word in target[a:b]]
        numbers = [
            symbols[words.index(w)] if w in words else written.index(w) if w in written else UNKNOWN for w in said
        ]
        yield (*numbers, END), tuple(symbols)


def test_held_out_repositories_are_not_learned_from(first):
    """Words that only they use have no row of their own."""
    listed = json.loads((first.parent / "corpus.json").read_text())["repositories"]
    held = [row["name"] for row in listed if row["held_out"]]
    assert 0 < len(held) < len(PACKAGES)
    known = set(weights.unpack(Container(first)).vocabulary.words)
    harvests = {row["name"]: Container(first.parent / f"{row['name'].replace('/', '+')}.harvest") for row in listed}
    words = {name: set(_words(harvest)) for name, harvest in harvests.items()}
    only_held = set.union(*(words[name] for name in held)) - set.union(
        *(words[name] for name in words if name not in held)
    )
    assert only_held and not only_held & known


def _words(harvest):
    return Strings(harvest.array("words.data"), harvest.array("words.offsets"))


def test_what_must_stay_out_stays_out(projects, tmp_path):
    names = tmp_path / "out.txt"
    names.write_text("# not these\nOWNER/asyncio\nother/*\n")
    copyleft, other = init(tmp_path / "owner+copyleft"), init(tmp_path / "other+any")
    commit(copyleft, {"COPYING": "GNU GENERAL PUBLIC LICENSE", "a.py": "x = 1\n"})
    commit(other, {"LICENSE": LICENCE, "a.py": "x = 1\n"})
    paths = [str(projects / f"owner+{name}") for name in PACKAGES] + [str(copyleft), str(other)]
    taken, refused = survey(paths, read_names(str(names)))
    assert [project.name for project in taken] == sorted(f"owner/{name}" for name in PACKAGES if name != "asyncio")
    assert dict(refused) == {
        "owner/asyncio": "on the list of what must stay out",
        "other/any": "on the list of what must stay out",
        "owner/copyleft": "no permissive licence found",
    }
    place = ("--work", str(tmp_path / "work"), "--output", str(tmp_path / "b"), "--exclude", str(names))
    done = ncs("pretrain", str(copyleft), str(projects / "owner+asyncio"), *place)
    assert done.code == 2 and "owner/copyleft: no permissive licence found" in done.err
    assert not (tmp_path / "work").exists()


def test_a_repository_is_named_by_where_it_was_cloned_from(projects, tmp_path):
    clone = tmp_path / "anything"
    git(tmp_path, "clone", "-q", str(projects / "owner+json"), str(clone))
    git(clone, "remote", "set-url", "origin", "https://example.org/group/project.git")
    assert [project.name for project in survey([str(clone)], frozenset())[0]] == ["group/project"]
    assert survey([str(clone)], read_names(None))[0][0].licence == "MIT"


def test_bad_input_is_one_line(projects, tmp_path):
    place = ("--work", str(tmp_path / "w"), "--output", str(tmp_path / "b"))
    one = str(projects / "owner+json")
    names = tmp_path / "names"
    names.write_text("not a name\n")
    for arguments, said in (
        ((str(tmp_path / "nowhere"), *place), "no such file or folder"),
        ((str(tmp_path), *place), "is no git repository"),
        ((one, *place), "at least two repositories under"),
        ((one, *place, "--exclude", str(names)), "not of the form owner/name"),
        ((one, *place, "--exclude", str(tmp_path / "none")), "can't be read as a list of names"),
    ):
        done = ncs("pretrain", *arguments)
        assert done.code == 2 and said in done.err and done.err.count("\n") == 1, done.err


def test_the_shipped_base_says_what_it_was_made_of():
    model, card = base.installed(), base.card()
    assert card["corpus"]["repositories"] >= 200
    assert base.PLACE.stat().st_size <= 16e6
    listed = json.loads((base.PLACE.parent / "corpus.json").read_text())["repositories"]
    assert len(listed) == card["corpus"]["repositories"] and all(row["licence"] for row in listed)
    assert len(model.vocabulary.words) == model.shape.tokens
    text = (base.PLACE.parent / "MODEL_CARD.md").read_text()
    assert card["version"] in text


@pytest.mark.parametrize(
    ("reached", "chosen"),
    [
        ({(0.5, 0.0, 0.5): 0.4504, (0.0, 0.0, 1.0): 0.45, (1.0, 0.0, 0.0): 0.449}, (0.0, 0.0, 1.0)),  # hardly worse
        ({(0.5, 0.0, 0.5): 0.46, (0.0, 0.0, 1.0): 0.45, (0.25, 0.25, 0.5): 0.4603}, (0.5, 0.0, 0.5)),
        ({(0.25, 0.5, 0.25): 0.5, (0.5, 0.0, 0.5): 0.46, (1.0, 0.0, 0.0): 0.45}, (0.25, 0.5, 0.25)),  # worth their time
        ({(0.0, 1.0, 0.0): 0.45, (0.0, 0.0, 1.0): 0.4501}, (0.0, 0.0, 1.0)),
    ],
)
def test_a_level_takes_part_if_it_brings_something(reached, chosen):
    assert measures.fewest_levels(reached) == chosen
