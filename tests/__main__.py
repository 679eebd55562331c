"""``python3 tests``: sets everything up and passes every test.

A path runs a part: a folder or file of Python tests, or ``client-vscode``. The last line is
``N passed, N failed``, over every check and test.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import environment as env

REQUIREMENTS = ("server/requirements.txt", "tests/requirements.txt")


@dataclass
class Result:
    """How many tests of a check passed and failed."""

    passed: int
    failed: int


def main() -> int:
    """Set up, run, and count."""
    parser = argparse.ArgumentParser(prog="python3 tests", description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", help="run only these")
    parser.add_argument("--long", action="store_true", help="run what is large in full")
    parser.add_argument("--generate", action="store_true", help="write the generated files anew")
    arguments = parser.parse_args()
    print("Setting up", flush=True)
    try:
        left_out = set_up(arguments.paths)
    except env.SetupError as error:
        print(f"\n{error}\n\n0 passed, 1 failed")
        return 1
    if arguments.generate:
        return subprocess.run(
            [env.program("python"), "-m", "tests.generated"], cwd=env.ROOT
        ).returncode
    print("Testing", flush=True)
    results = [run(name, command) for name, command in checks(arguments)]
    for reason in left_out:
        print(f"  left out: {reason}")
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def set_up(paths: list[str]) -> list[str]:
    """Install and build everything; what cannot be tested here, with what to install."""
    env.together(
        lambda: env.python_environment(*REQUIREMENTS), env.client, env.code_server, env.chromium
    )
    left_out = []
    if env.chromium() is None:
        left_out.append("tests in a browser; install chromium (apt-get install chromium)")
    if left_out and os.environ.get("CI"):
        raise env.SetupError("in CI nothing is left out: " + "; ".join(left_out))
    return left_out


def checks(arguments: argparse.Namespace) -> list[tuple[str, list[str]]]:
    """Every check with its command; a path runs the part that it names."""
    python = str(env.program("python"))
    pytest = [python, "-m", "pytest", "-p", "no:cacheprovider"]
    if arguments.long:
        pytest.append("--long")
    client: list[tuple[str, list[str]]] = [
        ("eslint", ["npm", "run", "--silent", "lint"]),
        ("TypeScript types", ["npm", "run", "--silent", "typecheck"]),
        ("TypeScript tests", ["npm", "test", "--silent"]),
    ]
    if arguments.paths:
        chosen: list[tuple[str, list[str]]] = []
        python_paths = [path for path in arguments.paths if path.rstrip("/") != "client-vscode"]
        if len(python_paths) < len(arguments.paths):
            chosen += client
        if python_paths:
            chosen.append(("pytest", [*pytest, *python_paths]))
        return chosen
    return [
        ("format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("lint", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import contracts", [str(env.program("lint-imports"))]),
        *client,
        ("pytest", [*pytest, "tests"]),
    ]


def run(name: str, command: list[str]) -> Result:
    """Run one check; its output is shown where it fails."""
    started = time.monotonic()
    client = command[0] == "npm"
    result = subprocess.run(
        command,
        cwd=env.CLIENT if client else env.ROOT,
        env={**os.environ, "CHROMIUM": str(env.chromium() or ""), "FORCE_COLOR": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    counted = count(result.stdout, result.returncode)
    words = f"{counted.passed} passed, {counted.failed} failed"
    print(f"  {name}: {words} in {time.monotonic() - started:.0f} s", flush=True)
    if counted.failed:
        print(result.stdout, flush=True)
    return counted


def count(output: str, code: int) -> Result:
    """What a runner's closing lines say; a check without such lines is one test."""
    pytest = re.findall(r"^(?:=+ )?((?:\d+ \w+,? ?)+) in [\d.]+s", output, re.MULTILINE)
    # A line's first sign depends on the reporter, which depends on the terminal.
    node = re.findall(r"^\S (pass|fail) (\d+)$", output, re.MULTILINE)
    passed = failed = 0
    if pytest:
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", pytest[-1])}
        passed = counts.get("passed", 0)
        failed = sum(counts.get(word, 0) for word in ("failed", "error", "errors"))
    elif node:
        totals = dict(node)
        passed, failed = int(totals.get("pass", 0)), int(totals.get("fail", 0))
    else:
        passed = int(code == 0)
    return Result(passed, failed or int(code != 0))


if __name__ == "__main__":
    sys.exit(main())
