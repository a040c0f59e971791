"""Configuration read line by line says what a parser of its language says."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ncs.text.configured import configured, recipe, runs
from ncs.text.settings import Setting, settings

NAMES = st.from_regex(re.compile(r"[a-z][a-z0-9_-]{0,8}", re.ASCII), fullmatch=True)
VALUES = st.from_regex(re.compile(r"[a-z][a-z ]{0,10}[a-z]", re.ASCII), fullmatch=True)
TREES = st.recursive(
    VALUES,
    lambda inside: st.dictionaries(NAMES, inside, min_size=1, max_size=4) | st.lists(inside, min_size=1, max_size=3),
    max_leaves=12,
)


def tree(found: list[Setting]) -> object:
    """As a parser would give it: a dictionary, a list, or a value."""
    if all(one.name for one in found):
        return {one.name: tree(one.inside) if one.inside else one.value for one in found}
    return [tree(one.inside) if one.inside else one.value for one in found]


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4), st.booleans())
def test_yaml(data, indented):
    class Indented(yaml.SafeDumper):
        def increase_indent(self, flow=False, indentless=False):
            return super().increase_indent(flow, indentless and not indented)

    text = yaml.dump(data, Dumper=Indented, default_flow_style=False, sort_keys=False, width=1000)
    assert tree(settings(text)) == data


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4), st.sampled_from([2, 4]))
def test_json_of_one_key_a_line(data, indent):
    wanted = json.loads(json.dumps(data))
    (root,) = settings(json.dumps(data, indent=indent))
    assert tree(root.inside) == wanted


TABLES = """
[build]
name = "shop"  # what it is called
files = [
    "a.py",
    "b.py",
]
note = '''
key = 1
'''

[[build.step]]
run = { first = "wash" }
"""


def test_tables():
    assert tree(settings(TABLES)) == {
        "build": {"name": "shop", "files": ["a.py", "b.py"], "note": ""},
        "build.step": {"run": "first = wash"},
    }


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("run: |\n  # first\n  name: no key\n  x=1\nnext: 2", {"run": "name: no key", "next": "2"}),
        ("# old: 1\nurl: http://x.org/y  # where", {"url": "http://x.org/y"}),
        ("uses: a/b@0123456789abcdef0123456789abcdef01234567 # v1", {"uses": "a/b"}),
        ("if: ${{ a }}", {"if": "${{ a }}"}),
    ],
)
def test_what_is_no_key_and_what_is_no_part_of_a_value(text, read):
    assert tree(settings(text)) == read


@pytest.mark.parametrize(
    ("symbol", "text", "said"),
    [
        ("version", "version: 2", "is 2"),
        ("a.b", "a:\n  b:\n    c: 1\n    d:\n      - e\n      - f", "sets c (1) and d (e and f)"),
        ("b", "b: 1\nother: 2", "sets b (1) and other (2)"),
        ("steps", "- uses: x\n- name: y", "lists x and y"),
        ("n", "\n".join(f"k{i}: {i}" for i in range(9)), "sets k0 (0), k1 (1), k2 (2), k3 (3), k4 (4) and 4 more"),
        ("long", f"long: {'x' * 200}", ""),
        ("none", "just words\n", ""),
    ],
)
def test_a_piece_in_words(symbol, text, said):
    assert configured(symbol, text) == said


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    assert isinstance(configured("x", text), str)


def test_a_recipe_is_what_stands_behind_tabs():
    assert recipe("all: x\n\t@echo a\n\n\t-rm b \\\n") == "runs echo a and rm b"
    assert recipe("all: x\n\techo a\n\nother:\n\trm b\n") == "runs echo a"


def test_a_script_is_told_by_its_last_command():
    assert runs('#!/bin/sh\ncd "$1"\n# last\ndocker compose \\\n  down\nexit 0\n', "bash").startswith(
        "runs docker compose"
    )
    assert runs("x = f(1)\n", "python") == ""
