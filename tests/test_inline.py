"""Tests that stand in a file of code: the code is shown, unless a test is what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cli import ncs

from ncs.index.index import Index
from ncs.search.inline import is_of_tests
from ncs.strings import Strings

RUST = """
/// Splits a node that holds too much.
pub fn split(node: Node) -> (Node, Node) {
    let half = node.keys.len() / 2;
    let right = node.keys.split_off(half);
    (node, Node { keys: right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_split_at_the_most_keys() {
        let node = Node::of(1..9); // a btree node that a split makes two of
        let (left, right) = split(node);
        assert_eq!(left.keys.len(), right.keys.len());
    }
}
"""
ZIG = """
pub fn split(node: *Node) Node {
    const half = node.len / 2;
    return node.take(half);
}

test "a node split at the most keys, a btree node that a split makes two of" {
    const node = Node.of(9);
    try expectEqual(split(&node).len, node.len);
}
"""


@pytest.fixture(scope="module", params=[("node.rs", RUST), ("node.zig", ZIG)], ids=["rust", "zig"])
def index(request, tmp_path_factory) -> str:
    root = tmp_path_factory.mktemp("inline")
    (root / request.param[0]).write_text(request.param[1])
    assert ncs("index", str(root), "--no-learn", "--output", str(root / "x.ncs")).code == 0
    return str(root / "x.ncs")


def first(index: str, question: str) -> str:
    return str(ncs("query", question, "--index", index, "--json").json["results"][0]["symbol"])


def test_the_code_is_shown(index):
    assert first(index, "how a btree node is split in two") == "split"


def test_a_test_that_is_asked_for_is_shown(index):
    assert "a_node_split" in first(index, "tests of the btree node split").replace(" ", "_")


@pytest.mark.parametrize("index", [("node.rs", RUST)], indirect=True)
def test_a_test_that_is_named_is_shown(index):
    assert first(index, "a_node_split_at_the_most_keys") == "tests.a_node_split_at_the_most_keys"


def test_which_chunks_are_tests(index):
    found = Index(index)
    told = {found.text("symbol", row): bool(of_tests) for row, of_tests in enumerate(is_of_tests(found))}
    assert told.pop("split") is False
    assert told and all(value for symbol, value in told.items() if "a_node" in symbol.replace(" ", "_"))


@given(st.lists(st.text("tesx\x1f", max_size=7)), st.sampled_from(("", "t", "tests", "tests\x1f")))
def test_values_that_begin_alike_and_that_are_equal(values, start):
    packed = Strings.pack(values)
    assert packed.beginning(start).tolist() == [value.startswith(start) for value in values]
    assert packed.equal(start).tolist() == [value == start for value in values]
