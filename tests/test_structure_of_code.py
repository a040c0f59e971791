"""What syntax says of every kind of chunk, on a small repository of its own."""

from __future__ import annotations

import pytest
from support.cli import ncs

from ncs.index.index import Index
from ncs.search.neighbours import said as sentence
from ncs.search.structure import structural

LONG = "".join(f"        step_{i} = number + {i}\n" for i in range(40))  # so that it is a chunk of its own
FILES = {
    "shop/basket.py": '''
LIMIT = 12  # of one kind


class Basket(dict):
    """What someone wants to buy."""

    def put(self, ware, count):
        number = count
        if number > LIMIT:
            raise ValueError(ware)
        print(str(len(sorted(repr(ware)))))
LONG        self[ware] = price_of(ware) * number

    def _weight(self, number) -> int:
LONG        return sum(self)
'''.replace("LONG", LONG),
    "shop/report.py": "import json\nimport os\nimport re\nimport sys\nimport time\nfrom shop.prices import price_of\n\n"
    + ("print(json, os, re, sys, time, price_of)\n" * 40),
    "shop/till.h": "/// Takes the money for a basket and\n/// opens the till. Never twice.\nvoid take(int sum);\n",
    "shop/words.py": 'PATTERN = re.compile("[a-z]+")\n',
    "shop/small.py": "class Shelf:\n    def take(self):\n        pass\n\n    def _dust(self):\n        pass\n",
    "shop/prices.py": "def price_of(ware):\n    return TABLE[ware]\n",
    "shop/limits.yaml": "baskets:\n  most: 3\n  kept: 30\n",
    "Makefile": "check: lint\n\t@run-tests --all\n\techo done\n",
    "ci.yml": "# Checks that stop all others.\nbasics:\n  runs-on: a-machine\n  steps:\n    - uses: x/y\n",
    "steps.md": f"# Steps\n\n{LONG}\n## Later\n\n- Paint the [fence](x.md) red.\n- Wash all brushes.\n",
    "shown.md": "# Shown\n\n```python\nopen_shop(find_key())\n```\n",
    "named.md": "# Named\n\n| wares | prices |\n| --- | --- |\n| bread | two |\n",
    "guide.md": "# Refunds\n\nA refund goes back to the card that paid. Refunds of vouchers are vouchers.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    root = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    assert ncs("index", str(root), "--no-learn", "--output", str(root / "index.ncs")).code == 0
    return Index(root / "index.ncs")


@pytest.fixture(scope="module")
def said(index):
    return {(index.kind_of(row), index.text("symbol", row)): structural(index, row) for row in range(len(index))}


@pytest.mark.parametrize(
    ("kind", "symbol", "sentence"),
    [
        (
            "method",
            "Basket.put",
            # What programs call in any repository is left out.
            "Method Basket.put takes ware and count, raises ValueError and calls price_of.",
        ),
        ("method", "Basket._weight", "Method Basket._weight takes number and returns int."),
        ("class", "Basket", "Class Basket extends dict and has put."),
        ("class", "Shelf", "Class Shelf has take."),
        ("constant", "LIMIT", "Constant LIMIT is 12."),
        ("constant", "PATTERN", 'Constant PATTERN is re.compile("[a-z]+").'),
        ("block", "check", "Block check of Makefile runs run-tests --all and echo done."),
        (
            "block",
            "basics",
            "Block basics of ci.yml sets runs-on (a-machine) and steps (x/y): Checks that stop all others.",
        ),
        ("section", "Refunds", "Section Refunds of guide.md: A refund goes back to the card that paid."),
        ("section", "Later", "Section Later under Steps of steps.md makes 2 points, such as: Paint the fence red."),
        ("section", "Shown", "Section Shown of shown.md shows open_shop and find_key."),
        ("block", "baskets", "Block baskets of shop/limits.yaml sets most (3) and kept (30)."),
    ],
)
def test_a_chunk_in_a_sentence(said, kind, symbol, sentence):
    assert said[kind, symbol] == sentence


def test_what_people_say_in_comments_line_by_line_is_one(index):
    row = next(row for row in range(len(index)) if index.text("symbol", row) == "take")
    assert " ".join(sentence(index, row)) == "takes the money for a basket and opens the till"
    assert index.body_text(row) == "void take(int sum);"


def test_of_many_imports_the_repositorys_own_are_named(said):
    assert "shop.prices" in said["module", ""] and said["module", ""].count(",") == 3


def test_a_section_without_sentences_is_about_the_words_that_stand_for_all_of_it(said):
    assert said["section", "Named"].startswith("Section Named of named.md, about ")
    assert {"wares", "prices"} <= set(said["section", "Named"].replace(",", "").rstrip(".").split())
