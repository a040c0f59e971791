"""Random histories: a seed makes a repository do what people do to theirs, odd names and all."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

from support.repos import ODD_NAMES, commit, git, init, write

NAMES = (
    *ODD_NAMES, "src/app.py", "src/util/__init__.py", "src/app_test.go", "docs/guide.md", "README", "conf.yaml",
    "run.sh", "go.mod", "vendor/lib/x.go", "lib/a.min.js", ".env", "made/by_tool.py", "data.bin", "web/i.ts",
    "deep/er/still/page.md",
)  # fmt: skip
WORDS = "money ledger parse token größe stream retry 日本 cache socket render café queue index walk merge".split()
ATTRIBUTES = (
    "",
    "made/* linguist-generated\n",
    "*.md linguist-vendored\n",
    "made/** -linguist-generated\n*.sh binary\n",
)
SETTINGS = (
    "",
    "exclude: [docs]\n",
    "max_file_kib: 1\n",
    "store_text: false\n",
    "k: 7\nseed: 3\n",
    "exclude: ['*.sh']\n",
)

AMENDED = "The amended file now counts what it was given"


class History:
    """A repository and its random changes. The same seed gives the same ones."""

    def __init__(self, root: Path, seed: int, algorithm: str = "sha1") -> None:
        self.root, self.random = init(root, f"--object-format={algorithm}"), random.Random(seed)
        self.done: list[str] = []
        self.branches = 0
        commit(root, {name: self.text(name) for name in self.random.sample(NAMES, 6)} | {"always.py": "x = 1\n"})

    def step(self) -> None:
        """One change of one kind."""
        change = self.random.choice(CHANGES)
        self.done.append(change.__name__)
        change(self)

    def save(self) -> None:
        """Commits the work tree; half of the messages say something."""
        said = f"Let the {self.random.choice(WORDS)} answer sooner than its neighbours do"
        commit(self.root, message=self.random.choice((said, "change")))

    # What is in files

    def text(self, name: str) -> bytes:
        draw = self.random
        if draw.random() < 0.12:
            return draw.choice(
                (b"", b" \n", b"\0\1\2", b"a=b;" * 2000, b"# @generated\nx = 1\n", "größe\n".encode("latin-1"))
            )
        words = [draw.choice(WORDS) for _ in range(draw.randint(2, 9))]
        if name.endswith(".md"):
            return "".join(f"# {word}\n\nAbout {' '.join(words)}.\n\n" for word in words[:3]).encode()
        lines = [
            f"def {word}_{draw.randint(0, 3)}(a):\n    '''{' '.join(words)}'''\n    return {words[0]}(a)\n"
            for word in words
        ]
        secret = "key = 'ghp_" + "a1B2" * 9 + "'\n"
        return ("import os\n" + "\n".join(lines) + (secret if draw.random() < 0.1 else "")).encode()

    def files(self) -> list[str]:
        """Tracked files that are there."""
        listed = git(self.root, "ls-files", "-z").split("\0")
        return [name for name in listed if name and os.path.lexists(self.place(name))]

    def place(self, name: str) -> str:
        return os.path.join(self.root, os.fsdecode(name.encode("utf-8", "surrogateescape")))

    def one(self) -> str | None:
        files = self.files()
        return self.random.choice(files) if files else None

    def free(self, name: str) -> bool:
        """Whether a file may be written there: neither it nor a folder above it is a link or in the way."""
        parts = name.split("/")
        above = [self.place("/".join(parts[:end])) for end in range(1, len(parts))]
        return not any(os.path.lexists(path) and (os.path.islink(path) or not os.path.isdir(path)) for path in above)

    def tried(self, *arguments: str) -> bool:
        """Whether git could do it; what it left half done is undone."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self.root}
        done = subprocess.run(["git", *arguments], **quiet).returncode == 0  # type: ignore[call-overload]
        if not done:
            for undo in (["merge", "--abort"], ["rebase", "--abort"], ["cherry-pick", "--abort"], ["reset", "--hard"]):
                subprocess.run(["git", *undo], **quiet)  # type: ignore[call-overload]
        return done


# Changes of the work tree, most of them committed


def add(history: History) -> None:
    name = history.random.choice(NAMES)
    place = history.place(name)
    if history.free(name) and not os.path.isdir(place):
        if os.path.islink(place):
            os.unlink(place)
        write(history.root, {name: history.text(name)})
    history.save()


