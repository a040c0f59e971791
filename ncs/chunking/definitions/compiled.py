"""Definitions of the languages near the machine, as query patterns."""

from __future__ import annotations

from ncs.chunking.definitions.record import Syntax

GO = Syntax(
    """
    (function_declaration name: (_) @name) @function
    (method_declaration receiver: (parameter_list (parameter_declaration type: (_) @scope))
        name: (_) @name) @function
    (type_spec name: (_) @name type: [(struct_type) (interface_type)]) @class
    (type_spec name: (_) @name) @type
    (type_alias name: (_) @name) @type
    (source_file (const_declaration (const_spec . name: (_) @name) @constant))
    (source_file (var_declaration (var_spec . name: (_) @name) @constant))
    (source_file (var_declaration (var_spec_list (var_spec . name: (_) @name) @constant)))
    """,
    """
    (type_declaration) @wrap
    (const_declaration) @wrap
    (var_declaration) @wrap
    (call_expression function: [(identifier) (selector_expression)] @callee)
    (import_spec path: (_) @import)
    """,
)

RUST = Syntax(
    """
    (function_item name: (_) @name) @function
    (function_signature_item name: (_) @name) @function
    (struct_item name: (_) @name) @class
    (enum_item name: (_) @name) @class
    (union_item name: (_) @name) @class
    (trait_item name: (_) @name) @class
    (impl_item type: (_) @name) @impl
    (mod_item name: (_) @name body: (_)) @module
    (const_item name: (_) @name) @constant
    (static_item name: (_) @name) @constant
    (type_item name: (_) @name) @type
    (macro_definition name: (_) @name) @macro
    """,
    """
    (attribute_item) @attribute
    (call_expression function: [(identifier) (field_expression) (scoped_identifier)] @callee)
    (call_expression function: (generic_function function: (_) @callee))
    (macro_invocation macro: (_) @callee)
    (use_declaration argument: (_) @import)
    (mod_item name: (_) @import !body)
    """,
)

ZIG = Syntax(
    """
    (function_declaration name: (_) @name) @function
    (source_file (variable_declaration . (identifier) @name
        [(struct_declaration) (enum_declaration) (union_declaration) (opaque_declaration)
        (error_set_declaration)]) @class)
    (struct_declaration (variable_declaration . (identifier) @name
        [(struct_declaration) (enum_declaration) (union_declaration)]) @class)
    (source_file (variable_declaration . (identifier) @name) @constant)
    (struct_declaration (variable_declaration . (identifier) @name) @constant)
    (test_declaration [(string) (identifier)] @name) @test
    """,
    """
    (call_expression function: (_) @callee)
    ((builtin_function (builtin_identifier) @_f (arguments . (string) @import)) (#eq? @_f "@import"))
    """,
)

_C = """
    (function_definition declarator: (_) @name) @function
    (struct_specifier name: (_) @name body: (_)) @class
    (union_specifier name: (_) @name body: (_)) @class
    (enum_specifier name: (_) @name body: (_)) @class
    (type_definition type: (struct_specifier body: (_)) declarator: (_) @name) @class
    (type_definition type: (union_specifier body: (_)) declarator: (_) @name) @class
    (type_definition type: (enum_specifier body: (_)) declarator: (_) @name) @class
    (type_definition declarator: (_) @name) @type
    (preproc_def name: (_) @name value: (_)) @macro
    (preproc_function_def name: (_) @name) @macro
    (declaration declarator: (function_declarator) @name) @declaration
    (declaration declarator: (pointer_declarator declarator: (function_declarator)) @name) @declaration
    (translation_unit (declaration declarator: (init_declarator) @name) @constant)
    ((function_definition declarator: (function_declarator declarator: (identifier) @_f
        parameters: (parameter_list) @name)) @test (#match? @_f "^(TYPED_)?TEST(_[FP]|_IMPL)?$"))
"""
_C_LEAVES = """
    (call_expression function: [(identifier) (field_expression)] @callee)
    (preproc_include path: (_) @import)
"""
C = Syntax(_C, _C_LEAVES)
CPP = Syntax(
    _C
    + """
    (class_specifier name: (_) @name body: (_)) @class
    (namespace_definition name: (_) @name body: (_)) @module
    (field_declaration declarator: (function_declarator) @name) @declaration
    (alias_declaration name: (_) @name) @type
    (concept_definition name: (_) @name) @type
    (declaration_list (declaration declarator: (init_declarator) @name) @constant)
    """,
    _C_LEAVES
    + """
    (template_declaration) @wrap
    (call_expression function: (qualified_identifier) @callee)
    (call_expression function: (template_function name: (_) @callee))
    (call_expression function: (field_expression field: (template_method name: (_) @callee)))
    """,
)
OBJC = Syntax(
    _C
    + """
    (class_interface . (identifier) @name) @class
    (class_implementation . (identifier) @name) @impl
    (protocol_declaration . (identifier) @name) @class
    (method_definition . (method_type) . (identifier) @name) @function
    (method_declaration . (method_type) . (identifier) @name) @declaration
    """,
    _C_LEAVES + "(message_expression method: (identifier) @callee) (implementation_definition) @wrap",
)

TABLE = {"go": GO, "rust": RUST, "zig": ZIG, "c": C, "cpp": CPP, "objc": OBJC}
