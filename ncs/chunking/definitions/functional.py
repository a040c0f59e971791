"""Definitions of the functional languages and of those for numbers and data, as query patterns."""

from __future__ import annotations

from ncs.chunking.definitions.record import Syntax

HASKELL = Syntax(
    """
    (declarations (signature name: (_) @name) @function)
    (declarations (signature names: (_ (variable) @name)) @function)
    (declarations (function name: (_) @name) @function)
    (declarations (function (infix operator: (_) @name)) @function)
    (declarations (function (infix operator: (infix_id (_) @name))) @function)
    (declarations (bind name: (_) @name) @function)
    (data_type name: (_) @name) @class
    (newtype name: (_) @name) @class
    (type_synomym name: (_) @name) @type
    (type_family name: (_) @name) @type
    (declarations (class name: (_) @name) @class)
    (declarations (instance name: (_) @name) @impl)
    """,
    """
    (declarations (pragma) @attribute)
    (apply function: (variable) @callee)
    (apply function: (qualified) @callee)
    (import module: (_) @import)
    """,
    clauses=True,
)

_HEAD = """[
        (identifier) @name
        (call target: (identifier) @name)
        (binary_operator left: (call target: (identifier) @name))
        (binary_operator left: (identifier) @name)
    ]"""
ELIXIR = Syntax(
    f"""
    ((call target: (identifier) @_k (arguments . (_) @name) (do_block)) @module
        (#any-of? @_k "defmodule" "defprotocol"))
    ((call target: (identifier) @_k (arguments . (_) @name) (do_block)) @impl (#eq? @_k "defimpl"))
    ((call target: (identifier) @_k (arguments . {_HEAD})) @function
        (#any-of? @_k "def" "defp" "defguard" "defguardp" "defdelegate"))
    ((call target: (identifier) @_k (arguments . {_HEAD})) @macro (#any-of? @_k "defmacro" "defmacrop"))
    ((call target: (identifier) @_k (arguments . (string) @name) (do_block)) @test
        (#any-of? @_k "test" "describe"))
    """,
    """
    (unary_operator operator: "@" operand: (call)) @attribute
    ((call target: (identifier) @_d (arguments . (string) @docstring))
        (#any-of? @_d "doc" "moduledoc" "typedoc"))
    ((call target: (identifier) @callee) (#not-match? @callee
        "^(def|defp|defmodule|defmacrop?|defimpl|(module|type)?doc|spec|alias|import|require|use|test|describe\
|if|unless|case|cond|with|for|raise|quote|unquote|fn|try|receive)$"))
    (call target: (dot right: (identifier) @callee))
    ((call target: (identifier) @_k (arguments . (alias) @import))
        (#any-of? @_k "alias" "import" "require" "use"))
    """,
    clauses=True,
)

ERLANG = Syntax(
    """
    (fun_decl clause: (function_clause name: (_) @name)) @function
    (record_decl name: (_) @name) @class
    (pp_define lhs: (macro_lhs name: (_) @name)) @macro
    (type_alias name: (type_name name: (_) @name)) @type
    """,
    """
    (spec) @attribute
    (call expr: (_) @callee)
    (pp_include file: (_) @import)
    (pp_include_lib file: (_) @import)
    (import_attribute module: (_) @import)
    """,
    clauses=True,
)

OCAML = Syntax(
    """
    (compilation_unit (value_definition (let_binding pattern: (_) @name) @function))
    (structure (value_definition (let_binding pattern: (_) @name) @function))
    (value_specification (value_name) @name) @declaration
    (external (value_name) @name) @declaration
    (type_definition (type_binding name: (_) @name) @class)
    (module_definition (module_binding (module_name) @name)) @module
    (module_type_definition (module_type_name) @name) @module
    (exception_definition (constructor_declaration (constructor_name) @name)) @type
    (class_definition (class_binding (class_name) @name)) @class
    (method_definition (method_name) @name) @function
    """,
    """
    (value_definition) @wrap
    (type_definition) @wrap
    (application_expression function: (value_path) @callee)
    (open_module module: (_) @import)
    """,
)

