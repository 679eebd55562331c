"""Tells PyInstaller of the grammars: each is imported by the name that its language gives."""

from tenure.syntax.languages import LANGUAGES

hiddenimports = sorted({language.grammar.partition(".")[0] for language in LANGUAGES})
