"""The languages that are parsed: one entry each.

Adding a language is adding its grammar package and an entry here. A kind that a grammar lacks is
left out: JSON has no functions, and what Lua, Ruby and Bash import by is a call like any other.
"""

from __future__ import annotations

from dataclasses import dataclass


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its LSP ids and file extensions, its grammar, and the kinds of its nodes."""

    ids: tuple[str, ...]
    """As editors send them: the specification's, and Vim's file type where that is another."""
    extensions: tuple[str, ...]
    grammar: str
    """``module.function`` of its package; imported when a text of the language is first parsed."""
    functions: frozenset[str] = frozenset()
    """Functions, methods, constructors and lambdas, each with its body."""
    comments: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    """What a person renames, as leaves; operators, keywords and built-in types are none."""
    deepest: int | None = None
    """Levels of indentation beyond which the grammar writes past its memory; None: it does not."""


LANGUAGES: tuple[Language, ...] = (
    Language(
        ids=("python",),
        extensions=(".py", ".pyi", ".pyw"),
        grammar="tree_sitter_python.language",
        functions=_kinds("function_definition lambda"),
        comments=_kinds("comment"),
        imports=_kinds("future_import_statement import_from_statement import_statement"),
        identifiers=_kinds("identifier"),
    ),
    Language(
        ids=("javascript", "javascriptreact"),
        extensions=(".js", ".mjs", ".cjs", ".jsx"),
        grammar="tree_sitter_javascript.language",
        functions=_kinds(
            "arrow_function function_declaration function_expression generator_function"
            " generator_function_declaration method_definition"
        ),
        comments=_kinds("comment"),
        imports=_kinds("import_statement"),
        identifiers=_kinds(
            "identifier private_property_identifier property_identifier"
            " shorthand_property_identifier shorthand_property_identifier_pattern"
            " statement_identifier"
        ),
    ),
    Language(
        ids=("typescript",),
        extensions=(".ts", ".mts", ".cts"),
        grammar="tree_sitter_typescript.language_typescript",
        functions=_kinds(
            "arrow_function function_declaration function_expression generator_function"
            " generator_function_declaration method_definition"
        ),
        comments=_kinds("comment"),
        imports=_kinds("import_statement"),
        identifiers=_kinds(
            "identifier private_property_identifier property_identifier"
            " shorthand_property_identifier shorthand_property_identifier_pattern"
            " statement_identifier type_identifier"
        ),
    ),
    Language(
        ids=("typescriptreact",),
        extensions=(".tsx",),
        grammar="tree_sitter_typescript.language_tsx",
        functions=_kinds(
            "arrow_function function_declaration function_expression generator_function"
            " generator_function_declaration method_definition"
        ),
        comments=_kinds("comment"),
        imports=_kinds("import_statement"),
        identifiers=_kinds(
            "identifier private_property_identifier property_identifier"
            " shorthand_property_identifier shorthand_property_identifier_pattern"
            " statement_identifier type_identifier"
        ),
    ),
    Language(
        ids=("java",),
        extensions=(".java",),
        grammar="tree_sitter_java.language",
        functions=_kinds(
            "compact_constructor_declaration constructor_declaration lambda_expression"
            " method_declaration"
        ),
        comments=_kinds("block_comment line_comment"),
        imports=_kinds("import_declaration"),
        identifiers=_kinds("identifier type_identifier"),
    ),
    Language(
        ids=("kotlin",),
        extensions=(".kt", ".kts"),
        grammar="tree_sitter_kotlin.language",
        functions=_kinds(
            "anonymous_function function_declaration lambda_literal secondary_constructor"
        ),
        comments=_kinds("block_comment line_comment"),
        imports=_kinds("import"),
        identifiers=_kinds("identifier"),
    ),
    Language(
        ids=("c",),
        extensions=(".c",),
        grammar="tree_sitter_c.language",
        functions=_kinds("function_definition"),
        comments=_kinds("comment"),
        imports=_kinds("preproc_include"),
        identifiers=_kinds("field_identifier identifier statement_identifier type_identifier"),
    ),
    Language(
        ids=("cpp",),
        # .h as in VS Code: C mostly parses as C++, the other way round it does not.
        extensions=(".cc", ".cpp", ".cxx", ".c++", ".h", ".hh", ".hpp", ".hxx", ".h++"),
        grammar="tree_sitter_cpp.language",
        functions=_kinds("function_definition lambda_expression"),
        comments=_kinds("comment"),
        imports=_kinds("preproc_include"),
        identifiers=_kinds(
            "field_identifier identifier namespace_identifier statement_identifier type_identifier"
        ),
    ),
    Language(
        ids=("csharp", "cs"),
        extensions=(".cs", ".csx"),
        grammar="tree_sitter_c_sharp.language",
        functions=_kinds(
            "anonymous_method_expression constructor_declaration conversion_operator_declaration"
            " destructor_declaration lambda_expression local_function_statement method_declaration"
            " operator_declaration"
        ),
        comments=_kinds("comment"),
        imports=_kinds("extern_alias_directive using_directive"),
        identifiers=_kinds("identifier"),
    ),
    Language(
        ids=("go",),
        extensions=(".go",),
        grammar="tree_sitter_go.language",
        functions=_kinds("func_literal function_declaration method_declaration"),
        comments=_kinds("comment"),
        imports=_kinds("import_declaration"),
        identifiers=_kinds(
            "field_identifier identifier label_name package_identifier type_identifier"
        ),
    ),
    Language(
        ids=("rust",),
        extensions=(".rs",),
        grammar="tree_sitter_rust.language",
        functions=_kinds("closure_expression function_item"),
        comments=_kinds("block_comment line_comment"),
        imports=_kinds("extern_crate_declaration use_declaration"),
        identifiers=_kinds(
            "field_identifier identifier metavariable shorthand_field_identifier type_identifier"
        ),
    ),
    Language(
        ids=("ruby",),
        extensions=(".rb", ".rake", ".gemspec"),
        grammar="tree_sitter_ruby.language",
        functions=_kinds("lambda method singleton_method"),
        comments=_kinds("comment"),
        identifiers=_kinds("class_variable constant global_variable identifier instance_variable"),
    ),
    Language(
        ids=("php",),
        extensions=(".php", ".phtml"),
        # Without the text round <?php: a suggestion is code that stands far below the tag, and
        # the other grammar takes all before a tag for text. This one knows the tag as well.
        grammar="tree_sitter_php.language_php_only",
        functions=_kinds(
            "anonymous_function arrow_function function_definition method_declaration"
        ),
        comments=_kinds("comment"),
        imports=_kinds(
            "include_expression include_once_expression namespace_use_declaration"
            " require_expression require_once_expression"
        ),
        identifiers=_kinds("name"),
    ),
    Language(
        ids=("swift",),
        extensions=(".swift",),
        grammar="tree_sitter_swift.language",
        functions=_kinds("deinit_declaration function_declaration init_declaration lambda_literal"),
        comments=_kinds("comment multiline_comment"),
        imports=_kinds("import_declaration"),
        identifiers=_kinds("simple_identifier type_identifier"),
    ),
    Language(
        ids=("scala",),
        extensions=(".scala", ".sc", ".sbt"),
        grammar="tree_sitter_scala.language",
        functions=_kinds("function_definition lambda_expression"),
        comments=_kinds("block_comment comment"),
        imports=_kinds("import_declaration"),
        identifiers=_kinds("identifier type_identifier"),
    ),
    Language(
        ids=("shellscript", "sh", "bash"),
        extensions=(".sh", ".bash"),
        grammar="tree_sitter_bash.language",
        functions=_kinds("function_definition"),
        comments=_kinds("comment"),
        identifiers=_kinds("variable_name"),
    ),
    Language(
        ids=("lua",),
        extensions=(".lua",),
        grammar="tree_sitter_lua.language",
        functions=_kinds("function_declaration function_definition"),
        comments=_kinds("comment"),
        identifiers=_kinds("identifier"),
    ),
    Language(
        ids=("html",),
        extensions=(".html", ".htm"),
        grammar="tree_sitter_html.language",
        comments=_kinds("comment"),
    ),
    Language(
        ids=("css",),
        extensions=(".css",),
        grammar="tree_sitter_css.language",
        comments=_kinds("comment"),
        imports=_kinds("import_statement"),
        identifiers=_kinds("id_name identifier keyframes_name"),
    ),
    Language(
        ids=("json", "jsonc"),
        extensions=(".json", ".jsonc"),
        grammar="tree_sitter_json.language",
        comments=_kinds("comment"),
    ),
    Language(
        ids=("yaml",),
        extensions=(".yaml", ".yml"),
        grammar="tree_sitter_yaml.language",
        comments=_kinds("comment"),
        identifiers=_kinds("alias_name anchor_name"),
        # Its 1,024 bytes of state hold 254 levels (tree-sitter-grammars/tree-sitter-yaml#48).
        deepest=120,
    ),
)

BY_ID: dict[str, Language] = {id_: language for language in LANGUAGES for id_ in language.ids}
