"""Building an index from nothing: gather, cut, begin a model, learn, embed, write.

Nothing is written before all is done, so an interrupted build leaves the old index or none.
"""

from __future__ import annotations

import os
from collections import Counter
from importlib.metadata import version
from typing import Any, NamedTuple

from ncs import config
from ncs.config import Config
from ncs.errors import SituationError, UsageError
from ncs.index import base, content, corpus, format, history, placing, weights
from ncs.index.about import without_questions
from ncs.index.assemble import assemble, left_out
from ncs.index.content import Content
from ncs.index.corpus import Corpus
from ncs.index.vectors import Vectors, embedded_of, remembering
from ncs.model.model import Model
from ncs.search.latent import MIX
from ncs.source.files import Gathered, gather
from ncs.source.location import index_path, locate, to_text
from ncs.terminal import Progress
from ncs.train import OFF, torch_is_there
from ncs.train.repository import Settings, begin, history_of, learn, stands_on_base, told_by_others


class Order(NamedTuple):
    """What the user asked for; None leaves it to .ncs.yaml."""

    path: str
    output: str | None = None
    worktree: bool = False
    preset: str | None = None
    latent: int | None = None
    hidden: int | None = None
    epochs: int | None = None
    no_learn: bool = False
    budget: float | None = None
    device: str = "auto"


def build(order: Order, show: Progress) -> dict[str, Any]:
    """Write the index and say what was done."""
    if not os.path.exists(order.path):
        raise UsageError(f"{order.path or 'an empty path'} does not exist: give a repository, a folder or a file")
    settings = config.load(config_root(order.path))
    output = os.path.abspath(order.output or index_path(order.path))
    check_writable(output)
    gathered = gather(order.path, order.worktree, settings.exclude, settings.max_file_kib)
    check_not_empty(order.path, gathered)
    training = Settings(
        order.preset or settings.preset,
        order.latent,
        order.hidden,
        order.epochs,
        order.budget or settings.budget,
        settings.seed,
        order.device,
    )
    read = corpus.read(gathered, training.preset, lambda done, of: show("reading and cutting", done, of))
    under = base.installed() if stands_on_base(training) else None
    model = begin(read, training)
    said: dict[str, Any] = {"base": base.name() if under else "", "mix": base.card()["mix"] if under else list(MIX)}
    said |= {"scope": scope(order.path), "worktree": order.worktree, "learning": {}}
    if settings.learn and not order.no_learn:
        model, said["learning"] = _learned(model, order.path, gathered, read, training, said["mix"], show)
        if gathered.commit is not None and "held" in said["learning"] and not said["learning"].get("kept"):
            said["learning"]["refused"] = gathered.commit
    model = weights.as_stored(model, under)
    held = content.of_corpus(read, settings.store_text)
    held = held._replace(history=history.of_repository(order.path, gathered.commit, list(held.files.path)))
    vectors = embedded_of(held, read, model, lambda done, of: show("embedding", done, of))
    if said["learning"].get("remembered", {}).get("kept"):
        vectors = remembering(vectors, held, model)
    write(output, gathered, held, vectors, model, under, settings, said)
    return report(output, gathered, held) | {"learning": without_questions(said["learning"])}


def write(
    output: str,
    gathered: Gathered,
    held: Content,
    vectors: Vectors,
    model: Model,
    under: Model | None,
    settings: Config,
    said: dict[str, Any],
) -> None:
    """Assemble and put in place. `said` is what the index says of itself that does not come of the rest."""
    if not settings.store_text:
        said = said | {"learning": without_questions(said["learning"])}
    if not held.size:
        raise UsageError("nothing to index: the files hold no text")
    arrays, about = assemble(held, vectors, settings.store_text)
    arrays |= weights.pack(model, under)
    refused = {path: blob for (path, blob), reason in gathered.verdicts.items() if reason}
    arrays |= left_out(gathered.skipped, [refused.get(row.path, "") for row in gathered.skipped])
    about |= {"model": model.shape._asdict(), "commit": gathered.commit, "tools": tools()}
    about |= {"rules": gathered.rules._asdict()}
    about |= {"seed": settings.seed, "k": settings.k}
    placing.replace(output, format.encode(arrays, about | said))


def report(output: str, gathered: Gathered, held: Content) -> dict[str, Any]:
    """What an index holds, for people and programs."""
    return {
        "output": output,
        "files": len(held.files.path),
        "chunks": held.size,
        "commit": gathered.commit,
        "skipped": dict(Counter(row.reason for row in gathered.skipped)),
        "redactions": int(held.files.redactions.sum()),
        "notes": sum(map(bool, held.files.note)),
    }


def tools() -> str:
    """What cuts files and words: by another version, an unchanged file may be cut otherwise."""
    return ", ".join(f"{name} {version(name)}" for name in ("semble-grammars", "tree-sitter", "PyStemmer"))


def _learned(
    model: Model,
    path: str,
    gathered: Gathered,
    read: Corpus,
    settings: Settings,
    mix: list[float],
    show: Progress,
) -> tuple[Model, dict[str, Any]]:
    """The model after learning the repository, and what it learned from."""
    if not torch_is_there():
        return model, {"off": OFF}
    changed = history_of(path, gathered.commit)

    def watch(done: int, of: int, losses: dict[str, float]) -> None:
        show("learning" if losses else "asking", done, of)

    return learn(
        model, read, changed, settings, mix, watch, lambda held: told_by_others(path, gathered.commit, read, held)
    )


def config_root(path: str) -> str:
    """Where .ncs.yaml lies: at the top of the repository, else in the folder itself."""
    found = locate(path)
    if found is not None:
        return found.root
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def scope(path: str) -> str:
    found = locate(path)
    return found.prefix if found is not None else ""


def check_writable(output: str) -> None:
    """Find out before an hour of work, not after it."""
    folder = os.path.dirname(output)
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        raise UsageError(f"the index can't be written to {to_text(output)}: {to_text(folder)} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SituationError(f"the index can't be written to {to_text(output)}: no permission in {to_text(folder)}")
    if os.path.isdir(output):
        raise UsageError(f"{to_text(output)} is a folder: give --output a file name")
    if os.path.exists(output) and not os.path.isfile(output):
        raise UsageError(f"{to_text(output)} is not a regular file: give --output a file name")
    if os.path.exists(output) and not placing.may_be_index(output):
        raise UsageError(f"{to_text(output)} is there and is no index: it is left alone, give --output another name")


def check_not_empty(path: str, gathered: Gathered) -> None:
    if gathered.sources:
        return
    reasons = Counter(row.reason for row in gathered.skipped)
    if set(reasons) == {"not readable"}:
        raise SituationError(f"{path} can't be read: check its permissions")
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items())) or "it holds no files"
    raise UsageError(f"nothing to index in {path}: {why}")
