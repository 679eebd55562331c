"""``python3 server/standalone``: the server as a folder that needs no Python, for this platform.

In ``.cache/standalone/tenure``: the executable ``tenure``, everything that it loads, and the
licences of what is inside. A folder, not one file: one file unpacks itself at every start, which
takes seconds, and a killed one leaves what it unpacked behind.
"""

from __future__ import annotations

import ast
import platform
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))

import environment as env

HERE = Path(__file__).resolve().parent
LOCKS = (env.ROOT / "server/requirements.txt", HERE / "requirements.txt")
VENV = env.CACHE / "standalone-venv"
"""An environment of its own: PyInstaller takes along whatever of others' wishes it finds."""

BUILT = env.CACHE / "standalone"

METADATA = ("opentelemetry-api", "opentelemetry-sdk", "pygls", "lsprotocol")
"""Distributions that ask for their own metadata when they run."""

LEFT_OUT = ("readline", "setuptools", "tkinter")
"""Of use to no server."""


def main() -> int:
    """Build it unless it is there already; its folder is the last line printed."""
    try:
        python = f"{platform.python_version()} {platform.machine()}"
        name = "Python packages of the standalone server"
        env.step(name, [*LOCKS, python], install, made=VENV)
        sources = [
            *env.ROOT.glob("server/tenure/**/*.py"),
            *env.ROOT.glob("server/tenure/**/*.sql"),
        ]
        engine = env.engine(_python())
        if engine is None:
            print("  its engine is not compiled: no C compiler, or no headers of Python (Python.h)")
        inputs = [*sorted(sources), *sorted(HERE.glob("*.*")), *LOCKS, python, str(engine)]
        made = BUILT / "tenure"
        source = engine or env.ROOT / "server"
        env.step("the standalone server", inputs, lambda: build(source), made=made)
    except env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(BUILT / "tenure")
    return 0


def install() -> None:
    """Make the environment, with what is locked and nothing else."""
    shutil.rmtree(VENV, ignore_errors=True)
    env.run("standalone-venv", [sys.executable, "-m", "venv", VENV])
    options = ["-q", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    locks = [word for lock in LOCKS for word in ("-r", lock)]
    env.run("standalone-pip", [_python(), "-m", "pip", "install", *options, *locks])


def build(source: Path) -> None:
    """Run PyInstaller on the package in ``source``; the notices go beside the executable."""
    shutil.rmtree(BUILT, ignore_errors=True)
    # Debug symbols are two thirds of a Linux interpreter; elsewhere they lie in files of their own.
    strip = ["--strip"] if sys.platform.startswith("linux") else []
    options = [
        "--noconfirm", "--onedir", "--name", "tenure", *strip,
        "--distpath", BUILT, "--workpath", BUILT / "work", "--specpath", BUILT / "work",
        # Commands, grammars and detectors of secrets are imported by name when they are needed.
        "--collect-submodules", "tenure", "--collect-data", "tenure",
        "--collect-submodules", "detect_secrets.plugins",
        "--additional-hooks-dir", HERE,
        *(word for name in METADATA for word in ("--copy-metadata", name)),
        *(word for name in LEFT_OUT for word in ("--exclude-module", name)),
        *(word for name in imported(source) for word in ("--hidden-import", name)),
    ]  # fmt: skip
    command = [_python(), "-m", "PyInstaller", *options, source / "tenure/__main__.py"]
    env.run("standalone", command, env={"PYTHONPATH": str(source)})
    notices = BUILT / "tenure/THIRD-PARTY-NOTICES.txt"
    command = [_python(), HERE / "notices.py", LOCKS[0], BUILT / "tenure", notices]
    env.run("standalone-notices", command)
    shutil.rmtree(BUILT / "work")


def imported(source: Path) -> list[str]:
    """What compiled modules import, their machine code too: PyInstaller reads source alone."""
    machine_code = [path for path in source.rglob("*.*") if path.suffix in (".so", ".pyd")]
    names = {path.name.partition(".")[0] for path in machine_code if path.parent == source}
    for module in machine_code:
        beside = module.with_name(module.name.partition(".")[0] + ".py")
        if beside.is_file():
            for node in ast.walk(ast.parse(beside.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module)
    return sorted(names)


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


if __name__ == "__main__":
    sys.exit(main())
