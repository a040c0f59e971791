"""The same input gives the same bytes and the same answers, and a question costs no import that it does not need."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import pytest
from support.cli import ncs, program
from support.repos import commit, write
from support.samples import FILES

QUESTIONS = ("move money between accounts", "send mail", "statement", "Ledger.transfer", "ledger", "who is reminded")


@pytest.fixture(scope="module")
def repo(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(office, tmp_path_factory.mktemp("many") / "repo", symlinks=True))
    many = "def f{}(a):\n    '''Moves money {}.'''\n    return a\n"
    commit(root, {f"many/file{i}.py": many.format(i, i) for i in range(60)})
    built(root)
    return root


def built(repo: Path, *options: str, seed: str = "0", **env: str) -> bytes:
    done = program("index", *options, cwd=repo, env={"PYTHONHASHSEED": seed, **env})
    assert done.code == 0, done
    return (repo / ".git/ncs/index.ncs").read_bytes()


def test_an_index_built_twice_is_equal_to_the_byte(repo):
    first = built(repo)
    assert built(repo, seed="1") == first
    (repo / ".git/ncs/index.ncs").unlink()
    assert built(repo, seed="2") == first


def test_explanations_that_were_asked_for_change_no_byte_of_an_index(repo):
    first = built(repo)
    told = [program("query", QUESTIONS[0], "--json", cwd=repo).json["results"] for _ in range(2)]
    assert told[0] == told[1] and all(result["explanation"] for result in told[0])
    assert program("explain", "many/file3.py:1", cwd=repo).code == 0
    assert (repo / ".git/ncs/index.ncs").read_bytes() == first
    assert built(repo) == first


def test_the_number_of_threads_changes_no_bit(tmp_path):
    package, output = os.path.dirname(unittest.__file__), tmp_path / "index.ncs"
    indexes = []
    for env in ({"OMP_NUM_THREADS": "1"}, {"OPENBLAS_NUM_THREADS": "2"}):
        assert program("index", package, "--output", str(output), cwd=tmp_path, env=env).code == 0
        indexes.append(output.read_bytes())
    assert indexes[0] == indexes[1]


def test_a_learned_index_built_twice_is_equal_to_the_byte(tmp_path):
    pytest.importorskip("torch")
    package, output = os.path.dirname(unittest.__file__), tmp_path / "index.ncs"
    indexes = []
    for seed in ("1", "2"):
        learned = ("index", package, "--num-epochs", "10", "--output", str(output))
        assert program(*learned, cwd=tmp_path, env={"PYTHONHASHSEED": seed}).code == 0
        indexes.append(output.read_bytes())
    assert ncs("status", "--index", str(output), "--json").json["learning"]["kept"] is True
    assert indexes[0] == indexes[1]


def test_a_plain_folder_twice_and_from_elsewhere(tmp_path):
    write(tmp_path / "plain", FILES)
    place = tmp_path / "plain/.ncs/index.ncs"
    assert ncs("index", cwd=tmp_path / "plain").code == 0
    first = place.read_bytes()
    assert ncs("index", "plain", cwd=tmp_path).code == 0
    assert place.read_bytes() == first


def test_the_same_answers_under_any_hash_seed(repo):
    batch = "\n".join(QUESTIONS).encode()
    outs = []
    for seed in ("0", "1", "12345"):
        done = program("query", "--batch", "-", cwd=repo, stdin=batch, env={"PYTHONHASHSEED": seed})
        rows = [json.loads(line) for line in done.out.splitlines()]
        outs.append([(row["query"], row["results"]) for row in rows])
    assert outs[0] == outs[1] == outs[2] and sum(bool(results) for _, results in outs[0]) >= 4


@pytest.mark.parametrize("mode", ["full", "fused", "lexical", "latent"])
def test_fewer_results_are_the_first_of_more(repo, mode):
    answered = 0
    for question in QUESTIONS:
        of = {
            k: ncs("query", question, "--mode", mode, "--json", "-k", str(k), cwd=repo).json["results"]
            for k in (1, 5, 20, 1000)
        }
        assert of[1] == of[20][:1] and of[5] == of[20][:5] and of[20] == of[1000][:20]
        answered += bool(of[20])
    assert answered >= 3


def test_a_question_imports_nothing_that_it_does_not_need(office):
    code = """
import sys
import ncs.commands.query
from ncs.cli import main
for arguments in (["query", "move money"], ["query", "move money", "--json"], ["explain", "office/mail.py"]):
    assert main(arguments) == 0
names = {name.partition(".")[0] for name in sys.modules}
print(sorted(names & {"torch", "git", "gitdb", "yaml", "rich", "tree_sitter", "semble_grammars", "multiprocessing"}))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=office, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "[]", done


def test_modules_of_the_current_folder_are_not_imported(tmp_path):
    """`python -m` puts the current folder first; workers that are spawned start a Python there too."""
    for name in ("json", "argparse", "numpy", "struct", "hashlib", "mmap", "git", "yaml", "pickle", "queue"):
        (tmp_path / f"{name}.py").write_text("import os\nos.write(2, b'owned')\nraise SystemExit(99)\n")
    for i in range(30):
        (tmp_path / f"file{i}.py").write_text(f"def money{i}():\n    pass\n")
    for arguments in (("--version",), ("index",), ("query", "money3"), ("status",), ("check",)):
        done = program(*arguments, cwd=tmp_path)
        assert done.code == 0 and "owned" not in done.err, done
    spawned = """
import sys
del sys.path[0]
import threading
from ncs.cli import main
threading.Thread(target=threading.Event().wait, daemon=True).start()
if __name__ == "__main__":
    sys.exit(main(["index", "--no-learn"]))
"""
    done = subprocess.run([sys.executable, "-c", spawned], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and (sys.version_info < (3, 11) or "owned" not in done.stderr), done
