"""Sections of documents, blocks of configuration, rules of styles and builds, as query patterns.

A section's node is its heading: where the section ends follows from the headings after it.
"""

from __future__ import annotations

from ncs.chunking.definitions.record import Syntax

MARKDOWN = Syntax(
    """
    (atx_heading heading_content: (_) @name) @section
    (setext_heading heading_content: (_) @name) @section
    """,
    """
    (section (paragraph) @prose)
    (list_item (paragraph) @prose)
    (block_quote (paragraph) @prose)
    (minus_metadata) @string
    """,
)
RST = Syntax("(section (title) @name) @section", "(document (paragraph) @prose)")
ASCIIDOC = Syntax(
    """
    (document_title (line) @name) @section
    (title1 (line) @name) @section
    (title2 (line) @name) @section
    (title3 (line) @name) @section
    (title4 (line) @name) @section
    """,
    "(section_block (paragraph) @prose)",
)
ORG = Syntax("(headline item: (_) @name) @section", "(body (paragraph) @prose)")
LATEX = Syntax(
    """
    (chapter text: (_) @name) @section
    (section text: (_) @name) @section
    (subsection text: (_) @name) @section
    (subsubsection text: (_) @name) @section
    (new_command_definition declaration: (_) @name) @macro
    """
)
TYPST = Syntax("(heading (_) @name) @section (let pattern: (call item: (_) @name)) @function")

JSON = Syntax("(pair key: (_) @name) @block")
JSON5 = Syntax("(member name: (_) @name) @block")
YAML = Syntax("(block_mapping_pair key: (_) @name) @block")
TOML = Syntax(
    """
    (document (pair . (_) @name) @block)
    (table . (_) @name) @block
    (table_array_element . (_) @name) @block
    """
)
INI = Syntax("(section (section_name (text) @name)) @block")
PROPERTIES = Syntax("(property (key) @name) @block")
HCL = Syntax(
    """
    (block . (identifier) @name (string_lit)* @name) @block
    (config_file (body (attribute . (identifier) @name) @block))
    """,
    "(function_call . (identifier) @callee)",
)
KDL = Syntax("(node . (identifier) @name) @block")
XML = Syntax("(element (STag (Name) @name)) @block (element (EmptyElemTag (Name) @name)) @block")
HTML = Syntax(
    """
    (element (start_tag (tag_name) @name)) @block
    (script_element (start_tag (tag_name) @name)) @block
    (style_element (start_tag (tag_name) @name)) @block
    """,
    "(text) @prose (quoted_attribute_value) @string",
)
VUE = Syntax(HTML.definitions + "(template_element (start_tag (tag_name) @name)) @block", HTML.leaves)
CSS = Syntax(
    """
    (rule_set (selectors) @name) @block
    (media_statement . (_) @name) @block
    (keyframes_statement (keyframes_name) @name) @block
    """,
    "(import_statement (string_value) @import)",
)
SCSS = Syntax(
    """
    (rule_set (selectors) @name) @block
    (media_statement . (_) @name) @block
    (mixin_statement . (_) @name) @function
    (function_statement . (_) @name) @function
    """,
    "(import_statement (string_value) @import) (use_statement (string_value) @import)",
)
DOCKERFILE = Syntax(
    "(from_instruction (image_spec) @name as: (image_alias)? @name) @section",
    "(from_instruction (image_spec name: (_) @import))",
)
MAKE = Syntax(
    """
    (rule (targets) @name) @block
    (variable_assignment name: (_) @name) @constant
    (define_directive name: (_) @name) @macro
    """,
    "(include_directive (list) @import)",
)
CMAKE = Syntax(
    """
    (function_def (function_command (argument_list . (argument) @name))) @function
    (macro_def (macro_command (argument_list . (argument) @name))) @macro
    """,
    """
    (normal_command (identifier) @callee)
    ((normal_command (identifier) @_f (argument_list . (argument) @import))
        (#any-of? @_f "include" "find_package" "add_subdirectory"))
    """,
)
JUST = Syntax(
    "(recipe (recipe_header name: (_) @name)) @function (assignment left: (_) @name) @constant",
)
PROTO = Syntax(
    """
    (message (message_name) @name) @class
    (service (service_name) @name) @class
    (enum (enum_name) @name) @class
    (rpc (rpc_name) @name) @function
    """,
    "(import path: (_) @import)",
)
GRAPHQL = Syntax(
    """
    (object_type_definition (name) @name) @class
    (input_object_type_definition (name) @name) @class
    (interface_type_definition (name) @name) @class
    (enum_type_definition (name) @name) @class
    (union_type_definition (name) @name) @type
    (scalar_type_definition (name) @name) @type
    (operation_definition (name) @name) @function
    (fragment_definition (fragment_name) @name) @function
    """,
    "(description (string_value) @docstring)",
)
NIX = Syntax(
    "(binding attrpath: (_) @name) @block",
    "(apply_expression function: [(variable_expression) (select_expression)] @callee)",
)
JSONNET = Syntax("(field (fieldname) @name) @block (local_bind (bind function: (_) @name)) @function")

TABLE = {
    "markdown": MARKDOWN, "rst": RST, "asciidoc": ASCIIDOC, "org": ORG, "latex": LATEX, "typst": TYPST,
    "json": JSON, "jsonc": JSON, "json5": JSON5, "yaml": YAML, "toml": TOML,
    "ini": INI, "properties": PROPERTIES, "hcl": HCL, "kdl": KDL, "xml": XML, "html": HTML, "vue": VUE,
    "svelte": HTML, "astro": HTML, "css": CSS, "scss": SCSS, "dockerfile": DOCKERFILE, "make": MAKE,
    "cmake": CMAKE, "just": JUST, "proto": PROTO, "graphql": GRAPHQL, "nix": NIX, "jsonnet": JSONNET,
}  # fmt: skip
