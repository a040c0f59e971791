"""What runs on GitHub: checked offline by linters, and its own steps run here against a remote of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.cli import ncs
from support.repos import commit, git
from support.sharing import Team, answers, done, gather_team, index_of

from ncs.share import workflow
from ncs.source.location import locate

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "vendor.github-actions": [ROOT / "action.yml"],
    "vendor.dependabot": [ROOT / ".github/dependabot.yml"],
    "vendor.github-issue-config": [ROOT / ".github/ISSUE_TEMPLATE/config.yml"],
    "vendor.github-issue-forms": [
        path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"
    ],
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workflow that a team gets."""
    path = tmp_path_factory.mktemp("generated") / ".github/workflows/ncs-index.yml"
    path.parent.mkdir(parents=True)
    path.write_text(workflow.workflow('release "2"'))
    return path


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).with_name(name), *arguments], capture_output=True, text=True)


def test_zizmor_finds_nothing(generated):
    manifest = [str(path) for path in [ROOT / ".pre-commit-hooks.yaml"] if path.exists()]
    paths = [str(ROOT / ".github"), str(ROOT / "action.yml"), str(generated), *manifest]
    found = tool("zizmor", "--offline", "--no-progress", "--strict-collection", "--persona=pedantic", *paths)
    assert found.returncode == 0, found.stdout + found.stderr
    looked_at = ["ci.yml", "index.yml", "dependabot.yml", "action.yml", generated.name, *manifest]
    assert all(Path(name).name in found.stderr for name in looked_at), found.stderr


def test_zizmor_would_find_something(tmp_path, generated):
    path = tmp_path / "bad.yml"
    path.write_text(re.sub(r"@[0-9a-f]{40} .*", "@main", generated.read_text()))
    assert tool("zizmor", "--offline", "--no-progress", str(path)).returncode != 0


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_file_fits_its_schema(schema, generated):
    paths = SCHEMAS[schema] + ([generated] if schema == "vendor.github-workflows" else [])
    assert paths
    found = tool("check-jsonschema", "--builtin-schema", schema, *map(str, paths))
    assert found.returncode == 0, found.stdout


def test_the_hook_manifest_is_one():
    path = ROOT / ".pre-commit-hooks.yaml"
    if not path.exists():
        pytest.skip("there is no manifest")
    found = subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(path)], capture_output=True)
    assert found.returncode == 0, found.stdout


def test_actions_are_pinned_and_nothing_may_write_by_default(generated):
    for path in [*WORKFLOWS, generated, ROOT / "action.yml"]:
        text = path.read_text()
        for used in re.findall(r"uses: (.*)", text):
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
        assert "pull_request_target" not in text
        assert path.name == "action.yml" or yaml.safe_load(text)["permissions"] == {}


def steps(path: Path, job: str | None = None) -> list[dict[str, Any]]:
    said = yaml.safe_load(path.read_text())
    return said["runs"]["steps"] if job is None else said["jobs"][job]["steps"]


