"""What a language's row in the table of definitions says.

A row is data: tree-sitter query patterns. Node names come from the grammars, capture names from this list.
Knows nothing about files, chunks or parsing.
"""

from __future__ import annotations

from typing import NamedTuple

# Kinds of a definition, the strongest reading of a node first: `const f = () => 1` is a
# function before it is a constant.
KINDS = (
    "test", "function", "impl", "class", "module", "macro", "type", "constant", "declaration", "section",
    "block",
)  # fmt: skip

# Those whose members become chunks of their own.
CONTAINERS = frozenset({"class", "impl", "module", "block", "section"})

# Those whose functions are methods.
CLASSES = frozenset({"class", "impl"})

# Those whose name is text and not an identifier: it is shown as it stands and defines nothing.
LABELS = frozenset({"test", "section", "block"})

# Those that only open a place for members: the name is defined elsewhere.
OPENERS = frozenset({"impl", "module", "block"})


class Syntax(NamedTuple):
    """How one language writes what we look for.

    definitions: patterns with one capture of KINDS on the node that defines and @name on its name;
        further @scope (a receiver, as in Go) and @tail (a sibling that holds the body, as in Dart).
    leaves: patterns with @callee, @import, @docstring, @attribute (belongs to the definition below),
        @prose (human language), @wrap (a node around a definition that starts or ends before it),
        @string and @comment beyond those found by the general rule.
    clauses: neighbours of one name are one definition (Haskell's signature and equations).
    """

    definitions: str = ""
    leaves: str = ""
    clauses: bool = False