def edit(history: History) -> None:
    for _ in range(history.random.randint(1, 3)):
        name = history.one()
        if name and os.path.isfile(history.place(name)) and not os.path.islink(history.place(name)):
            write(history.root, {name: history.text(name)})
    history.save()


def copy(history: History) -> None:
    """The same content under a second name."""
    name, other = history.one(), history.random.choice(NAMES)
    if (
        name
        and os.path.isfile(history.place(name))
        and history.free(other)
        and not os.path.lexists(history.place(other))
    ):
        write(history.root, {other: Path(history.place(name)).read_bytes()})
    history.save()


def delete(history: History) -> None:
    name = history.one()
    if name and name != "always.py" and not os.path.isdir(history.place(name)):
        os.unlink(history.place(name))
    history.save()


def rename(history: History) -> None:
    name, other = history.one(), history.random.choice(NAMES)
    if name and name != "always.py" and history.free(other) and not os.path.lexists(history.place(other)):
        os.makedirs(os.path.dirname(history.place(other)), exist_ok=True)
        os.rename(history.place(name), history.place(other))
    history.save()


def mode(history: History) -> None:
    name = history.one()
    if name and not os.path.islink(history.place(name)):
        os.chmod(history.place(name), history.random.choice((0o644, 0o755)))
    history.save()


def swap_link(history: History) -> None:
    """A file becomes a link, or a link a file."""
    name = history.one()
    if name and name != "always.py" and not os.path.isdir(history.place(name)):
        was_link = os.path.islink(history.place(name))
        os.unlink(history.place(name))
        write(history.root, {name: history.text(name)}) if was_link else os.symlink("always.py", history.place(name))
    history.save()


def attributes(history: History) -> None:
    write(
        history.root,
        {history.random.choice((".gitattributes", "made/.gitattributes")): history.random.choice(ATTRIBUTES)},
    )
    history.save()


def settings(history: History) -> None:
    write(history.root, {".ncs.yaml": history.random.choice(SETTINGS)})


def leave_edits(history: History) -> None:
    """Work that is not committed must not be seen."""
    name = history.one()
    if name and os.path.isfile(history.place(name)) and not os.path.islink(history.place(name)):
        write(history.root, {name: b"unsaved = 1\n", "untracked.py": b"untracked = 1\n"})


# Moves of HEAD


def amend(history: History) -> None:
    write(history.root, {"always.py": history.text("always.py") + b"\ny = 1\n"})
    git(
        history.root,
        "commit",
        "--quiet",
        "--all",
        "--amend",
        "--allow-empty",
        "--message=The amended file now counts what it was given",
    )


def branch(history: History) -> None:
    history.branches += 1
    history.tried("checkout", "--quiet", "-b", f"b{history.branches}", history.random.choice(("HEAD", "HEAD~1")))


def switch(history: History) -> None:
    history.tried("checkout", "--quiet", "--force", history.random.choice(_branches(history)))


def merge(history: History) -> None:
    other = history.random.choice(_branches(history))
    history.tried("merge", "--quiet", "--no-edit", f"-X{history.random.choice(('ours', 'theirs'))}", other)


def rebase(history: History) -> None:
    history.tried("rebase", "--quiet", "-Xtheirs", history.random.choice(_branches(history)))


def pick(history: History) -> None:
    history.tried("cherry-pick", "--allow-empty", "-Xtheirs", history.random.choice(_branches(history)))


def revert(history: History) -> None:
    history.tried("revert", "--no-edit", "HEAD")


def reset(history: History) -> None:
    history.tried("reset", "--quiet", history.random.choice(("--hard", "--soft", "--mixed")), "HEAD~1")


def stash(history: History) -> None:
    leave_edits(history)
    history.tried("stash", "--include-untracked")
    if history.random.random() < 0.5:
        history.tried("stash", "pop")


def detach(history: History) -> None:
    history.tried("checkout", "--quiet", "--force", "--detach", history.random.choice(("HEAD", "HEAD~1")))


def _branches(history: History) -> list[str]:
    return git(history.root, "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")


CHANGES: tuple[Callable[[History], None], ...] = (
    add, add, edit, edit, edit, copy, delete, rename, rename, mode, swap_link, attributes, settings, leave_edits,
    amend, branch, switch, merge, rebase, pick, revert, reset, stash, detach,
)  # fmt: skip
