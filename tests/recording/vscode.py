"""A person at a real VS Code that gives the reason of every change, recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer
from tests.recording.recording import Recording
from tests.waiting import wait_until

SETTINGS: dict[str, Any] = {
    "editor.autoClosingBrackets": "languageDefined",
    "editor.autoClosingQuotes": "languageDefined",
    "editor.autoIndent": "full",
    "editor.wordBasedSuggestions": "currentDocument",
    # From the extension's own modules: code-server comes without.
    "typescript.tsdk": str(env.CLIENT / "node_modules/typescript/lib"),
}
"""What tests switch off and people have."""


class VSCode:
    """Keys and commands in, acts out."""

    def __init__(self, folder: Path, name: str, text: str) -> None:
        self.recording = Recording(folder)
        self.editor = CodeServer(env.CODE_SERVER, folder / "editor", self.recording.variables)
        self.file = self.editor.workspace / name
        dist = env.CLIENT / "dist"
        self.editor.start(
            dist / "tenure.vsix",
            dist / "tenure-practice.vsix",
            files={name: text},
            settings=SETTINGS | {"tenure.server.path": str(self.recording.command)},
        )
        self.page = self.editor.page
        wait_until("the server", lambda: self.editor.status() == "Tenure: nothing yet")
        self.recording.opened()

    @property
    def version(self) -> str:
        """Which VS Code this is."""
        package = env.CODE_SERVER / "node_modules/code-server/lib/vscode/package.json"
        return f"VS Code {json.loads(package.read_text())['version']}"

    def end(self) -> None:
        """Close the browser and end the server."""
        self.editor.stop()

    def act(self, name: str, label: str, keys: str | Callable[[], object]) -> None:
        """One act with its truth: text to type, or what else does it; the file is saved after."""
        if isinstance(keys, str):
            self.editor.type(keys)
        else:
            keys()
        self.page.wait_for_timeout(300)
        self.press("Control+s")
        self.recording.done(name, label, lambda: self.file.read_text(encoding="utf-8"))

    def press(self, *keys: str) -> None:
        """Press keys or chords one after the other."""
        for key in keys:
            self.editor.press(key)

    def copied(self, text: str) -> None:
        """Somebody copied ``text`` somewhere else."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    def go(self, line: int) -> None:
        """Put the cursor at the start of a line, counted from 1."""
        self.press("Control+Home")
        for _ in range(line - 1):
            self.page.keyboard.press("ArrowDown")
        self.press("Home")

    def command(self, title: str) -> None:
        """Run a command by its title in the palette."""
        self.editor.run_command(title)
        self.page.wait_for_timeout(700)

    def wait_for_ghost(self, text: str) -> None:
        """Wait until ``text`` is shown as grey text; saving may have taken it away."""

        def shown() -> bool:
            if self.editor.ghost() != text:
                self.press("Alt+Backslash")
                self.page.wait_for_timeout(500)
            return self.editor.ghost() == text

        wait_until(f"the suggestion {text!r}", shown, instead=self.editor.ghost)

    def accept_by_mouse(self) -> None:
        """Click on what a suggestion shows under the pointer to accept it."""
        self.page.locator(".ghost-text-decoration").first.hover()
        self.page.locator(".inlineSuggestionsHints .action-label", has_text="Accept").first.click()
        self.page.wait_for_timeout(300)

    def choose(self, keys: str = "Control+Space") -> None:
        """Open the completion menu and take its first entry."""
        self.press(keys)
        self.page.wait_for_selector(".suggest-widget.visible .monaco-list-row.focused")
        self.press("Enter")
