"""Documents that are not run are wrong: the README's commands, answers and tables are the real ones."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ncs import cli
from ncs.config import DEFAULTS, descriptions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def block(mark: str) -> str:
    """The code block that follows <!-- mark -->."""
    found = re.search(rf"<!-- {mark} -->\n```\w*\n(.*?)```", README, re.DOTALL)
    assert found, f"no block {mark}"
    return found[1]


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> str:
    """This very project, as the README indexes it, but from disk and without learning."""
    output = tmp_path_factory.mktemp("docs") / "index.ncs"
    assert cli.main(["index", str(ROOT), "--worktree", "--no-learn", "--output", str(output)]) == 0
    return str(output)


def test_the_first_command_gives_the_answer_that_is_shown(index, capsys):
    query = block("first command").split(".venv/bin/ncs query", 1)[1]
    capsys.readouterr()
    assert cli.main(["query", *shlex.split(query), "--index", index]) == 0
    answer = (
        r"1\. (\S+):\d+-\d+  (\w+)  .*\n   (\S.*)\n"  # lines and relevance change, the place and what is said do not
    )
    shown, answered = re.fullmatch(answer, block("first answer")), re.match(answer, capsys.readouterr().out)
    assert shown and answered and shown.groups() == answered.groups()


def test_every_command_is_in_the_readme_and_every_command_there_exists():
    named = set(re.findall(r"^ncs (\w+)", README, re.MULTILINE)) | set(re.findall(r"`ncs (\w+)", README))
    assert named == set(cli.COMMANDS)


@pytest.mark.parametrize(
    "line",
    [line for line in README.splitlines() if re.match(r"ncs (query|explain|status|check|eval|publish|pull)", line)],
)
def test_the_readmes_options_are_real(line, capsys):
    from argparse import ArgumentParser
    from importlib import import_module

    name, *arguments = shlex.split(line.split(" #")[0])[1:]
    command = import_module(f"ncs.commands.{name}")
    parser = ArgumentParser(exit_on_error=False)
    command.arguments(parser)
    parser.parse_args(arguments)


def test_the_settings_table_is_the_real_one():
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| (.*) \|$", README, re.MULTILINE)
    shown = {key: (default, said) for key, default, said in rows}
    assert shown == {key: (as_yaml(value), descriptions()[key]) for key, value in DEFAULTS.items()}


def as_yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)) if isinstance(value, tuple) else str(value)


def test_ci_runs_the_readmes_test_command():
    script = (ROOT / ".ci" / "run").read_text()
    assert "<!-- test command -->" in script and "README.md" in script
    assert "pytest" in block("test command")


def test_the_map_names_real_files():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    assert len(text.splitlines()) <= 150
    for name in re.findall(r"`([\w/]+\.py)`", text):
        assert (ROOT / "ncs" / name).exists() or (ROOT / name).exists(), name


def test_every_command_helps(capsys):
    for name in cli.COMMANDS:
        assert cli.main([name, "--help"]) == 0
        assert f"usage: ncs {name}" in capsys.readouterr().out
    assert cli.main(["--help"]) == 0
