"""What a sentence may rest on besides its chunk: what people say of the chunks that it is joined to by name."""

from __future__ import annotations

import pytest
from support.cli import ncs

from ncs.index.index import Index
from ncs.search.related import MOST_DEFINITIONS, heard, related
from ncs.text.tokenizer import stem

FILLER = "\n".join(f"        step_{i} = 'a line that makes the class too long for one chunk {i}'" for i in range(16))
POOL = f'''
class Pool:
    """Keeps sockets open for a while."""

    def close(self, wait):
        """Hang up on every peer."""
{FILLER}
        return drain(self, wait)


def drain(pool, wait):
    """Wait for pending answers."""
    return wait


def shut(pool):
    """Leave the building."""
    pool.close(True)


def unrelated(x):
    """Paint a fence."""
    return x
'''
PIPE = f'''
class Pipe:
    def close(self):
        """Cork the bottle."""
{FILLER}
        return 1
'''


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    root = tmp_path_factory.mktemp("pools")
    (root / "pool.py").write_text(POOL)
    (root / "pipe.py").write_text(PIPE)
    many = (f"class C{i}:\n    def run(self):\n        '''Fly {i}.'''\n{FILLER}" for i in range(9))
    (root / "many.py").write_text("\n\n".join(many))
    assert ncs("index", str(root), "--no-learn").code == 0
    return Index(root / ".ncs" / "index.ncs")


def row_of(index, symbol):
    return list(index.strings("chunks.symbol")).index(symbol)


def test_a_chunk_is_joined_to_callees_callers_namesakes_and_its_class_not_to_itself(index):
    close = row_of(index, "Pool.close")
    names = {index.text("symbol", row) for row in related(index, close)}
    assert names == {"Pool", "drain", "shut", "Pipe.close"}


@pytest.mark.parametrize(
    ("said", "by"),
    [("pending", "a callee"), ("building", "a caller"), ("bottle", "a namesake"), ("sockets", "its class")],
)
def test_words_of_what_people_say_of_these_are_heard(index, said, by):
    assert heard(index, row_of(index, "Pool.close"), [stem(said), stem("fence")]) == {stem(said)}, by


def test_what_is_said_of_the_chunk_itself_and_code_alone_are_not_heard(index):
    words = [stem(word) for word in ("peer", "True", "fence")]
    assert heard(index, row_of(index, "Pool.close"), words) == frozenset()


def test_a_name_with_many_definitions_joins_nothing(index):
    runs = [row for row, symbol in enumerate(index.strings("chunks.symbol")) if symbol.endswith(".run")]
    assert len(runs) > MOST_DEFINITIONS
    assert not set(related(index, runs[0])) & set(runs)
