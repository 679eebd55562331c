"""Runs an editor with Tenure in a scratch profile under ``.cache``, for a person to try.

For ``python3 server``; needs nothing but Python, and what ``environment`` has set up.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environment as env

TRIAL = env.CACHE / "trial"
PROFILE = TRIAL / "profile"
EXTENSIONS = TRIAL / "extensions"
HOME = TRIAL / "home"
PRACTICE = TRIAL / "practice"
VSIX = (env.CLIENT / "dist/tenure.vsix", env.CLIENT / "dist/tenure-practice.vsix")

NAMES = ("code", "code-insiders", "codium", "cursor", "windsurf")
MAC = Path("/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code")

SETTINGS: dict[str, Any] = {
    "chat.disableAIFeatures": True,
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": "off",
    "git.openRepositoryInParentFolders": "never",
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
}
"""Quiet, so that the practice AI is the only one that speaks; a person may change them."""

KEYS = "Tab takes it, Ctrl+Right a word of it, Escape dismisses it"
NEOVIM_KEYS = "Tab takes it, Ctrl+E dismisses it"

TEXT = """\
# Type res, def or for at the start of an empty line: grey text appears, as an AI's would.
# {keys}. Then edit what you took.

items = []
tax_rate = 0.2

"""

STARTS_WITHIN = 60.0
"""Seconds; it takes half a second on an idle machine."""


def installed_vscode() -> str | None:
    """The VS Code, or a relative of it, that can show a window here."""
    if sys.platform.startswith("linux") and not _has_screen():
        return None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.is_file() else None)


def run_vscode(code: str) -> int:
    """Open ``code`` on the practice file; returns once its window is closed."""
    _prepare(PROFILE)
    profile = [code, "--user-data-dir", str(PROFILE), "--extensions-dir", str(EXTENSIONS)]
    _install_extensions("extensions in VS Code", profile)
    with _started([*profile, "--new-window", "--wait", str(PRACTICE), str(_file())]) as editor:
        _say(f"{Path(code).name} opens with {_file().name}", "Close its window to end.")
        return editor.wait()


def run_in_browser(*, opens_window: bool) -> int:
    """Serve VS Code to a browser on the loopback interface, until it is ended."""
    _prepare(PROFILE)
    entry = env.CODE_SERVER / "node_modules/code-server/out/node/entry.js"
    profile = [
        str(env.node24()), str(entry),
        "--user-data-dir", str(PROFILE),
        "--extensions-dir", str(EXTENSIONS),
        "--config", str(PROFILE / "code-server.yaml"),
    ]  # fmt: skip
    _install_extensions("extensions in the browser's VS Code", profile)
    port = _free_port()
    here = f"127.0.0.1:{port}"
    payload = json.dumps([["openFile", f"vscode-remote://{here}{_file()}"]])
    url = f"http://{here}/?folder={quote(str(PRACTICE))}&payload={quote(payload)}"
    options = [
        "--auth", "none",
        "--bind-addr", here,
        "--disable-telemetry",
        "--disable-update-check",
        "--disable-workspace-trust",
        "--disable-getting-started-override",
    ]  # fmt: skip
    with _started([*profile, *options]) as server:
        _wait_until_up(server, here)
        _say(f"VS Code is at {url}", "Ctrl+C ends it.")
        if opens_window and (_has_screen() or not sys.platform.startswith("linux")):
            webbrowser.open(url)
        return server.wait()


def run_neovim() -> int:
    """Run Neovim in this terminal with Tenure attached; its exit code."""
    _prepare(PROFILE)
    file = PRACTICE / "neovim.py"
    _write_once(file, TEXT.format(keys=NEOVIM_KEYS))
    init = env.ROOT / "server/editors/neovim/init.lua"
    _say("Neovim opens here with Tenure in its status line", "Leave it with :qa!", NEOVIM_KEYS)
    folders = {f"XDG_{name}_HOME": str(TRIAL / "neovim") for name in ("CONFIG", "DATA", "STATE")}
    command = [str(env.neovim()), "--clean", "-u", str(init), str(file)]
    variables = {**_variables(), **folders, "TENURE_PRACTICE": "1"}
    return subprocess.run(command, cwd=PRACTICE, env=variables, check=False).returncode


class _started:  # noqa: N801  reads as a statement: with _started(command) as process
    """A process in a group of its own, which is ended with everything it started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._log = (env.CACHE / "editor.log").open("wb")
        self._process = subprocess.Popen(
            command,
            cwd=PRACTICE,
            env=_variables(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def __enter__(self) -> subprocess.Popen[bytes]:
        return self._process

    def __exit__(self, *_: object) -> None:
        if hasattr(os, "killpg"):
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(self._process.pid, number)
                    self._process.wait(10)
                except ProcessLookupError:
                    break
                except subprocess.TimeoutExpired:
                    continue
        else:
            self._process.terminate()
        self._process.wait()
        self._log.close()


def _prepare(profile: Path) -> None:
    for folder in (profile / "User", EXTENSIONS, HOME, PRACTICE):
        folder.mkdir(parents=True, exist_ok=True)
    _write_once(_file(), TEXT.format(keys=KEYS))
    file = profile / "User/settings.json"
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        settings = dict(SETTINGS)
    settings["tenure.server.path"] = str(env.program("tenure"))
    file.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _write_once(file: Path, text: str) -> None:
    if not file.is_file():
        file.write_text(text, encoding="utf-8")


def _install_extensions(name: str, profile: Sequence[str]) -> None:
    install = [word for path in VSIX for word in ("--install-extension", str(path))]
    env.step(
        name,
        [*VSIX, *profile],
        lambda: env.run("install-extensions", [*profile, *install, "--force"]),
    )


def _wait_until_up(server: subprocess.Popen[bytes], here: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"http://{here}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            log = env.CACHE / "editor.log"
            raise env.SetupError(f"VS Code in the browser did not start; its log is {log}")
        time.sleep(0.1)


def _say(first: str, last: str, keys: str = KEYS) -> None:
    tenure = env.program("tenure").relative_to(env.ROOT)
    store = (HOME / "tenure.db").relative_to(env.ROOT)
    print(
        f"\n{first}\n"
        f"Type res on an empty line and a suggestion appears: {keys}. Watch the status bar.\n"
        f"The same figures in a terminal: {tenure} report --store {store}. {last}",
        flush=True,
    )


def _variables() -> dict[str, str]:
    return {**os.environ, "TENURE_HOME": str(HOME), "TENURE_COMMAND": str(env.program("tenure"))}


def _file() -> Path:
    return PRACTICE / "practice.py"


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
