"""What a test asserts, said shortly: read from its statements, whatever the language and the framework.

Example: "self.assertEqual(3, total(basket))" -> "total(basket) == 3".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ncs.text.statements import BLOCK, arguments

LONGEST = 70  # characters of an assertion that are shown
FEWEST_WORDS = 2  # of a message that says something

_BEFORE = re.compile(r"^(?:await|return|try[!?]?|yield|with|async|and)\s+")
_CHAIN = re.compile(r"[\w$@]+!?(?:\s*(?:\.|->|::)\s*[\w$]+!?)*")
_LINK = re.compile(r"\.|->|::")
_ASSERTS = re.compile(
    r"(?:ck_|XCT)?(?:[aA]ssert|ASSERT|refute|[eE]xpect(?!ed|ation)|EXPECT|verify|ensure|raises)|CHECK|REQUIRE"
)
_STATEMENT = re.compile(r"(assert|refute|#expect|static_assert)\s+(?![=.:])(.*)")
_BY_LETTER = frozenset(("t", "is", "a", "c", "qt", "test", "require", "should", "tc"))  # comparisons are called on it
_FIRST, _LAST = ("t", "tb", "T()", "s.T()"), ("done", "cb", "next")  # arguments that say nothing of what is asserted
_INFIX = re.compile(
    r"\s(?:shouldBe|shouldEqual|should (?:be|equal|===)|must(?:Be|Equal|==|===)|@\?=|`shouldBe`)\s+|\.must_equal\s+"
)
_ANY_INFIX = re.compile(r"[.\s](?:should\w*|must_\w+)\b|@\?|`should\w+`")
_FLUENT = re.compile(r"\.(?:should|Should\(\))(?=\.)")
_IN_BRACKETS = re.compile(r"\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)")
_IN_CHAIN = re.compile(r"\.(?:expect|should)\w*\(")
_LITERAL = re.compile(
    r"""[-+]?\d|["'`]|true\b|false\b|nil\b|null\b|none\b|(?:[$]?\w+(?:\.|->))*[$]?(?:expected|want)|[\w.&*\[\]]*\{""",
    re.I,
)
_CAUGHT = re.compile(r"\s*(?:as\s+\w+)?\s*:?")  # behind what Python's "with" checks

_SAME = re.compile(
    r"(?:are\W?|int_|str_|ptr_|uint_|deep|strict|is|to|be|have\.)*"
    r"(?:equals?|eq|eql|same|streq|jsoneq|equalto|is|be|deepequal|strictequal|sameas|equiv)(?:strings|slices)?"
)
_OTHER = re.compile(r"(?:are|is|to)*not(?:deep|strict)?(?:equal|same|eq|equalto|equals|be)+|ne")
_TRUE = frozenset(("", "true", "istrue", "ok", "that", "isok", "betrue"))
_FALSE = frozenset(("false", "isfalse", "not", "notok", "refute"))
_NO_NEWS = re.compile(
    r"(?:no_?error|(?:XCT)?assert_?(?:NoThrow|DoesNotThrow)|NotPanics|not_?nil|not_?null|is_?not_?none|nil|isnil)\b"
    r"|(?:not )?(?:err|error|e|ok|t)\b(?! \w|\.)"
    r"|.*(?:\.is_ok\(\)|is not None|!= (?:nil|null|None)|err(?:or)? == (?:nil|null))$",
    re.I,
)

_COMPLAINS = re.compile(r"(?:t|tb|b)\.(?:Error|Fatal|Skip)f?\((?:[^\"`]*)([\"`](?:\\\\.|[^\"`\\\\])*[\"`])")
_WORD = re.compile(r"%?[^\W\d_]{2,}")


class _Call(NamedTuple):
    name: str  # what is called, with what it is called on
    arguments: list[str]
    behind: str


def asserted(statements: Sequence[str]) -> list[str]:
    """Each assertion once, in order; those that only say that nothing went wrong where there are no others."""
    found = [shown for statement in statements if (shown := _assertion(_BEFORE.sub("", statement)))]
    found = list(dict.fromkeys(found))
    telling = [one for one in found if not _NO_NEWS.match(one) and BLOCK not in one]
    return [_cut(one) for one in telling or found]


def complaint(statements: Sequence[str]) -> str:
    """What a test says when it fails, where it compares by itself: the last message that has words; "" if none."""
    said = [found[1] for statement in statements if (found := _COMPLAINS.match(statement))]
    return next((_cut(one) for one in reversed(said) if len(_WORD.findall(one)) >= FEWEST_WORDS), "")


def _cut(shown: str) -> str:
    shown = shown.replace(BLOCK, "{...}")
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 3].rstrip(" ,([{") + "..."


def _assertion(statement: str) -> str:
    """ "" if it is none."""
    readers = (_as_statement, _as_call, _between, _as_chain)
    return next((shown for read in readers if (shown := read(statement))), "")