CLOJURE = Syntax(
    """
    ((list_lit . (sym_lit) @_k . (sym_lit) @name) @function
        (#any-of? @_k "defn" "defn-" "defmulti" "defmethod" "deftest"))
    ((list_lit . (sym_lit) @_k . (sym_lit) @name) @macro (#eq? @_k "defmacro"))
    ((list_lit . (sym_lit) @_k . (sym_lit) @name) @class (#any-of? @_k "defprotocol" "defrecord" "deftype"))
    ((list_lit . (sym_lit) @_k . (sym_lit) @name) @constant (#any-of? @_k "def" "defonce"))
    """,
    """
    ((list_lit . (sym_lit) @_k . (sym_lit) . (str_lit) @docstring) (#match? @_k "^def"))
    ((list_lit . (sym_lit) @callee) (#not-match? @callee "^(def|ns$|let$|if$|when|fn$|do$)"))
    (list_lit . (kwd_lit) (vec_lit . (sym_lit) @import))
    """,
)

_LISP = """
    ((list . (symbol) @_k . (list . (symbol) @name)) @function
        (#any-of? @_k "define" "define/contract" "define-syntax-rule" "define/public" "define*"))
    ((list . (symbol) @_k . (symbol) @name) @constant
        (#any-of? @_k "define" "define-values" "defvar" "define-constant"))
    ((list . (symbol) @_k . (symbol) @name) @macro (#any-of? @_k "define-syntax" "defmacro"))
    ((list . (symbol) @_k . (symbol) @name) @class
        (#any-of? @_k "struct" "define-record-type" "define-struct"))
"""
LISP = Syntax(
    _LISP,
    """
    ((list . (symbol) @callee) (#not-match? @callee "^(define|let|if$|cond$|lambda$|require$|struct$)"))
    ((list . (symbol) @_k . (symbol) @import) (#any-of? @_k "require" "import" "use-modules"))
    """,
)

JULIA = Syntax(
    """
    (function_definition (signature (call_expression . (_) @name))) @function
    (function_definition (signature (typed_expression (call_expression . (_) @name)))) @function
    (function_definition (signature (where_expression (call_expression . (_) @name)))) @function
    (function_definition (signature (where_expression (typed_expression
        (call_expression . (_) @name))))) @function
    (assignment . (call_expression . (_) @name)) @function
    (macro_definition (signature (call_expression . (_) @name))) @macro
    (struct_definition (type_head [(identifier) @name (_ . (identifier) @name)])) @class
    (abstract_definition (type_head [(identifier) @name (_ . (identifier) @name)])) @class
    (module_definition name: (_) @name) @module
    (const_statement (assignment . (identifier) @name)) @constant
    """,
    """
    ((string_literal) @docstring @attribute . [(function_definition) (assignment) (struct_definition)
        (macro_definition) (abstract_definition) (const_statement) (module_definition)])
    (call_expression . [(identifier) (field_expression)] @callee)
    (using_statement (_) @import)
    (import_statement (_) @import)
    """,
)

SQL = Syntax(
    """
    (create_table (object_reference) @name) @class
    (create_type (object_reference) @name) @type
    (create_view (object_reference) @name) @class
    (create_materialized_view (object_reference) @name) @class
    (create_function (object_reference) @name) @function
    (create_trigger . (_)* . (object_reference) @name . (keyword_before)) @function
    (create_trigger . (_)* . (object_reference) @name . (keyword_after)) @function
    (create_index column: (_) @name) @constant
    (create_schema (identifier) @name) @constant
    (create_sequence (object_reference) @name) @constant
    (alter_table (object_reference) @name) @block
    """,
    "(program (statement) @wrap) (invocation (object_reference) @callee)",
)

FORTRAN = Syntax(
    """
    (module (module_statement (name) @name)) @module
    (program (program_statement (name) @name)) @module
    (subroutine (subroutine_statement name: (_) @name)) @function
    (function (function_statement name: (_) @name)) @function
    (derived_type_definition (derived_type_statement (type_name) @name)) @class
    """,
    """
    (subroutine_call subroutine: (_) @callee)
    (call_expression . (identifier) @callee)
    (use_statement (module_name) @import)
    """,
)

TABLE = {
    "haskell": HASKELL, "elixir": ELIXIR, "erlang": ERLANG, "ocaml": OCAML, "clojure": CLOJURE,
    "racket": LISP, "scheme": LISP, "julia": JULIA, "sql": SQL, "fortran": FORTRAN,
}  # fmt: skip
