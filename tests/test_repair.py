"""Files that a grammar cannot read whole still give up their definitions."""

from __future__ import annotations

from ncs.chunking.chunker import chunk

FUNCTION = """
int %s(int size) {
  /* Long enough to be a chunk of its own, and so to be looked for in the answer below. */
  return compute(size) + %s_of(size);
}
"""


def symbols(text: str, language: str) -> set[str]:
    return {name for c in chunk("a", text, language) for name in c.defines}


def test_braces_that_the_preprocessor_doubles() -> None:
    split = "\nint middle(int a) {\n#if A\n  if (a) {\n#else\n  while (a) {\n#endif\n    run();\n  }\n}\n" * 3
    text = FUNCTION % ("first", "a") + split + FUNCTION % ("last", "b") * 3
    assert {"first", "middle", "last"} <= symbols(text, "c")


def test_one_form_unknown_to_the_grammar() -> None:
    broken = "\nclass Odd {\n    fun odd() {\n        when (x) {\n  is A if b -> 1 ?: ) (\n        }\n"
    broken += "    }\n}\n"
    good = '\nclass Good%d {\n    fun good%d(): Int {\n        return call("some text")\n'
    good += "    }\n}\n"
    text = "".join(good % (i, i) for i in range(4)) + broken + "".join(good % (i, i) for i in range(4, 9))
    assert {f"good{i}" for i in range(9)} <= symbols(text, "kotlin")


def test_items_in_rust_macros() -> None:
    text = "cfg_a! {\n    pub struct A;\n\n    cfg_b! {\n        #[x]\n        pub fn inside() {}\n    }\n}\n"
    assert {"A", "inside"} <= symbols(text, "rust")


def test_macros_of_c() -> None:
    method = "  void c() API_COLD API_NOINLINE;\n"
    text = f"API_BEGIN\nnamespace a {{\nclass API_EXPORT B {{\n public:\n{method}}};\n}}\nAPI_END\n"
    assert {"a", "B", "c"} <= symbols(text, "cpp")
