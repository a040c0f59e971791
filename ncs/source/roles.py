"""What part a file plays beside the program itself, told from its path.

Tests, examples, documents and kept-for-compatibility code repeat the words of the code they are about;
search holds them back unless the question asks for them.
"""

from __future__ import annotations

import re

ROLES = ("code", "test", "example", "document", "compat", "reexport", "declaration", "data")

_TEST = re.compile(
    r"(^|/)(tests?|specs?|__tests__|testing|testdata|test_?data|fixtures?|e2e|benchmarks?|bench|mocks?|__mocks__)/"
    r"|(^|/)(test_[^/]*|conftest|[^/]*([_.-](test|tests|spec|bench)|Tests?|Spec|IT))\.[^/.]+$",
)
_EXAMPLE = re.compile(r"(^|/)(examples?|samples?|demos?|docs?_src|tutorials?|playground|cookbook|snippets)/", re.I)
_DOCUMENT = re.compile(
    r"(^|/)(docs?|documentation|changelogs?|changes)/|\.(md|markdown|mdx|rst|adoc|asciidoc|txt|tex|org)$", re.I
)
_COMPAT = re.compile(r"(^|/)[^/]*(compat|legacy|deprecated|polyfill|shims?|_v1)[^/]*(/|$)", re.I)
_DECLARATION = re.compile(r"\.d\.[mc]?ts$|\.pyi$")
_DATA = re.compile(r"\.(json|ya?ml|toml|ini|cfg|xml|csv|lock|properties)$|(^|/)\.[^/]+$", re.I)
_REEXPORTS = frozenset(
    ("__init__.py", "index.js", "index.ts", "index.tsx", "index.jsx", "index.mjs", "package-info.java")
)

_BY_PATH = ((_TEST, "test"), (_EXAMPLE, "example"), (_DOCUMENT, "document"), (_COMPAT, "compat"))

# Words of a question (stems) that ask for files of a role.
ASKED_BY = {
    "test": frozenset(("test", "spec", "fixtur", "mock", "benchmark", "bench")),
    "example": frozenset(("exampl", "sampl", "demo", "tutori", "usag")),
    "document": frozenset(("doc", "document", "readm", "changelog", "guid", "tutori", "licens", "contribut", "releas")),
    "compat": frozenset(("compat", "legaci", "deprec", "polyfil", "shim", "backward")),
    "declaration": frozenset(("declar", "typ", "type")),
    "data": frozenset(
        ("config", "configur", "yaml", "json", "toml", "workflow", "ci", "depend", "manifest", "schema", "set")
    ),
}


def role_of(path: str, defines: int) -> str:
    """The role of a file that defines so many names. Example: ("src/index.ts", 0) -> "reexport"."""
    for pattern, role in _BY_PATH:
        if pattern.search(path):
            return role
    if path.rsplit("/", 1)[-1] in _REEXPORTS and not defines:
        return "reexport"
    if _DECLARATION.search(path):
        return "declaration"
    return "data" if _DATA.search(path) else "code"
