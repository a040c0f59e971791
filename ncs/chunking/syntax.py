"""Syntax trees: the one place that knows tree-sitter and where its grammars come from.

Takes a text and the name of a grammar. Gives the definitions and the leaves (comments, strings,
calls, imports, ...) that the table of definitions asks for, as character offsets.
Knows nothing about chunks, and very little about any language: the table does.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from ncs.chunking.definitions import KINDS, LABELS, TABLE, Syntax
from ncs.chunking.readable import readable
from ncs.chunking.repair import parse_repaired

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query, Tree

Span = tuple[int, int]

# The general rule for grammars, in or out of the table: node names tell what is comment and string.
_COMMENT = re.compile(r"^(?!comment_statement|keyword_)(\w+_)?(comments?|Comment|haddock|groovy_doc|pod_statement)$")
_STRING = re.compile(
    r"^(?!bitstring|system_lib_|key_path_|keyword_|bare_|macro_)(\w+_)?string"
    r"(_literal|_value|_expression|_single_quoted|_double_quoted)?$"
    r"|^(str_lit|string_lit|AttValue|heredoc_body|heredoc|nowdoc|quoted_argument|comment_block|comment_line)$"
)
# And what a definition is, where the table is silent.
_DEFINITION = re.compile(
    r"^(\w+_)?(function|method|class|interface|struct|enum|trait|module|macro)"
    r"_(definition|declaration|statement|item)$"
)
_GENERAL_KIND = {"method": "function", **dict.fromkeys(("interface", "struct", "enum", "trait"), "class")}


class Definition(NamedTuple):
    """A node that defines something: text[start:end], its name at text[name[0]:name[1]]."""

    kind: str
    start: int
    end: int
    names: tuple[Span, ...]  # one, but several for labelled blocks: resource "a" "b"
    scope: Span | None
    body: int  # where the body starts; end when it is not known


class Parsed(NamedTuple):
    """What one text holds. Leaves by capture name; see definitions.record.Syntax."""

    tree: Tree
    definitions: list[Definition]
    leaves: dict[str, list[Span]]


class _Grammar(NamedTuple):
    parser: Parser
    query: Query | None  # of definitions and leaves: the tree is walked once for both


def _private_folder() -> str:
    """A folder for the grammar libraries when there is no home: ours alone, since they are code."""
    folder = os.path.join(tempfile.gettempdir(), f"ncs-grammars-{os.getuid()}")
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            return tempfile.mkdtemp(prefix="ncs-grammars-")
    return folder


def _language(name: str) -> Language | None:
    """Grammars are unpacked into ~/.cache at first use (atomically); without a home, elsewhere."""
    from semble_grammars import GrammarLoadError, UnsupportedPlatformError, get_language

    try:
        return cast("Language", get_language(name))
    except UnsupportedPlatformError:
        return None
    except (GrammarLoadError, RuntimeError, OSError):
        os.environ["SEMBLE_GRAMMARS_CACHE_DIR"] = _private_folder()
    try:
        return cast("Language", get_language(name))
    except (GrammarLoadError, OSError):
        return None


def _kinds_of_nodes(language: Language) -> list[str]:
    ids = range(language.node_kind_count)
    names = {language.node_kind_for_id(i) for i in ids if language.node_kind_is_named(i)}
    return sorted(name for name in names if name and language.id_for_node_kind(name, True) is not None)


def _general_definitions(language: Language, nodes: list[str]) -> str:
    if language.field_id_for_name("name") is None:
        return ""
    found = [(node, match) for node in nodes if (match := _DEFINITION.match(node))]
    patterns = [f"({node} name: (_) @name) @{_GENERAL_KIND.get(m.group(2), m.group(2))}" for node, m in found]
    return "\n".join(pattern for pattern in patterns if _query(language, pattern))


def _general_leaves(nodes: list[str]) -> str:
    comments = [f"({node}) @comment" for node in nodes if _COMMENT.match(node)]
    strings = [f"({node}) @string" for node in nodes if _STRING.match(node)]
    return "\n".join(comments + strings)


def _query(language: Language, patterns: str) -> Query | None:
    """None for no patterns, and for those that another version of the grammar does not know."""
    from tree_sitter import Query, QueryError

    try:
        return Query(language, patterns) if patterns.strip() else None
    except QueryError:
        return None


@cache
def _grammar(name: str) -> _Grammar | None:
    from tree_sitter import Parser

    language = _language(name)
    if language is None:
        return None
    nodes = _kinds_of_nodes(language)
    syntax = TABLE.get(name) or Syntax(_general_definitions(language, nodes))
    general = _general_leaves(nodes)
    definitions, leaves = syntax.definitions, syntax.leaves
    choices = ((definitions, general, leaves), (definitions, general), (general, leaves), (general,))
    queries = (_query(language, "\n".join(patterns)) for patterns in choices)
    return _Grammar(Parser(language), next(filter(None, queries), None))


def _innermost_declarator(node: Node) -> Node:
    """C hides a name in its declarator: `*(*name)(int)[2]`."""
    while node.type.endswith("_declarator"):
        inner = node.child_by_field_name("declarator") or next(iter(node.named_children), None)
        if inner is None:
            break
        node = inner
    return node


def _body_of(node: Node) -> int:
    """Where the body starts; for a value that is itself a function (`f = () => ...`), its body."""
    for _ in range(3):
        body = node.child_by_field_name("body")
        if body is not None:
            return body.start_byte
        inner = node.child_by_field_name("value") or node.child_by_field_name("right")
        inner = inner or next((child for child in node.named_children if "declarator" in child.type), None)
        if inner is None:
            break
        node = inner
    return -1


def _definition(captures: dict[str, list[Node]]) -> Definition | None:
    kind = next((name for name in captures if name in _STRENGTH), None)
    if kind is None or "name" not in captures:
        return None
    node = captures[kind][0]
    found = captures["name"] if kind in LABELS else captures["name"][-1:]
    names = tuple(_innermost_declarator(name).byte_range for name in found)
    scope = captures["scope"][0].byte_range if "scope" in captures else None
    tail = captures.get("tail")
    body = -1 if kind in LABELS or kind == "constant" else _body_of(node)
    end = tail[0].end_byte if tail else node.end_byte
    return Definition(kind, node.start_byte, end, names, scope, tail[0].start_byte if tail else body)


# Leaves whose inner nodes of the same sort are parts and not leaves of their own.
_SOLID = frozenset({"comment", "string", "prose"})
_STRENGTH = {kind: place for place, kind in enumerate(KINDS)}


def _in_order(found: list[Definition]) -> list[Definition]:
    """Outer ones first; of several readings of one node the strongest."""
    return sorted(found, key=lambda d: (d.start, -d.end, _STRENGTH[d.kind], d.names))


def _outermost(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    reached = -1
    for start, end in spans:
        if end > reached:
            kept.append((start, end))
            reached = end
    return kept


def _found(query: Query, root: Node) -> tuple[list[Definition], dict[str, list[Span]]]:
    from tree_sitter import QueryCursor

    definitions: list[Definition] = []
    leaves: dict[str, set[Span]] = {}
    for _, captures in QueryCursor(query).matches(root):
        if "name" in captures:
            if definition := _definition(captures):
                definitions.append(definition)
            continue
        for name, nodes in captures.items():
            if name[0] != "_":
                leaves.setdefault(name, set()).update([node.byte_range for node in nodes])
    spans = {name: sorted(found) for name, found in leaves.items()}
    return _in_order(definitions), {name: _outermost(s) if name in _SOLID else s for name, s in spans.items()}


def parse(text: str, grammar: str) -> Parsed | None:
    """The definitions and leaves of a text; None when the grammar cannot be loaded."""
    loaded = _grammar(grammar)
    if loaded is None:
        return None
    tree = parse_repaired(readable(text, grammar), loaded.parser.parse)
    root = tree.root_node
    return Parsed(tree, *(_found(loaded.query, root) if loaded.query else ([], {})))
