"""Compiles the engine: ``engine.py FOLDER`` puts the package there, its hottest modules compiled.

The same source as machine code, by mypyc. It is run by a Python that has mypy and setuptools and
whose headers are there, and needs a C compiler. What is compiled is imported before its source,
which stays beside it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from mypyc.build import mypycify
from setuptools import setup

PACKAGE = Path(__file__).resolve().parent.parent / "tenure"

HOT = (
    "core/agenda",
    "core/attribution/lineage",
    "core/attribution/replacements",
    "core/attribution/runs",
    "core/attribution/spans",
    "core/attribution/tracked",
    "core/suggestions/changes",
    "core/suggestions/keys",
    "core/suggestions/ledger",
    "core/suggestions/life",
    "core/text/documents",
    "core/text/encodings",
    "core/text/lines",
    "lsp/conversation",
    "lsp/convert",
    "lsp/framing",
    "observer",
)
"""What an edit goes through, from bytes to records, but for types that msgspec makes."""

LIBRARY = "tenure_engine"
"""Of the machine code of all of them, ``__mypyc`` behind it; the modules lead into it."""


def main(folder: Path) -> None:
    """Copy the package into ``folder``, which is made anew, and compile it there."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PACKAGE, folder / "tenure", ignore=shutil.ignore_patterns("__pycache__"))
    os.chdir(folder)
    modules = [f"tenure/{name}.py" for name in HOT]
    extensions = mypycify(
        ["--config-file=", *modules],  # the project's settings of mypy name other files
        opt_level="3",
        debug_level="0",
        group_name=LIBRARY,
    )
    build = ["-q", "build_ext", "--inplace"]
    setup(name=LIBRARY, packages=[], ext_modules=extensions, script_args=build)
    shutil.rmtree("build")
    shutil.rmtree(".mypy_cache", ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