def _as_statement(statement: str) -> str:
    """assert x == 1, "why"."""
    found = _STATEMENT.match(statement)
    if not found:
        return ""
    said = next(iter(arguments(found[2] + ")")[0]), "")
    said = arguments(said[1:])[0][0] if _IN_BRACKETS.fullmatch(said) else said
    return f"not {said}" if found[1] == "refute" else said


def _as_call(statement: str) -> str:
    """self.assertEqual(1, x), assert_equal 1, x."""
    statement = statement.lstrip("#")
    chain = _CHAIN.match(statement)
    links = [part.strip() for part in _LINK.split(chain[0])] if chain else []
    if not any(_ASSERTS.match(link) for link in links) and not _is_comparison(links):
        return ""
    call = _call(statement)
    return _said(call) if call else ""


def _between(statement: str) -> str:
    """x shouldBe 1, x.should.equal(1)."""
    if infix := _INFIX.search(statement):
        return f"{statement[: infix.start()]} == {statement[infix.end() :]}"
    fluent = _FLUENT.search(statement)
    return _matched(statement[: fluent.start()], statement[fluent.end() :]) if fluent else ""


def _as_chain(statement: str) -> str:
    """request(app).get("/").expect(200)."""
    found = list(_IN_CHAIN.finditer(statement))
    shown = [f"{each[0][1:]}{', '.join(_telling(arguments(statement[each.end() :])[0]))})" for each in found]
    if shown:
        return next((one for one in reversed(shown) if _WORD.search(one.partition("(")[2])), shown[-1])
    return statement if _ANY_INFIX.search(statement) and not statement.endswith(BLOCK) else ""


def _is_comparison(links: list[str]) -> bool:
    """t.is(a, b), require.Equal(t, a, b)."""
    if len(links) < 2 or links[0] not in _BY_LETTER:
        return False
    name = links[-1].lower()
    compares = _SAME.fullmatch(name) or _OTHER.fullmatch(name) or name in ("true", "false", "ok")
    return bool(compares) or links[0] in ("require", "should")


def _call(statement: str) -> _Call | None:
    start = statement.find("(")
    if start < 0:  # Ruby and Elixir need no parentheses
        name, _, rest = statement.partition(" ")
        return _Call(name, *arguments(rest + ")")) if rest and not re.match(r"\W*=", rest) else None
    before = statement[:start].rstrip()
    ruby = re.match(r"([\w.]+[!?]?)\s+(\S.*)", statement)
    if ruby and len(ruby[1]) < start and not re.match(r"[=:<>(]", ruby[2]):
        return _Call(ruby[1], *arguments(ruby[2] + ")"))
    return _Call(re.sub(r"<.*", "", before), *arguments(statement[start + 1 :]))


def _said(call: _Call) -> str:
    parts = [part.strip() for part in _LINK.split(call.name)]
    name = re.sub(r"^#?(?:ck_)?(?:XCT)?(?:assert|refute|expect|require|check)_*|!$", "", parts[-1], flags=re.I).lower()
    of = _telling(call.arguments)
    behind = "" if _CAUGHT.fullmatch(call.behind) else call.behind.strip()
    if len(of) == 1 and behind:
        return _matched(of[0], behind)
    if len(of) >= 2 and _SAME.fullmatch(name):
        return _compared(of[0], "==", of[1])
    if len(of) >= 2 and _OTHER.fullmatch(name):
        return _compared(of[0], "!=", of[1])
    if of and (name in _TRUE or name in _FALSE) and not behind:
        return f"not {of[0]}" if name in _FALSE or parts[-1] == "refute" else of[0]
    return f"{parts[-1]}({', '.join(of)})" if of else ""


def _telling(of: list[str]) -> list[str]:
    of = of[1:] if of and of[0] in _FIRST else of
    return of[:-1] if of and of[-1] in _LAST else of


def _matched(of: str, behind: str) -> str:
    """expect(a).toBe(b) and its like."""
    start = behind.find("(")
    matcher = re.match(r"\.?\s*((?:to|not|be|have|is|deep|that|does|[.\s_])*\w+)(.*)", behind)
    if not matcher:
        return f"{of}{behind}"
    name = re.sub(r"[\s._]", "", matcher[1]).lower()
    of_it = arguments(behind[start + 1 :])[0] if start >= 0 else arguments(matcher[2].strip() + ")")[0]
    if len(of_it) == 1 and _OTHER.fullmatch(name):
        return _compared(of, "!=", of_it[0], False)
    if len(of_it) == 1 and _SAME.fullmatch(name):
        return _compared(of, "==", of_it[0], False)
    return f"{of}{'' if behind.startswith('.') else ' '}{behind}"


def _compared(a: str, sign: str, b: str, may_turn: bool = True) -> str:
    """What is expected comes last."""
    turned = may_turn and bool(_LITERAL.match(a)) and not _LITERAL.match(b)
    return f"{b} {sign} {a}" if turned else f"{a} {sign} {b}"
