"""Questions that no learning has seen, with the files that answer them.

Three kinds: what a commit says of the code that it changed, and the first sentence of a docstring or of a comment.
Commits are those that were held out of learning or came after it; docstrings and comments are those of one chunk in
ten, as learning holds them out. What is also said, word for word, of something that is not held out is not asked:
learning has seen it. The answers are the files as they stand today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ncs.search import question
from ncs.source.roles import role_of
from ncs.train.changes import changes
from ncs.train.examples import examples
from ncs.train.history import Told
from ncs.train.judge import evenly, is_drawn, is_held
from ncs.types import Chunk

MOST = 400  # of each kind, evenly spread: more change the score by less than its error


class Asked(NamedTuple):
    text: str
    source: str  # commit, docstring or comment
    files: tuple[str, ...]  # each answers it


def asked_of(chunks: Sequence[Chunk], history: Sequence[Told], held: Collection[str]) -> list[Asked]:
    """history: newest first; held: ids of its commits that learning has not seen."""
    unseen = [told for told in history if is_held(told.commit, held)]
    kinds = (_of_commits(chunks, unseen), _of_chunks(chunks, "docstring"), _of_chunks(chunks, "comment"))
    seen = {told.said.casefold() for told in history if not is_held(told.commit, held)}
    seen |= {each.question.casefold() for each in examples([chunk for chunk in chunks if not is_drawn(chunk)])}
    return [asked for kind in kinds for asked in _evenly([each for each in kind if each.text.casefold() not in seen])]


def _of_commits(chunks: Sequence[Chunk], unseen: Sequence[Told]) -> list[Asked]:
    """A commit is one question, in the fewest words it was told in, and each file of code that it changed an answer."""
    made = changes(unseen, chunks, len(chunks))
    texts: dict[str, str] = {}
    files: dict[str, dict[str, None]] = {}
    for example, commit in zip(made.examples, made.commits, strict=True):
        texts[commit] = min(texts.get(commit, example.question), example.question, key=len)
        if example.chunk < len(chunks) and _is_code(chunks[example.chunk].path):
            files.setdefault(commit, {})[chunks[example.chunk].path] = None
    return [Asked(texts[commit], "commit", tuple(found)) for commit, found in files.items() if _says(texts[commit])]


def _of_chunks(chunks: Sequence[Chunk], source: str) -> list[Asked]:
    """What is said in chunks that are held out, once for each and in the fewest words."""
    drawn = [chunk for chunk in chunks if is_drawn(chunk) and _is_code(chunk.path)]
    texts: dict[int, str] = {}
    for example in examples(drawn):
        if example.source == source:
            texts[example.chunk] = min(texts.get(example.chunk, example.question), example.question, key=len)
    return [Asked(said, source, (drawn[row].path,)) for row, said in texts.items() if _says(said)]


def _is_code(path: str) -> bool:
    """Tests and documents repeat the words of what they are about: search rightly holds them back."""
    return role_of(path, 1) == "code"


def _says(text: str) -> bool:
    return bool(question.read(text).words)


def _evenly(found: list[Asked]) -> list[Asked]:
    return [found[i] for i in evenly(len(found), MOST)]
