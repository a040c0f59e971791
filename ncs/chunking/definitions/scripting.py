"""Definitions of the scripting languages and of the web's, as query patterns."""

from __future__ import annotations

from ncs.chunking.definitions.record import Syntax

PYTHON = Syntax(
    """
    (function_definition name: (_) @name) @function
    (class_definition name: (_) @name) @class
    (module (expression_statement (assignment left: (identifier) @name)) @constant)
    (module (type_alias_statement left: (_) @name) @type)
    """,
    """
    (decorated_definition) @wrap
    (call function: [(identifier) (attribute)] @callee)
    (import_statement name: [(dotted_name) @import (aliased_import name: (_) @import)])
    (import_from_statement module_name: (dotted_name) @import)
    (import_from_statement module_name: (relative_import (dotted_name)) @import)
    (import_from_statement module_name: (relative_import (import_prefix) .) name: (dotted_name) @import)
    (module . (comment)* . (expression_statement (string) @docstring))
    (block . (comment)* . (expression_statement (string) @docstring))
    """,
)

STARLARK = Syntax(
    """
    (function_definition name: (_) @name) @function
    (module (expression_statement (assignment left: (identifier) @name)) @constant)
    (module (expression_statement (call function: (identifier)
        arguments: (argument_list (keyword_argument name: (identifier) @_k value: (string) @name))))
        @block (#eq? @_k "name"))
    """,
    """
    (call function: [(identifier) (attribute)] @callee)
    ((call function: (identifier) @_f arguments: (argument_list . (string) @import)) (#eq? @_f "load"))
    (module . (comment)* . (expression_statement (string) @docstring))
    (block . (comment)* . (expression_statement (string) @docstring))
    """,
)

_FUNCTIONS = "[(arrow_function) (function_expression) (generator_function)]"
_JS = f"""
    (function_declaration name: (_) @name) @function
    (generator_function_declaration name: (_) @name) @function
    (class_declaration name: (_) @name) @class
    (method_definition name: (_) @name) @function
    (lexical_declaration (variable_declarator name: (identifier) @name value: {_FUNCTIONS})) @function
    (variable_declaration (variable_declarator name: (identifier) @name value: {_FUNCTIONS})) @function
    (lexical_declaration (variable_declarator name: (identifier) @name value: (class))) @class
    (expression_statement (assignment_expression left: (_) @name right: {_FUNCTIONS})) @function
    (expression_statement (assignment_expression left: (_) @name
        right: (assignment_expression right: {_FUNCTIONS}))) @function
    (expression_statement (assignment_expression left: (_) @name right: (class))) @class
    (pair key: (property_identifier) @name value: {_FUNCTIONS}) @function
    (program (expression_statement (call_expression arguments: (arguments
        (function_expression name: (_) @name)))) @function)
    (program (lexical_declaration (variable_declarator name: (identifier) @name)) @constant)
    (program (variable_declaration (variable_declarator name: (identifier) @name)) @constant)
    (export_statement (lexical_declaration (variable_declarator name: (identifier) @name)) @constant)
    ((call_expression function: (identifier) @_f
        arguments: (arguments . (string) @name . [(arrow_function) (function_expression)])) @test
        (#any-of? @_f "describe" "it" "test" "context" "suite"))
"""
_JS_LEAVES = """
    (export_statement) @wrap
    (call_expression function: [(identifier) (member_expression)] @callee)
    (new_expression constructor: [(identifier) (member_expression)] @callee)
    (import_statement source: (_) @import)
    (export_statement source: (_) @import)
    ((call_expression function: (identifier) @_f arguments: (arguments . (string) @import))
        (#eq? @_f "require"))
"""
JAVASCRIPT = Syntax(
    _JS + f"(field_definition property: (_) @name value: {_FUNCTIONS}) @function",
    _JS_LEAVES + "(decorator) @attribute",
    clauses=True,
)
TYPESCRIPT = Syntax(
    _JS
    + f"""
    (public_field_definition name: (_) @name value: {_FUNCTIONS}) @function
    (abstract_class_declaration name: (_) @name) @class
    (interface_declaration name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (type_alias_declaration name: (_) @name) @type
    (function_signature name: (_) @name) @function
    (abstract_method_signature name: (_) @name) @function
    (internal_module name: (_) @name) @module
    (module name: (_) @name) @module
    """,
    _JS_LEAVES + "(decorator) @attribute (ambient_declaration) @wrap",
    clauses=True,
)

