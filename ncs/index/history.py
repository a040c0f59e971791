"""What commits say of files: a file is found by the words of those who changed it, which the code may never use.

Subjects and first paragraphs of the newest commits, each beside the files it changed, under the names that they have
today. All is read from git anew at each build and each update: what it costs is a tenth of a second, and no rebase or
reset can leave anything behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ncs.errors import SituationError
from ncs.index.words import Words, moved, of_counted
from ncs.ragged import Rows
from ncs.source.commits import Commit
from ncs.source.repo import Repository
from ncs.source.secrets import redact
from ncs.text import messages
from ncs.text.tokenizer import question_words
from ncs.text.tokens import Tokens, join

MOST_COMMITS = 3000  # newest first, merges among them


class History(NamedTuple):
    """C commits, newest first: those that say something and changed a file that is still there."""

    changed: Rows  # [C] rows of the files that each changed, ascending
    words: Words  # of what each says: a word is there or not

    def moved(self, place: np.ndarray) -> History:
        """With files as rows of another list; place says where each lies there, -1 for one that is gone."""
        lists = [sorted(place[row] for row in rows if place[row] >= 0) for rows in _lists(self.changed)]
        kept = np.array([bool(rows) for rows in lists], bool)
        numbers = np.where(kept, np.cumsum(kept) - 1, -1)
        return History(_rows([rows for rows in lists if rows]), moved(self.words, numbers).trimmed())


def none() -> History:
    """That of a folder without commits."""
    return of_commits((), ())


def of_repository(path: str, commit: str | None, files: Sequence[str], wanted: Callable[[str], bool] = bool) -> History:
    """Of the commits up to this one that changed these files of the folder at `path`, if their id is wanted."""
    repo = Repository.find(path) if commit else None
    if repo is None:
        return none()
    with repo:
        return of_commits([each for each in _whole(repo, str(commit)) if wanted(each.id)], files)


def _whole(repo: Repository, commit: str) -> list[Commit]:
    """Nothing where a partial clone lacks the trees that tell which files were changed."""
    try:
        return list(repo.git_log(MOST_COMMITS, commit))
    except SituationError:
        return []


def of_commits(commits: Iterable[Commit], files: Sequence[str]) -> History:
    """commits: newest first."""
    row_of = {path: row for row, path in enumerate(files)}
    today: dict[str, str] = {}  # what older commits call a file -> what it is called now
    changed: list[list[int]] = []
    said: list[Tokens] = []
    for commit in commits:
        paths = {today.get(change.path, change.path) for change in commit.changes if messages.answers(change.path)}
        today |= {old: today.get(new, new) for old, new in _renamed(commit)}
        rows = sorted(row_of[path] for path in paths if path in row_of)
        text = messages.message(commit.subject, commit.author, len(commit.changes)) if rows else ""
        if text:
            text = redact(f"{text} {messages.paragraph(commit.body)}")[0]
            changed.append(rows)
            said.append(Tokens.once(question_words(text), "name"))
    nothing = Tokens.once((), "name").take(())
    return History(_rows(changed), of_counted((join(said) if said else nothing, nothing)))


def _renamed(commit: Commit) -> list[tuple[str, str]]:
    """Files that went on under another name, their content unchanged."""
    gone = {change.old_blob: change.path for change in commit.changes if change.status == "D"}
    new = {change.new_blob: change.path for change in commit.changes if change.status == "A"}
    return [(path, new[blob]) for blob, path in gone.items() if blob in new]


def _rows(lists: Sequence[Sequence[int]]) -> Rows:
    ends = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return Rows(np.array([row for rows in lists for row in rows], np.int64), ends)


def _lists(rows: Rows) -> list[list[int]]:
    values, ends = rows.values.tolist(), rows.ends.tolist()
    return [values[start:end] for start, end in zip(ends, ends[1:], strict=False)]
