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
    """How many tests of a check passed and failed, and how many left themselves out."""

    passed: int
    failed: int
    skipped: int = 0


def main() -> int:
    """Set up, run, and count."""
    parser = argparse.ArgumentParser(prog="python3 tests", description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", help="run only these")
    parser.add_argument("--long", action="store_true", help="run what is large in full")
    parser.add_argument("--generate", action="store_true", help="write the generated files anew")
    parser.add_argument(
        "--record", action="store_true", help="record real editors anew, and generate"
    )
    arguments = parser.parse_args()
    print("Setting up", flush=True)
    try:
        left_out = set_up(arguments.paths)
    except env.SetupError as error:
        print(f"\n{error}\n\n0 passed, 1 failed")
        return 1
    # What is generated tells of what was recorded.
    modules = ["recording"] * arguments.record
    modules += ["generated"] * (arguments.record or arguments.generate)
    for module in modules:
        command = [env.program("python"), "-m", f"tests.{module}"]
        code = subprocess.run(command, cwd=env.ROOT, check=False).returncode
        if code:
            return code
    if modules:
        return 0
    print("Testing", flush=True)
    results = [
        run(name, command)
        for name, command in checks(arguments, browser=env.chromium() is not None)
    ]
    for reason in left_out:
        print(f"  left out: {reason}")
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def set_up(paths: list[str]) -> list[str]:
    """Install and build what ``paths`` need; what is left out here, with what to install."""
    actions = [lambda: env.python_environment(*REQUIREMENTS)]
    actions.append(env.client if paths else built_once)
    editors, telemetry = (
        covers(paths, f"tests/{part}") for part in ("editors/vscode", "telemetry")
    )
    if telemetry:
        actions += [env.trace_viewer, env.prometheus]
    if editors:
        actions.append(env.code_server)
    if not (editors or telemetry):
        env.together(*actions)
        return []
    env.together(*actions, env.chromium)
    left_out = [
        f"{tests}; install {package} (apt-get install {package})"
        for tests, package, found in (
            ("tests in a browser", "chromium", env.chromium()),
            ("tests of what Prometheus makes of metrics", "prometheus", env.prometheus()),
        )
        if found is None and (telemetry or package == "chromium")
    ]
    if left_out and os.environ.get("CI"):
        raise env.SetupError(f"in CI nothing is left out: {'; '.join(left_out)}")
    return left_out


def built_once() -> None:
    """Build what several tests use, which may be run at the same time."""
    env.client()
    env.platform_extension()


def covers(paths: list[str], part: str) -> bool:
    """Whether the tests in ``part`` are among ``paths``, by default all."""
    folder = env.ROOT / part
    chosen = [Path(path.partition("::")[0]).resolve() for path in paths] or [folder]
    return any(folder in (path, *path.parents) or path in folder.parents for path in chosen)


def checks(arguments: argparse.Namespace, *, browser: bool) -> list[tuple[str, list[str]]]:
    """Every check with its command; a path runs the part that it names."""
    python = str(env.program("python"))
    pytest = [python, "-m", "pytest", "-p", "no:cacheprovider"]
    if arguments.long:
        pytest.append("--long")
    if not browser:
        pytest += ["-m", "not vscode"]
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
    # Most of its time a test waits: two files at a time. Not in VS Code, where a person's patience
    # is waited with, nor where figures are to be measured.
    vscode = "tests/editors/vscode"
    beside = [*pytest, "-n", "2", "--dist", "loadfile", f"--ignore={vscode}", "tests"]
    tests = [("pytest", [*pytest, "tests"])]
    if not arguments.long:
        tests = [("pytest", beside), *([("pytest, VS Code", [*pytest, vscode])] if browser else [])]
    return [
        ("format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("lint", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import contracts", [str(env.program("lint-imports"))]),
        *client,
        *tests,
    ]


def run(name: str, command: list[str]) -> Result:
    """Run one check; its output is shown where it fails."""
    started = time.monotonic()
    client = command[0] == "npm"
    inherited = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    result = subprocess.run(
        command,
        cwd=env.CLIENT if client else env.ROOT,
        # pytest takes any FORCE_COLOR, 0 too, as a wish for colours; they would hide its counts.
        env={**inherited, "CHROMIUM": str(env.chromium() or ""), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    counted = count(result.stdout, result.returncode)
    words = f"{counted.passed} passed, {counted.failed} failed"
    if counted.skipped:
        words += f", {counted.skipped} left out"
    print(f"  {name}: {words} in {time.monotonic() - started:.0f} s", flush=True)
    if counted.failed:
        print(result.stdout, flush=True)
    return counted


def count(output: str, code: int) -> Result:
    """What a runner's closing lines say; a check without such lines is one test."""
    pytest = re.findall(r"^(?:=+ )?((?:\d+ \w+,? ?)+) in [\d.]+s", output, re.MULTILINE)
    # A line's first sign depends on the reporter, which depends on the terminal.
    node = re.findall(r"^\S (pass|fail) (\d+)$", output, re.MULTILINE)
    passed = failed = skipped = 0
    if pytest:
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", pytest[-1])}
        passed = counts.get("passed", 0)
        failed = sum(counts.get(word, 0) for word in ("failed", "error", "errors"))
        skipped = counts.get("skipped", 0)
    elif node:
        totals = dict(node)
        passed, failed = int(totals.get("pass", 0)), int(totals.get("fail", 0))
    else:
        passed = int(code == 0)
    return Result(passed, failed or int(code != 0), skipped)


if __name__ == "__main__":
    sys.exit(main())
