"""The engine as machine code, as it is in the extension for one platform, concludes the same."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from tests import environment as env


@pytest.fixture(scope="module")
def engine() -> Path:
    found = env.engine()
    if found is None:
        pytest.skip("needs a C compiler and Python's headers (apt-get install gcc python3-dev)")
    return found


def run(engine: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=env.ROOT,
        env=os.environ | {"PYTHONPATH": str(engine)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_an_edit_goes_through_is_machine_code(engine):
    """Each module that is to be, and none is left to be interpreted by mistake."""
    names = sorted(
        f"tenure.{name.replace('/', '.')}"
        for name in runpy.run_path(str(env.ROOT / "server/standalone/engine.py"))["HOT"]
    )

    files = run(
        engine,
        "-c",
        f"import importlib\nfor name in {names}: print(importlib.import_module(name).__file__)",
    )

    assert len(files.splitlines()) == len(names)
    assert all(file.endswith(tuple(EXTENSION_SUFFIXES)) for file in files.splitlines())


def test_every_session_and_every_law_holds_of_machine_code(engine):
    """They are run once more, with the compiled engine in place of its source."""
    pytest_run = ["-m", "pytest", "-p", "no:cacheprovider", "-o", "pythonpath=.", "-o", "addopts="]

    printed = run(engine, *pytest_run, "--import-mode=importlib", "tests/sessions", "tests/laws")

    counts = re.search(r"(\d+) passed", printed)
    assert counts is not None
    assert int(counts[1]) > 300
