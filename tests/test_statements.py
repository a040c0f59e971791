"""Statements and assertions, read from text in many languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncs.text.assertions import LONGEST, asserted, complaint
from ncs.text.statements import BLOCK, arguments, statements

PYTHON = """
def f(a):
    with raises(ValueError, match="it's"):  # don't
        g({1: 2,
           3: 4})
    assert a == "#{}"
"""
JAVASCRIPT = """
it('adds', () => {
  // a remark { that opens nothing
  expect(add(1,
    2)).toBe(3)
  request(app)
    .get('/')
    .expect(200)
})
"""
JAVA = """
@Test
void adds() {
  Type t =
      new Type() {
        void run() { go(); }
      };
  if (x) { return 1; } else { return 2; }
}
"""
RUST = """
fn most<'a>(&'a self) -> usize {
    assert_eq!(Foo { a: 1 }, x.y('"'));
    match self { Kind::A(k) => k.n(), _ => { 0 } }
}
"""


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        (
            "python",
            PYTHON,
            [
                ("def f(a):", 1),
                ('with raises(ValueError, match="it\'s"):', 5),
                ("g({1: 2, 3: 4})", 9),
                ('assert a == "#{}"', 5),
            ],
        ),
        (
            "javascript",
            JAVASCRIPT,
            [
                (f"it('adds', () => {BLOCK})", 0),
                ("expect(add(1, 2)).toBe(3)", 1),
                ("request(app).get('/').expect(200)", 1),
            ],
        ),
        (
            "java",
            JAVA,
            [
                (f"@Test void adds() {BLOCK}", 0),
                (f"Type t = new Type() {BLOCK}", 1),
                (f"void run() {BLOCK}", 2),
                ("go()", 3),
                (f"if (x) {BLOCK}", 1),
                ("return 1", 2),
                (f"else {BLOCK}", 1),
                ("return 2", 2),
            ],
        ),
        (
            "rust",
            RUST,
            [
                (f"fn most<'a>(&'a self) -> usize {BLOCK}", 0),
                ("assert_eq!(Foo { a: 1 }, x.y('\"'))", 1),
                (f"match self {BLOCK}", 1),
                (f"Kind::A(k) => k.n(), _ => {BLOCK}", 2),
                ("0", 3),
            ],
        ),
    ],
)
def test_statements(language, text, told):
    assert [tuple(each) for each in statements(text, language)] == told


@given(st.text("(){}[]<>=;:,.'\"`#/*-\\|&? \nabif", max_size=120), st.sampled_from(("python", "c", "go", "lua", "x")))
def test_whatever_the_text_each_statement_is_one_line_with_words(text, language):
    told = statements(text, language)
    assert all(each.text and "\n" not in each.text and each.depth >= 0 for each in told)
    shown = asserted([each.text for each in told])
    assert all(one and len(one) <= LONGEST for one in shown)


def test_arguments():
    assert arguments('a, f(b, c), "d, )") == 1') == (["a", "f(b, c)", '"d, )"'], " == 1")


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ('assert names == {"-", "--"}, "why"', 'names == {"-", "--"}'),
        ("assert(x > 1)", "x > 1"),
        ("assert (f(x) == 2)", "f(x) == 2"),
        ("self.assertEqual(3, total(basket))", "total(basket) == 3"),
        ("self.assertNotEqual(a, b)", "a != b"),
        ("self.assertFalse(x in y)", "not x in y"),
        ('with pytest.raises(ValueError, match="it"):', 'raises(ValueError, match="it")'),
        ('assert.Equal(t, "foo", obj.Bar)', 'obj.Bar == "foo"'),
        ("assert.InDelta(t, value, c.Get(key), 0.01)", "InDelta(value, c.Get(key), 0.01)"),
        ('assertThat(json).isEqualTo("x, y")', 'json == "x, y"'),
        ('assertThat(json).contains("x")', 'json.contains("x")'),
        ("Assertions.assertEquals(2, list.size())", "list.size() == 2"),
        ("await expect(add(1, 2)).toBe(3)", "add(1, 2) == 3"),
        ("expect(x).to.deep.equal([1, 2])", "x == [1, 2]"),
        ("expect(x).not.toHaveBeenCalled()", "x.not.toHaveBeenCalled()"),
        ("request(app).get('/').expect(200, 'ok', done)", "expect(200, 'ok')"),
        ('expect(a.name).to eq "x"', 'a.name == "x"'),
        ("assert_equal 4, foo.size", "foo.size == 4"),
        ("foo.size.must_equal 4", "foo.size == 4"),
        ("refute x.valid?", "not x.valid?"),
        ("assert {:ok, x} = foo(1)", "{:ok, x} = foo(1)"),
        ("assert_eq!(rx.len(), 3)", "rx.len() == 3"),
        ('assert!(rx.is_closed(), "why")', "rx.is_closed()"),
        ("EXPECT_EQ(foo(1), 3)", "foo(1) == 3"),
        ("REQUIRE(a == b)", "a == b"),
        ("Assert.AreEqual(1, x.Count)", "x.Count == 1"),
        ("result.Should().Be(3)", "result == 3"),
        ('XCTAssertEqual(a.b, "x")', 'a.b == "x"'),
        ("#expect(foo == 3)", "foo == 3"),
        ("try testing.expectEqual(3, list.len)", "list.len == 3"),
        ("$this->assertSame('a', $x->name())", "$x->name() == 'a'"),
        ("a shouldBe b", "a == b"),
        ("f x @?= 4", "f x == 4"),
        ('assert.are.equal("x", f(1))', 'f(1) == "x"'),
        ("t.is(a, 'b')", "a == 'b'"),
    ],
)
def test_an_assertion(statement, shown):
    assert asserted([statement]) == [shown]


@pytest.mark.parametrize(
    "statement",
    ["var assert = require('node:assert')", "expected := 3", 't.Run("x", run)', "x = f(1)", "require 'helper'"],
)
def test_no_assertion(statement):
    assert asserted([statement]) == []


def test_that_nothing_went_wrong_is_told_where_nothing_else_is():
    assert asserted(["require.NoError(t, err)", "require.Equal(t, 1, n)"]) == ["n == 1"]
    assert asserted(["require.NoError(t, load(x))"]) == ["NoError(load(x))"]


def test_long_assertions_are_cut():
    (shown,) = asserted([f"assert total == [{'1, ' * 60}]"])
    assert shown.startswith("total == [1, 1") and shown.endswith("...") and len(shown) <= LONGEST


def test_a_test_that_compares_by_itself_is_told_by_its_complaint():
    told = [f"if got != want {BLOCK}", 't.Errorf("parse(%q) = %v, want %v", in, got, want)', 't.Fatal("%v", err)']
    assert complaint(told) == '"parse(%q) = %v, want %v"'
    assert complaint(["return 1"]) == ""