def run_steps(found: list[dict[str, Any]], folder: Path, **expressions: str) -> list[str]:
    """Runs the `run:` steps as a runner does: bash, stops at the first failure. Only installing is left out: the ncs
    of this checkout stands on the PATH instead. Actions are not run. Gives the commands."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "ncs").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ncs "$@"\n')
    (programs / "ncs").chmod(0o755)
    commands = []
    for step in found:
        if "run" not in step or "pip install" in step["run"]:
            continue
        settings = {name: _evaluated(value, expressions) for name, value in step.get("env", {}).items()}
        environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        environment |= {"GITHUB_SHA": git(folder, "rev-parse", "HEAD")} | settings
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, f"{step['run']}: {ran.stdout}{ran.stderr}"
        commands.append(step["run"])
    return commands


def _evaluated(value: str, expressions: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: expressions[found[1].replace(".", "_")], value)


@pytest.fixture
def team(office: Path, tmp_path: Path) -> Team:
    """Which does not learn: here the steps count, and other tests see to learning. Its code says enough of itself to
    be evaluated."""
    team = gather_team(office, tmp_path / "team")
    said = "".join(
        f'def add_{name}(total):\n    """Add the {name} of a customer to the total."""\n'
        + "".join(f"    total += total * {step} // {len(name) + step}\n" for step in range(1, 9))
        + "    return total\n\n\n"
        for name in (f"{kind}_{of}" for kind in "fee tax rent price bonus cost".split() for of in "abcdefgh")
    )
    commit(team.office, {".ncs.yaml": "learn: false\n", "office/fees.py": said}, "Add fees and taxes to the total")
    git(team.office, "push", "--quiet")
    return team


def test_the_projects_own_workflow_publishes_what_colleagues_pull(team):
    path = ROOT / ".github/workflows/index.yml"
    builder, publisher = team.clone("builder"), team.clone("publisher")
    ran = run_steps(steps(path, "build"), builder)
    assert {"ncs index", "ncs check", "ncs publish --audit", "ncs publish --to dist"} <= set(ran)
    shutil.move(builder / "dist", publisher / "dist")  # what the two artifact actions do
    assert run_steps(steps(path, "publish"), publisher, github_token="x")
    colleague = team.clone()
    done(ncs("pull", cwd=colleague))
    assert index_of(colleague).read_bytes() == index_of(builder).read_bytes()
    assert answers(colleague) == answers(builder)


def test_the_action_publishes_too(team):
    builder = team.clone("builder")
    said = {"inputs_budget": "60", "inputs_to": "", "inputs_token": "x"}
    run_steps(steps(ROOT / "action.yml"), builder, **said)
    shelf = str(team.folder / "my shelf")
    run_steps(steps(ROOT / "action.yml"), builder, **(said | {"inputs_to": shelf}))
    for where in ((), ("--from", shelf)):
        colleague = team.clone(f"colleague{len(where)}")
        done(ncs("pull", *where, cwd=colleague))
        assert answers(colleague) == answers(builder)


def test_the_workflow_that_init_writes_publishes(team):
    builder = team.clone("builder")
    assert "written" in workflow.write(locate(builder)) and "left as it is" in workflow.write(locate(builder))
    path = builder / workflow.FILE
    said = yaml.safe_load(path.read_text())
    assert said[True]["push"]["branches"] == ["main"]  # yaml reads `on` as a truth
    run_steps(steps(path, "index"), builder, github_token="x")
    done(ncs("pull", cwd=team.clone()))


def test_the_credential_helper_gives_the_token_to_git():
    """What the steps put into the environment is read by git itself."""
    said = next(step for step in steps(ROOT / ".github/workflows/index.yml", "publish") if "env" in step)["env"]
    environment = os.environ | said | {"TOKEN": "a-token", "GIT_TERMINAL_PROMPT": "0"}
    asked = subprocess.run(
        ["git", "credential", "fill"], input="protocol=https\nhost=github.com\n\n", env=environment, text=True,
        capture_output=True,
    )  # fmt: skip
    assert "username=x-access-token\npassword=a-token\n" in asked.stdout


def test_the_audit_says_what_is_in_it(own_office):
    (own_office / ".ncs.yaml").write_text("store_text: false\n")
    secret = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    commit(
        own_office,
        {"key.py": f'token = "{secret}"\n', "x.bin": b"\0\1\2"},
        "Let the neighbours in by a key of their own",
    )
    done(ncs("index", cwd=own_office))
    found = done(ncs("publish", "--audit", "--json", cwd=own_office)).json
    assert "office/ledger.py" in found["files"] and found["skipped"] == {"binary": 1}
    assert found["redacted"] == 1 and not found["text"] and sum(found["sizes"].values()) < found["bytes"]
    assert secret.encode() not in index_of(own_office).read_bytes()
    told = done(ncs("publish", "--audit", cwd=own_office)).out
    assert "commits   the words of 1\n" in told
    assert "redacted  1 secrets" in told and "none: names" in told and "1 binary" in told
    json.dumps(found)