RUBY = Syntax(
    """
    (method name: (_) @name) @function
    (singleton_method name: (_) @name) @function
    (class name: (_) @name) @class
    (module name: (_) @name) @module
    (assignment left: (constant) @name) @constant
    ((call method: (identifier) @_f arguments: (argument_list . (simple_symbol) @name)) @function
        (#any-of? @_f "define_method" "scope" "define_singleton_method"))
    ((call method: (identifier) @_f arguments: (argument_list . (string) @name) block: (_)) @test
        (#any-of? @_f "test" "it" "describe" "context" "specify" "task"))
    """,
    """
    (call method: (_) @callee)
    ((call method: (identifier) @_f arguments: (argument_list . (string) @import))
        (#any-of? @_f "require" "require_relative" "load" "autoload"))
    ((call method: (identifier) @_f arguments: (argument_list . (constant) @import))
        (#any-of? @_f "include" "extend" "prepend"))
    """,
)

PHP = Syntax(
    """
    (function_definition name: (_) @name) @function
    (method_declaration name: (_) @name) @function
    (class_declaration name: (_) @name) @class
    (interface_declaration name: (_) @name) @class
    (trait_declaration name: (_) @name) @class
    (enum_declaration name: (_) @name) @class
    (const_declaration (const_element (name) @name)) @constant
    (namespace_definition name: (_) @name body: (_)) @module
    ((expression_statement (function_call_expression function: (name) @_f
        arguments: (arguments . (argument (string) @name)))) @constant (#eq? @_f "define"))
    (expression_statement (assignment_expression left: (variable_name) @name
        right: [(anonymous_function) (arrow_function)])) @function
    """,
    """
    (function_call_expression function: [(name) (qualified_name)] @callee)
    (member_call_expression name: (name) @callee)
    (nullsafe_member_call_expression name: (name) @callee)
    (scoped_call_expression name: (name) @callee)
    (object_creation_expression [(name) (qualified_name)] @callee)
    (namespace_use_clause . [(name) (qualified_name)] @import)
    """,
)

LUA = Syntax(
    """
    (function_declaration name: (_) @name) @function
    (assignment_statement (variable_list name: (_) @name)
        (expression_list value: (function_definition))) @function
    (field name: (identifier) @name value: (function_definition)) @function
    (chunk (assignment_statement (variable_list . name: (dot_index_expression) @name)) @constant)
    (chunk (variable_declaration (assignment_statement (variable_list . name: (identifier) @name))) @constant)
    ((function_call name: (identifier) @_f
        arguments: (arguments . (string) @name . (function_definition))) @test
        (#any-of? @_f "describe" "it"))
    """,
    """
    (chunk (variable_declaration) @wrap)
    (function_call name: (_) @callee)
    ((function_call name: (identifier) @_f arguments: (arguments . (string) @import)) (#eq? @_f "require"))
    """,
)

BASH = Syntax(
    """
    (function_definition name: (_) @name) @function
    (program (variable_assignment name: (variable_name) @name) @constant)
    (program (declaration_command (variable_assignment name: (variable_name) @name)) @constant)
    """,
    """
    (command name: (command_name (word) @callee))
    ((command name: (command_name (word) @_f) . argument: (_) @import) (#any-of? @_f "source" "." "load"))
    """,
)

PERL = Syntax(
    """
    (function_definition name: (_) @name) @function
    (use_constant_statement constant: (identifier) @name) @constant
    """,
    """
    (call_expression_with_bareword function_name: (_) @callee)
    (method_invocation function_name: (_) @callee)
    (use_no_statement package_name: (_) @import)
    """,
)

POWERSHELL = Syntax(
    """
    (function_statement (function_name) @name) @function
    (class_statement . (simple_name) @name) @class
    (class_method_definition (simple_name) @name) @function
    """,
    "(command command_name: (_) @callee)",
)

VIM = Syntax(
    """
    (function_definition (function_declaration name: (_) @name)) @function
    (command_statement name: (_) @name) @function
    """,
    "(call_expression function: (_) @callee)",
)

R = Syntax(
    """
    (program (binary_operator lhs: (_) @name rhs: (function_definition)) @function)
    (program (binary_operator lhs: (identifier) @name) @constant)
    ((call function: (identifier) @_f arguments: (arguments . (argument value: (string) @name))) @class
        (#any-of? @_f "setClass" "setRefClass" "R6Class" "setGeneric" "setMethod"))
    ((call function: (identifier) @_f arguments: (arguments . (argument value: (string) @name) .
        (argument value: (_)))) @test (#any-of? @_f "test_that" "describe"))
    """,
    """
    (call function: (_) @callee)
    ((call function: (identifier) @_f arguments: (arguments . (argument value: (_) @import)))
        (#any-of? @_f "library" "require" "source" "requireNamespace"))
    """,
)

TABLE = {
    "python": PYTHON, "starlark": STARLARK, "javascript": JAVASCRIPT, "typescript": TYPESCRIPT,
    "tsx": TYPESCRIPT, "ruby": RUBY, "php": PHP, "php_only": PHP, "lua": LUA, "bash": BASH, "perl": PERL,
    "powershell": POWERSHELL, "vim": VIM, "r": R,
}  # fmt: skip
