"""Everything that needs git: files of a commit, files of the work tree, blobs, history.

Takes a path inside a repository; gives records. GitPython finds the repository and starts git;
ncs parses git's bytes itself, because `Commit.diff` of GitPython drops changes with odd paths.
Knows nothing about which files deserve an index.

Paths of records are relative to the asked folder, with "/" and undecodable bytes as surrogates.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, final

from ncs.errors import SituationError, UsageError
from ncs.source.commits import LOG_FORMAT, Commit, below, read_commits
from ncs.source.location import GIT_OPTIONS, GIT_SETTINGS, is_leaking, locate, to_system, to_text
from ncs.source.patches import CONTEXT, Patch, read_patches
from ncs.source.patches import LOG_FORMAT as PATCH_FORMAT
from ncs.types import Source

if TYPE_CHECKING:
    import git

SYMLINK, SUBMODULE = 0o120000, 0o160000
_NO_GIT = "git is not installed or not on PATH: install git"
_ENVIRONMENT = threading.Lock()


@final
class Repository:
    """A git repository seen from one of its folders. Use it as a context manager."""

    def __init__(self, repo: git.Repo, asked: str) -> None:
        self._repo = repo
        self.bare = repo.working_tree_dir is None
        self.git_dir = os.path.realpath(repo.git_dir)
        self.common_dir = os.path.realpath(repo.common_dir)
        self.root = os.path.realpath(repo.working_tree_dir or repo.git_dir)
        inside_git = f"{asked}{os.sep}".startswith(f"{self.git_dir}{os.sep}")
        whole = self.bare or inside_git or asked == self.root
        self.prefix = "" if whole else to_text(os.path.relpath(asked, self.root)).replace(os.sep, "/")

    @classmethod
    def find(cls, path: str | os.PathLike[str]) -> Repository | None:
        """The repository around `path`; None when it lies in a plain folder."""
        asked = os.path.realpath(path)
        if not os.path.exists(asked):
            raise UsageError(f"{os.fspath(path)}: no such file or folder")
        git = _gitpython()
        folder = asked if os.path.isdir(asked) else os.path.dirname(asked)
        try:
            with _clean_environment():
                repo = git.Repo(folder, search_parent_directories=True, expand_vars=False)
        except git.InvalidGitRepositoryError:
            locate(asked)  # a `.git` that leads nowhere is an error, not a plain folder
            return None
        except PermissionError as error:
            raise SituationError(f"{error.filename}: no permission to read it") from None
        return cls(repo, asked)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self._repo.close()

    def head(self) -> str | None:
        """The commit of HEAD; None when there is no commit yet."""
        answer = self._run("rev-parse", "--quiet", "--verify", "HEAD^{commit}", ok=(0, 1))
        return answer.decode().strip() or None

    def origin_url(self) -> str:
        """Where it was cloned from; "" when that is not known."""
        return self._run("config", "--get", "remote.origin.url", ok=(0, 1)).decode("utf-8", "replace").strip()

    def tree(self, commit: str, prefix: str | None = None) -> list[Source]:
        """Everything a commit holds below `prefix`, symlinks and submodules too: see their mode."""
        prefix = self.prefix if prefix is None else prefix
        pathspec = ("--", to_system(prefix)) if prefix else ()
        listing = self._run("ls-tree", "-r", "-z", "--full-tree", commit, *pathspec)
        sources = []
        for entry in listing.split(b"\0")[:-1]:
            attributes, _, path = entry.partition(b"\t")
            mode, _, blob = attributes.split(b" ")
            sources.append(Source(below(path, prefix), blob.decode(), int(mode, 8)))
        return sources

    def worktree_paths(self) -> list[str]:
        """Paths on disk that are tracked, or neither tracked nor ignored, below the asked folder."""
        if self.bare:
            raise SituationError("a bare repository has no work tree: run without --worktree")
        pathspec = ("--", to_system(self.prefix)) if self.prefix else ()
        listing = self._run("ls-files", "-z", "--cached", "--others", "--exclude-standard", *pathspec)
        return [below(path, self.prefix) for path in sorted(set(listing.split(b"\0")) - {b""})]

    def read_blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """The content of each blob, None for one that is not here. Missing ones may come late."""
        return self._answers("--batch", ids)

    def blob_sizes(self, ids: Iterable[str]) -> dict[str, int | None]:
        """The size of each blob, None for one that is not here."""
        answers = self._answers("--batch-check", ids)
        return {blob: None if size is None else int(size) for blob, size in answers}

    def git_log(self, limit: int, commit: str = "HEAD") -> Iterator[Commit]:
        """The newest `limit` commits that touch the asked folder, newest first."""
        if commit == "HEAD" and self.head() is None:
            return
        pathspec = ("--", to_system(self.prefix)) if self.prefix else ()
        arguments = ("--raw", "-z", "--no-renames", "--no-abbrev", "--no-show-signature")
        options = ("--no-follow", "--encoding=UTF-8", f"--max-count={limit}", LOG_FORMAT)
        command = ("log", *arguments, *options, "--end-of-options", commit, *pathspec)
        with self._process(*command, strict=True) as process:
            yield from read_commits(process.stdout, self.prefix)

    def patches(self, limit: int, commit: str = "HEAD", since: str | None = None) -> Iterator[Patch]:
        """The newest `limit` commits that are no merges, with the code they changed, newest first; with `since` only
        those that this other commit lacks. Ends early where a partial clone lacks a file's content."""
        if commit == "HEAD" and self.head() is None:
            return
        pathspec = ("--", to_system(self.prefix)) if self.prefix else ()
        safe = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--src-prefix=a/")
        options = (*safe, "--dst-prefix=b/", "--no-renames", "--no-follow", "--encoding=UTF-8", "--no-merges")
        known = () if since is None else (f"^{since}",)
        limits = (f"--unified={CONTEXT}", f"--max-count={limit}", PATCH_FORMAT)
        command = ("log", "--patch", *options, *limits, "--end-of-options", commit, *known, *pathspec)
        with self._process(*command) as process:
            yield from read_patches(process.stdout, self.prefix)

    def _answers(self, mode: str, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Answers of `cat-file`, which dies at the first object that a partial clone lacks."""
        waiting = deque(ids)
        partial = False
        while waiting:
            before = len(waiting)
            for answer in self._batch(mode, tuple(waiting)):
                waiting.popleft()
                yield answer
            if waiting and not partial:
                partial, here = True, self._present()
                yield from ((blob, None) for blob in waiting if blob not in here)
                waiting = deque(blob for blob in waiting if blob in here)
            elif waiting and len(waiting) == before:  # it chokes on its very first object: damaged
                yield waiting.popleft(), None

    def _batch(self, mode: str, ids: tuple[str, ...]) -> Iterator[tuple[str, bytes | None]]:
        """One `cat-file` child; it may end early."""
        with self._process("cat-file", mode, "--buffer", stdin=subprocess.PIPE) as process:
            # A thread feeds the child: with both pipes full, each side would wait for the other.
            threading.Thread(target=_feed, args=(process.stdin, ids), daemon=True).start()
            for blob in ids:
                header = process.stdout.readline().split()
                if len(header) < 2:
                    return
                size = None if header[-1] == b"missing" else header[-1]
                if size is None or mode == "--batch-check":
                    yield blob, size
                    continue
                data = process.stdout.read(int(size) + 1)
                if len(data) <= int(size):
                    return
                yield blob, data[:-1]

    def _present(self) -> set[str]:
        """Every object that is really here."""
        listing = self._run("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
        return set(listing.decode().split())

    def _run(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> bytes:
        """The output of one git command."""
        process = self._start(arguments)
        output, errors = process.communicate()
        if process.proc.returncode not in ok:
            raise _failure(errors)
        return bytes(output)

    @contextmanager
    def _process(self, *arguments: str, stdin: int | None = None, strict: bool = False) -> Iterator[Any]:
        """A git child whose output is read while it runs; `strict` raises when it failed."""
        process = self._start(arguments, stdin)
        errors: list[bytes] = []
        drain = threading.Thread(target=errors.extend, args=(process.stderr,), daemon=True)
        drain.start()
        done = False
        try:
            yield process
            done = True
        finally:
            if not (done and strict):
                process.proc.kill()
            code = process.proc.wait()
            drain.join()
        if strict and code:
            raise _failure(b"".join(errors))

    def _start(self, arguments: tuple[str, ...], stdin: int | None = None) -> Any:
        git = _gitpython()
        command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *GIT_OPTIONS, *arguments]
        try:
            with _clean_environment():
                self._repo.git.update_environment(**GIT_SETTINGS)
                return self._repo.git.execute(command, istream=stdin, as_process=True)
        except git.GitCommandNotFound:
            raise SituationError(_NO_GIT) from None


def _feed(stdin: Any, ids: tuple[str, ...]) -> None:
    try:
        stdin.write("".join(f"{blob}\n" for blob in ids).encode())
        stdin.close()
    except (OSError, ValueError):
        pass  # the child died, which the reader of its answers sees


def _gitpython() -> Any:
    """GitPython, imported late: it takes 100 ms, and fails where git is not installed."""
    try:
        with _clean_environment():
            import git
    except ImportError as error:
        raise SituationError(_NO_GIT if "executable" in str(error) else f"GitPython: {error}") from None
    return git


@contextmanager
def _clean_environment() -> Iterator[None]:
    """Takes leaking GIT_* variables away while GitPython looks at the environment, which it copies."""
    with _ENVIRONMENT:
        leaks = {name: os.environ.pop(name) for name in tuple(os.environ) if is_leaking(name)}
        try:
            yield
        finally:
            os.environ.update(leaks)


def _failure(errors: bytes) -> SituationError:
    """git's complaint as one line that says what to do."""
    lines = errors.decode("utf-8", "replace").splitlines() or ["no message"]
    if any("dubious ownership" in line for line in lines):
        advice = next((line.strip() for line in lines if "safe.directory" in line), "git config safe.directory")
        return SituationError(f"git refuses this repository because another user owns it: run `{advice}`")
    fatal = next((line for line in lines if line.startswith("fatal:")), lines[-1])
    return SituationError(f"git failed ({fatal.removeprefix('fatal:').strip()}): run `git fsck` to see why")
