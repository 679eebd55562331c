"""A real VS Code in the browser: npm's code-server, loopback only, driven in Chromium.

code-server grants every proposed API to every extension. ``stock_like`` makes a copy that grants
them as VS Code from the store does: to nobody who was not named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from tests import environment as env
from tests.waiting import wait_until

PACKAGE = Path("node_modules/code-server")

SETTINGS: dict[str, Any] = {
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": "off",
    "extensions.ignoreRecommendations": True,
    "chat.disableAIFeatures": True,
    "git.enabled": False,
    "files.hotExit": "off",
    "files.autoSave": "off",
    "editor.minimap.enabled": False,
    "editor.quickSuggestions": {"other": "off", "comments": "off", "strings": "off"},
    "editor.suggestOnTriggerCharacters": False,
    "editor.wordBasedSuggestions": "off",
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.autoIndent": "none",
    "editor.accessibilitySupport": "off",
}
"""What would get between the keys of a test and the text; the rest is as people have it."""

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def stock_like() -> Path:
    """A copy of code-server, by hard links, that grants proposed APIs as stock VS Code does."""
    copy = env.CACHE / "code-server-stock-like"
    mark = copy / "made-stock-like"
    if mark.is_file():
        return copy
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(env.CODE_SERVER, copy, copy_function=os.link, symlinks=True)
    out = copy / PACKAGE / "lib/vscode/out/vs"
    # The function that code-server has return true for everybody, told by the one that calls it.
    granted = (
        r"function ([\w$]+)\(([\w$]+),([\w$]+)\)\{return!0\}"
        r"(?=function [\w$]+\([\w$]+,[\w$]+\)\{if\(!\1\()"
    )
    declared = (
        r"function \1(\2,\3)"
        r"{return !!(\2.enabledApiProposals&&\2.enabledApiProposals.includes(\3))}"
    )
    _replace_once(out / "workbench/api/node/extensionHostProcess.js", granted, declared)
    workbench = out / "code/browser/workbench/workbench.js"
    _replace_once(workbench, r"_envEnablesProposedApiForAll=!0", "_envEnablesProposedApiForAll=!1")
    mark.touch()
    return copy


class CodeServer:
    """A running code-server with a scratch profile, and one page on one file."""

    def __init__(self, installation: Path, folder: Path, environment: dict[str, str]) -> None:
        self.workspace = folder / "workspace"
        self._profile = folder / "profile"
        self.settings_path = self._profile / "User/settings.json"
        self._extensions = folder / "extensions"
        self._log = folder / "code-server.log"
        self._entry = installation / PACKAGE / "out/node/entry.js"
        self._environment = environment
        self.surface = ".editor-instance"
        """Where on the page the text is that is typed into; notebooks and diffs have their own."""
        for made in (self.workspace, self._profile / "User", self._extensions):
            made.mkdir(parents=True)

    def start(
        self,
        *vsix: Path,
        files: dict[str, str],
        settings: dict[str, Any],
        proposals: Sequence[str] = (),
        trusting: bool = True,
    ) -> None:
        """Install extensions and start; returns once the page can be typed into.

        ``proposals`` are ids of extensions that are granted what they propose. Where it is not
        ``trusting``, every folder is untrusted until somebody says that it is not.
        """
        for name, text in files.items():
            (self.workspace / name).write_text(text)
        self.set_up(settings)
        install = [word for path in vsix for word in ("--install-extension", str(path))]
        done = subprocess.run(
            [*self._command(), *install], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._options = [
            "--auth", "none",
            "--bind-addr", f"127.0.0.1:{self.port}",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-getting-started-override",
        ]  # fmt: skip
        if trusting:
            self._options.append("--disable-workspace-trust")
        self._options += [word for id_ in proposals for word in ("--enable-proposed-api", id_)]
        if "vscode-option" in self._entry.with_name("cli.js").read_text():  # not before 4.135
            self._options += ["--vscode-option", "force-disable-user-env"]
        self._serve()
        self._playwright = sync_playwright().start()
        executable = os.environ.get("CHROMIUM") or str(env.chromium())
        self._browser = self._playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        context = self._browser.new_context(viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.open(next(iter(files)))

    def set_up(self, settings: dict[str, Any]) -> None:
        """Have these settings, and those of every test; an editor that runs takes them up."""
        # A machine's settings are read from the user's file at first, and from their own later.
        for scope in ("User", "Machine"):
            (self._profile / scope).mkdir(exist_ok=True)
            (self._profile / scope / "settings.json").write_text(json.dumps(SETTINGS | settings))

    def bind(self, rules: list[dict[str, Any]]) -> None:
        """Have these key bindings of one's own."""
        (self._profile / "User/keybindings.json").write_text(json.dumps(rules))

    def open(self, name: str) -> None:
        """Load the page on one file and put the focus into it."""
        self._load(f"folder={quote(str(self.workspace))}", name)

    def open_workspace(self, workspace: str, name: str) -> None:
        """Load the page on one file of the workspace that the file ``workspace`` describes."""
        what = f"workspace={quote(str(self.workspace / workspace))}"
        self._load(what, name)
        # Met for the first time, a workspace may be shown without its folders.
        self.page.wait_for_timeout(2000)
        if self.page.locator(".explorer-folders-view .monaco-list-row").count() == 0:
            self._load(what, name)

    def enter(self, surface: str) -> None:
        """Put the focus into the first text in ``surface``, once it is there."""
        self.surface = surface
        self.page.wait_for_selector(f"{surface} .view-lines", timeout=60_000)
        self.page.locator(f"{surface} .view-lines").first.click()

    def reload(self) -> None:
        """Load the window again, with the editors that were open in it."""
        folder = quote(str(self.workspace))
        self.page.goto(f"http://127.0.0.1:{self.port}/?folder={folder}")

    def open_as(self, user_agent: str, name: str) -> None:
        """Load a new page on one file, in a browser that calls itself ``user_agent``."""
        self.page.context.close()
        self.page = self._browser.new_context(user_agent=user_agent).new_page()
        self.open(name)

    def stop(self) -> None:
        """End the browser and the server, with everything that it started."""
        self._browser.close()
        self._playwright.stop()
        self._end()

    def restart(self, name: str) -> None:
        """End the server and start it again, with the page on one file."""
        self._end()
        self._serve()
        self.open(name)

    def type(self, text: str) -> None:
        """Press the keys of ``text``, as fast as people do at their fastest."""
        self.page.keyboard.type(text, delay=25)

    def press(self, keys: str) -> None:
        """Press one key or chord, and let its events through."""
        self.page.keyboard.press(keys)
        self.page.wait_for_timeout(300)

    def ghost(self) -> str:
        """The ghost text on screen, "" where there is none."""
        parts = self.page.locator(f"{self.surface} .view-lines [class*=ghost-text]")
        return "".join(parts.all_inner_texts()).replace("\u00a0", " ")

    def close(self, tab: str) -> None:
        """Close the editor whose tab has the text ``tab``."""
        self.page.locator(".tab", has_text=tab).click(button="middle")

    def text(self) -> str:
        """The lines on screen of the editor in front, ghost text included."""
        shown = self.page.evaluate(
            "[...document.querySelectorAll('.editor-instance .view-lines .view-line')]"
            ".sort((a, b) => parseInt(a.style.top) - parseInt(b.style.top))"
            ".map((line) => line.textContent)"
        )
        return "\n".join(shown).replace("\u00a0", " ")

    def says(self, words: str) -> bool:
        """Whether ``words`` are on screen in the editor in front, wrapped or not."""
        return "".join(words.split()) in "".join(self.text().split())

    def type_until_ghost(self, text: str) -> None:
        """Type ``text`` until a suggestion shows; an editor that just started may need more."""
        self.type(text)

        def shown() -> bool:
            if self.ghost():
                return True
            self.page.wait_for_timeout(800)
            if self.ghost():
                return True
            self.press("Backspace")
            self.type(text[-1])
            return False

        wait_until(f"a suggestion for {text!r}", shown)

    def clear(self) -> None:
        """Empty the document."""
        self.press("Control+a")
        self.press("Delete")

    def shown(self) -> str:
        """The text on screen, ghost text included, suggested edits not."""
        lines = self.page.evaluate(
            "[...document.querySelectorAll('.editor-instance .view-line')]"
            ".filter(line => !line.closest('[class*=inline-edit]'))"
            ".sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))"
            ".map(line => line.textContent)"
        )
        return "\n".join(lines).replace("\u00a0", " ")

    def notices(self) -> list[str]:
        """What notifications on screen say."""
        return self.page.locator(".notification-toast").all_inner_texts()

    def status(self) -> str:
        """What Tenure shows in the status bar."""
        item = self.page.locator("#tenure\\.tenure\\.tenure\\.status")
        return "".join(item.all_inner_texts()).replace("\u00a0", " ").strip()

    def run_command(self, title: str) -> None:
        """Run a command by its title in the palette."""
        self.page.keyboard.press("F1")
        self.page.wait_for_selector(".quick-input-widget input")
        self.page.keyboard.type(title)
        self.page.wait_for_timeout(500)
        self.page.keyboard.press("Enter")

    def screenshot(self, name: str) -> Path:
        """A picture for people to look at, in .cache/screenshots."""
        path = env.CACHE / "screenshots" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
        return path

    def _command(self) -> list[str]:
        return [
            str(env.node24()),
            str(self._entry),
            "--extensions-dir", str(self._extensions),
            "--user-data-dir", str(self._profile),
            "--config", str(self._profile / "config.yaml"),
        ]  # fmt: skip

    def _serve(self) -> None:
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [*self._command(), *self._options],
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until("code-server", self._is_up)

    def _end(self) -> None:
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait(20)

    def _load(self, what: str, name: str) -> None:
        here = f"127.0.0.1:{self.port}"
        payload = json.dumps([["openFile", f"vscode-remote://{here}{self.workspace}/{name}"]])
        self.page.goto(f"http://{here}/?{what}&payload={quote(payload)}")
        self.enter(".notebookOverlay" if name.endswith(".ipynb") else ".editor-instance")

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False


def _replace_once(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"))
    assert count == 1, f"{pattern} stands {count} times in {path.name}: another code-server?"
    # A new file: the old one is a hard link to the original installation's.
    changed = path.with_suffix(".changed")
    changed.write_text(text, encoding="utf-8")
    changed.replace(path)
