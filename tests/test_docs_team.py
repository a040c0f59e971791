"""The page for teams: its blocks are run in order, by the people that it speaks of."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

import pytest
from support.repos import git
from support.sharing import gather_team, index_of

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/team.md").read_text()
BLOCKS = re.findall(r"<!-- run: (\w+) -->\n```sh\n(.*?)```", PAGE, re.DOTALL)


def test_every_block_of_the_page_runs(office, tmp_path):
    team = gather_team(office, tmp_path / "team")
    (team.office / ".ncs.yaml").write_text("learn: false\n")
    (tmp_path / "anybody").mkdir()
    places = {"maintainer": team.office, "anybody": tmp_path / "anybody"}
    said = {}
    for who, block in BLOCKS:
        if who not in places:
            places[who] = team.clone(who)
        if who == "anybody":
            index_of(places["ci"]).rename(places[who] / "office.ncs")
        said[block] = run(block, places[who], tmp_path)
    assert {who for who, _ in BLOCKS} == {"maintainer", "ci", "colleague", "anybody"}
    assert all("office/ledger.py" in said[block] for _, block in BLOCKS if "ncs query" in block)
    assert (places["colleague"] / ".github/workflows/ncs-index.yml").exists()
    assert git(team.remote, "for-each-ref", "refs/ncs")


def run(block: str, folder: Path, tmp_path: Path) -> str:
    program = tmp_path / "bin" / "ncs"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ncs "$@"\n')
    program.chmod(0o755)
    settings = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-ec", block], cwd=folder, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`(ncs (?:publish|pull|init|query) ?[^`\n]*)`", PAGE))))
def test_the_commands_in_its_text_are_real(line):
    name, *arguments = shlex.split(line)[1:]
    command = import_module(f"ncs.commands.{name}")
    parser = ArgumentParser(exit_on_error=False)
    command.arguments(parser)
    parser.parse_args(arguments)


def test_what_pull_says_is_what_the_page_quotes():
    code = (ROOT / "ncs/share/pulling.py").read_text() + (ROOT / "ncs/index/base.py").read_text()
    quoted = re.findall(r"^\| (.*?) \|", PAGE.split("says | what to do |")[1].split("## Other")[0], re.MULTILINE)
    assert len(quoted) == 5
    for words in quoted:
        assert words.strip("… ") in code, words
