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
        for made in (self.workspace, self._profile / "User", self._extensions):
            made.mkdir(parents=True)

    def start(
        self,
        *vsix: Path,
        files: dict[str, str],
        settings: dict[str, Any],
        proposals: Sequence[str] = (),
    ) -> None:
        """Install extensions and start; returns once the page can be typed into.

        ``proposals`` are ids of extensions that are granted what they propose.
        """
        for name, text in files.items():
            (self.workspace / name).write_text(text)
        # A machine's settings are read from the user's file at first, and from their own later.
        for scope in ("User", "Machine"):
            (self._profile / scope).mkdir(exist_ok=True)
            (self._profile / scope / "settings.json").write_text(json.dumps(SETTINGS | settings))
        node = str(env.node24())
        profile = [
            "--extensions-dir", str(self._extensions),
            "--user-data-dir", str(self._profile),
            "--config", str(self._profile / "config.yaml"),
        ]  # fmt: skip
        install = [word for path in vsix for word in ("--install-extension", str(path))]
        done = subprocess.run(
            [node, self._entry, *profile, *install], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = [
            "--auth", "none",
            "--bind-addr", f"127.0.0.1:{self.port}",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-workspace-trust",
            "--disable-getting-started-override",
        ]  # fmt: skip
        options += [word for id_ in proposals for word in ("--enable-proposed-api", id_)]
        if "vscode-option" in self._entry.with_name("cli.js").read_text():  # not before 4.135
            options += ["--vscode-option", "force-disable-user-env"]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                [node, str(self._entry), *profile, *options],
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._playwright = sync_playwright().start()
        executable = os.environ.get("CHROMIUM") or str(env.chromium())
        self._browser = self._playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        context = self._browser.new_context(viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        wait_until("code-server", self._is_up)
        self.open(next(iter(files)))

    def open(self, name: str) -> None:
        """Load the page on one file and put the focus into it."""
        here = f"127.0.0.1:{self.port}"
        payload = json.dumps([["openFile", f"vscode-remote://{here}{self.workspace}/{name}"]])
        folder = quote(str(self.workspace))
        self.page.goto(f"http://{here}/?folder={folder}&payload={quote(payload)}")
        self.page.wait_for_selector(".editor-instance .view-lines", timeout=60_000)
        self.page.locator(".editor-instance .view-lines").first.click()

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
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait(20)

    def type(self, text: str) -> None:
        """Press the keys of ``text``, as fast as people do at their fastest."""
        self.page.keyboard.type(text, delay=25)

    def press(self, keys: str) -> None:
        """Press one key or chord, and let its events through."""
        self.page.keyboard.press(keys)
        self.page.wait_for_timeout(300)

    def ghost(self) -> str:
        """The ghost text on screen, "" where there is none."""
        parts = self.page.locator(".editor-instance .view-lines [class*=ghost-text]")
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
        return item.inner_text().replace("\u00a0", " ").strip() if item.count() else ""

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
