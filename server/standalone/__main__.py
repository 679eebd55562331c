"""``python3 server/standalone``: the server as a folder that needs no Python, for this platform.

In ``.cache/standalone/tenure``: the executable ``tenure``, everything that it loads, and the
licences of what is inside. A folder, not one file: one file unpacks itself at every start, which
takes seconds, and a killed one leaves what it unpacked behind.
"""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))

import environment as env

HERE = Path(__file__).resolve().parent
LOCKS = ("server/requirements.txt", "server/standalone/requirements.txt")
BUILT = env.CACHE / "standalone"

METADATA = ("opentelemetry-api", "opentelemetry-sdk", "pygls", "lsprotocol")
"""Distributions that ask for their own metadata when they run."""

LEFT_OUT = ("psutil", "readline", "setuptools", "tkinter")
"""Found only because other things are installed beside it, or of use to no server."""


def main() -> int:
    """Build it unless it is there already; its folder is the last line printed."""
    try:
        env.python_environment(*LOCKS)
        sources = [
            *env.ROOT.glob("server/tenure/**/*.py"),
            *env.ROOT.glob("server/tenure/**/*.sql"),
        ]
        inputs = [*sorted(sources), *sorted(HERE.glob("*.*")), env.ROOT / "server/requirements.txt"]
        python = f"{platform.python_version()} {platform.machine()}"
        env.step("the standalone server", [*inputs, python], build, made=BUILT / "tenure")
    except env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(BUILT / "tenure")
    return 0


def build() -> None:
    """Run PyInstaller, and write the notices beside the executable."""
    shutil.rmtree(BUILT, ignore_errors=True)
    # Debug symbols are two thirds of a Linux interpreter; elsewhere they lie in files of their own.
    strip = ["--strip"] if sys.platform.startswith("linux") else []
    options = [
        "--noconfirm", "--onedir", "--name", "tenure", *strip,
        "--distpath", BUILT, "--workpath", BUILT / "work", "--specpath", BUILT / "work",
        "--paths", env.ROOT / "server",
        # Commands, grammars and detectors of secrets are imported by name when they are needed.
        "--collect-submodules", "tenure", "--collect-data", "tenure",
        "--collect-submodules", "detect_secrets.plugins",
        "--additional-hooks-dir", HERE,
        *(word for name in METADATA for word in ("--copy-metadata", name)),
        *(word for name in LEFT_OUT for word in ("--exclude-module", name)),
    ]  # fmt: skip
    entry = env.ROOT / "server/tenure/__main__.py"
    python = env.program("python")
    env.run("standalone", [python, "-m", "PyInstaller", *options, entry])
    notices = BUILT / "tenure/THIRD-PARTY-NOTICES.txt"
    env.run("standalone-notices", [python, HERE / "notices.py", BUILT / "tenure", notices])
    shutil.rmtree(BUILT / "work")


if __name__ == "__main__":
    sys.exit(main())
