from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ncs.config import DEFAULTS, Config, check, descriptions, load
from ncs.errors import NcsError, UsageError

PROJECT = Path(__file__).parent.parent


def loaded(tmp_path: Path, text: str | bytes) -> Config:
    (tmp_path / ".ncs.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return load(tmp_path)


def test_without_a_file_all_is_default(tmp_path):
    assert load(tmp_path) == Config()


def test_the_projects_own_file_shows_every_key_with_its_default():
    text = (PROJECT / ".ncs.yaml").read_text()
    shown = {key: tuple(value) if isinstance(value, list) else value for key, value in yaml.safe_load(text).items()}
    assert list(shown.items()) == list(DEFAULTS.items())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line.partition("# ")[2] for line in lines] == list(descriptions().values())


def test_every_key_can_be_set(tmp_path):
    text = """
exclude: [docs/, "*.sql"]
preset: tutorial
budget: 5
learn: false
store_text: no
max_file_kib: 64
seed: 3
k: 10
"""
    config = loaded(tmp_path, text)
    assert config == Config(("docs/", "*.sql"), "tutorial", 5.0, False, False, 64, 3, 10)
    assert isinstance(config.budget, float)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "null\n"])
def test_an_empty_file_is_all_default(tmp_path, text):
    assert loaded(tmp_path, text) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exlude: []", ".ncs.yaml: unknown key `exlude`: did you mean `exclude`?"),
        ("Budget: 3", "did you mean `budget`?"),
        ("zzz: 3", "unknown key `zzz`: known are exclude, preset"),
        ("1: 3", "unknown key `1`"),
        ("k: five", ".ncs.yaml: `k` must be a whole number, got a text (five)"),
        ("k: 1.5", "`k` must be a whole number, got a number (1.5)"),
        ("k: true", "`k` must be a whole number, got true or false (True)"),
        ("k: 0", "`k` must be from 1 to 1000000"),
        ("budget: -1", "`budget` must be from 0"),
        ("budget: .nan", "`budget` must be from 0"),
        ("budget: .inf", "`budget` must be from 0"),
        ("seed: 0x" + "f" * 9000, "`seed` must be from 0"),
        ("learn: 1", "`learn` must be true or false, got a whole number (1)"),
        ("exclude: docs", "`exclude` must be a list of texts, got a text (docs)"),
        ("exclude: [1]", "`exclude` must be a list of texts"),
        ("exclude: {a: b}", "`exclude` must be a list of texts, got a mapping"),
        ("preset: huge", "`preset` must be standard or tutorial, got `huge`"),
        ("preset:", "`preset` must be a text, got nothing"),
        ("- k", "expected lines of `key: value`, got a list of texts"),
        ("k: 1\nlearn: [", ".ncs.yaml, line 2: "),
        ("k: 1\n\tlearn: true", ".ncs.yaml, line 2: "),
        ("? [a]\n: b", ".ncs.yaml, line 1: "),
        ("k: !!python/object/apply:os.system ['true']", "line 1: could not determine a constructor"),
        ("seed: 2001-99-99", "not valid YAML"),
        ("[" * 3000, "not valid YAML"),
        (b"k: \xff\xfe", "not valid YAML"),
        ("# " + "x" * 70000, "larger than 64 KiB"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_the_cure(tmp_path, text, message):
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


@settings(max_examples=50)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_settings_or_our_own_error(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    (folder / ".ncs.yaml").write_bytes(data)
    try:
        assert isinstance(load(folder), Config)
    except NcsError as error:
        assert "\n" not in str(error)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(list(DEFAULTS)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))))  # fmt: skip
def test_any_values_give_settings_of_the_right_types_or_our_own_error(values):
    try:
        config = check(values)
    except UsageError:
        return
    assert [type(value) for value in config] == [type(value) for value in Config()]


def test_yaml_is_imported_only_when_there_is_a_file(tmp_path):
    program = "import sys; from ncs.config import load; load(sys.argv[1]); print('yaml' in sys.modules)"
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, env={"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
