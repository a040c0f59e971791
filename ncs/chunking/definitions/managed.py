"""Definitions of the languages of classes on a run-time system, as query patterns."""

from __future__ import annotations

from ncs.chunking.definitions.record import Syntax

JAVA = Syntax(
    """
    (class_declaration name: (_) @name) @class
    (interface_declaration name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (record_declaration name: (_) @name) @class
    (annotation_type_declaration name: (_) @name) @class
    (method_declaration name: (_) @name) @function
    (constructor_declaration name: (_) @name) @function
    (compact_constructor_declaration name: (_) @name) @function
    (field_declaration declarator: (variable_declarator name: (_) @name)) @constant
    """,
    """
    (method_invocation name: (_) @callee)
    (object_creation_expression type: [(type_identifier) (scoped_type_identifier)] @callee)
    (object_creation_expression type: (generic_type . (_) @callee))
    (import_declaration [(scoped_identifier) (identifier)] @import)
    """,
)

CSHARP = Syntax(
    """
    (class_declaration name: (_) @name) @class
    (struct_declaration name: (_) @name) @class
    (interface_declaration name: (_) @name) @class
    (record_declaration name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (method_declaration name: (_) @name) @function
    (constructor_declaration name: (_) @name) @function
    (destructor_declaration name: (_) @name) @function
    (local_function_statement name: (_) @name) @function
    (operator_declaration operator: _ @name) @function
    (indexer_declaration "this" @name) @function
    (property_declaration name: (_) @name) @constant
    (delegate_declaration name: (_) @name) @type
    (field_declaration (variable_declaration (variable_declarator . (identifier) @name))) @constant
    (event_field_declaration (variable_declaration (variable_declarator . (identifier) @name))) @constant
    (namespace_declaration name: (_) @name) @module
    """,
    """
    (invocation_expression function: [(identifier) (member_access_expression)] @callee)
    (invocation_expression function: (generic_name . (_) @callee))
    (invocation_expression function: (member_access_expression name: (generic_name . (_) @callee)))
    (object_creation_expression type: [(identifier) (qualified_name)] @callee)
    (using_directive [(identifier) (qualified_name)] @import)
    """,
)

KOTLIN = Syntax(
    """
    (class_declaration name: (_) @name) @class
    (object_declaration name: (_) @name) @class
    (function_declaration name: (_) @name) @function
    (secondary_constructor "constructor" @name) @function
    (source_file (property_declaration (variable_declaration (identifier) @name)) @constant)
    (class_body (property_declaration (variable_declaration (identifier) @name)) @constant)
    (type_alias type: (_) @name) @type
    """,
    """
    (call_expression . [(identifier) (navigation_expression)] @callee)
    (import (qualified_identifier) @import)
    """,
)

SCALA = Syntax(
    """
    (class_definition name: (_) @name) @class
    (object_definition name: (_) @name) @class
    (trait_definition name: (_) @name) @class
    (enum_definition name: (_) @name) @class
    (function_definition name: (_) @name) @function
    (function_declaration name: (_) @name) @function
    (given_definition name: (_) @name) @constant
    (template_body (val_definition pattern: (identifier) @name) @constant)
    (compilation_unit (val_definition pattern: (identifier) @name) @constant)
    (template_body (val_declaration name: (identifier) @name) @constant)
    (type_definition name: (_) @name) @type
    """,
    """
    (call_expression function: [(identifier) (field_expression)] @callee)
    (call_expression function: (generic_function function: (_) @callee))
    (import_declaration) @import
    """,
)

SWIFT = Syntax(
    """
    (class_declaration "extension" name: (_) @name) @impl
    (class_declaration name: (_) @name) @class
    (protocol_declaration name: (_) @name) @class
    (function_declaration . (modifiers)? . "func" . (_) @name) @function
    (protocol_function_declaration . (modifiers)? . "func" . (_) @name) @function
    (init_declaration "init" @name) @function
    (deinit_declaration "deinit" @name) @function
    (subscript_declaration "subscript" @name) @function
    (typealias_declaration . (modifiers)? . "typealias" . (_) @name) @type
    (source_file (property_declaration name: (pattern) @name) @constant)
    (class_body (property_declaration name: (pattern) @name) @constant)
    """,
    """
    (call_expression . [(simple_identifier) (navigation_expression)] @callee)
    (import_declaration (identifier) @import)
    """,
)

DART = Syntax(
    """
    (class_definition name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (mixin_declaration (identifier) @name) @class
    (extension_declaration name: (_) @name) @class
    ((method_signature (_ name: (_) @name)) @function . (function_body)? @tail)
    ((method_signature (factory_constructor_signature . (identifier) @name)) @function
        . (function_body)? @tail)
    (program (function_signature name: (_) @name) @function . (function_body)? @tail)
    (declaration (constructor_signature name: (_) @name)) @function
    (declaration (constant_constructor_signature (identifier) @name)) @function
    (type_alias . (type_identifier) @name) @type
    (program (static_final_declaration_list (static_final_declaration . (identifier) @name)) @constant)
    """,
    """
    (annotation) @attribute
    ((identifier) @callee . (selector (argument_part)))
    ((selector (unconditional_assignable_selector (identifier) @callee)) . (selector (argument_part)))
    (import_specification (configurable_uri) @import)
    """,
)

SOLIDITY = Syntax(
    """
    (contract_declaration name: (_) @name) @class
    (interface_declaration name: (_) @name) @class
    (library_declaration name: (_) @name) @class
    (struct_declaration name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (function_definition name: (_) @name) @function
    (modifier_definition name: (_) @name) @function
    (constructor_definition "constructor" @name) @function
    (event_definition name: (_) @name) @declaration
    (error_declaration name: (_) @name) @declaration
    (state_variable_declaration name: (_) @name) @constant
    """,
    "(call_expression function: (_) @callee) (import_directive source: (_) @import)",
)

GROOVY = Syntax(
    """
    (class_definition name: (_) @name) @class
    (function_definition function: (_) @name) @function
    (function_declaration function: (_) @name) @function
    """,
    """
    (function_call function: (_) @callee)
    (juxt_function_call function: (_) @callee)
    (groovy_import import: (_) @import)
    """,
)

TABLE = {
    "java": JAVA, "csharp": CSHARP, "kotlin": KOTLIN, "scala": SCALA, "swift": SWIFT, "dart": DART,
    "solidity": SOLIDITY, "groovy": GROOVY,
}  # fmt: skip
