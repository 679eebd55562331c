"""What VS Code itself does on the keys that Tenure wraps, as its releases tell it.

An extension asks a running VS Code for its default key bindings, which it gives in the order of
their precedence, for the system that the browser says it runs on. Kept are, of each such key, the
rules from the first that runs a command which Tenure wraps: nothing below ever decides.
``python3 tests --record`` writes ``client-vscode/test/fixtures/keybindings``, one file a release.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests import environment as env
from tests.editors.vscode.code_server import PACKAGE, CodeServer
from tests.editors.vscode.fixtures import packed
from tests.waiting import wait_until

RECORDED = env.CLIENT / "test/fixtures/keybindings"

RELEASES = ("4.133.0", "4.135.0", "4.136.2", "4.137.0", "4.138.0", env.CODE_SERVER_VERSION)
"""code-server's of the current VS Code and the five before it; of 1.134 there is none."""

WRAPPED = {
    "editor.action.inlineSuggest.commit": ("tab",),
    "editor.action.inlineSuggest.acceptNextWord": ("ctrl+right", "cmd+right"),
    "editor.action.inlineSuggest.hide": ("escape",),
}

_LATE = {
    "chat.models.action.clearSearchResults",
    "workbench.actions.workbench.panel.output.clearFilterText",
}
"""Bound when the editor has time for it, or once an extension has written a log.

The focus is in the filter of the models or of the log then, never in a text.
"""

UNCHANGED_SECONDS = 8
"""Parts of the editor bring their bindings seconds after it has opened."""

_ASKED_IN = "TENURE_TEST_KEYBINDINGS"
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_AGENT = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
SYSTEMS = {
    "linux": _AGENT.format("X11; Linux x86_64"),
    "mac": _AGENT.format("Macintosh; Intel Mac OS X 10_15_7"),
    "windows": _AGENT.format("Windows NT 10.0; Win64; x64"),
}
"""What a browser says on each system."""


class Asked:
    """A VS Code whose default key bindings can be asked for; ``vsix`` is to be installed in it."""

    def __init__(self, folder: Path) -> None:
        self._answer = folder / "keybindings.jsonc"
        self.variables = {_ASKED_IN: str(self._answer)}
        self.vsix = packed("keys", folder)

    def bindings(self) -> dict[str, list[dict[str, Any]]]:
        """By key, the rules that decide on it, the strongest last; of the page opened last."""
        text = wait_until("the key bindings", self._complete)
        rules = json.loads(_COMMENT.sub("", text))
        keys = sorted({key for keys in WRAPPED.values() for key in keys})
        return {key: decisive for key in keys if (decisive := _decisive(rules, key))}

    def forget(self) -> None:
        """What is asked next is of another page."""
        self._answer.unlink(missing_ok=True)

    def settled(self, page: Page) -> dict[str, list[dict[str, Any]]]:
        """The bindings once nothing was added to them for a while."""
        found, unchanged = self.bindings(), 0
        while unchanged < UNCHANGED_SECONDS:
            page.wait_for_timeout(1000)
            now = self.bindings()
            found, unchanged = now, unchanged + 1 if now == found else 0
        return found

    def _complete(self) -> str:
        text = self._answer.read_text(encoding="utf-8") if self._answer.exists() else ""
        return text if text.endswith("\n// END\n") else ""


def version_of(installation: Path) -> str:
    """Which VS Code is in an installation of code-server."""
    package = installation / PACKAGE / "lib/vscode/package.json"
    return str(json.loads(package.read_text())["version"])


def record() -> None:
    """Ask each release, and write down what it says."""
    RECORDED.mkdir(exist_ok=True)
    for path in RECORDED.glob("*.json"):
        path.unlink()
    for release in RELEASES:
        installation = env.code_server(release)
        version = version_of(installation)
        print(f"  key bindings of VS Code {version}", flush=True)
        found = {"version": version, **_of_each_system(installation)}
        text = json.dumps(found, indent=1) + "\n"
        (RECORDED / f"{version}.json").write_text(text, encoding="utf-8")


def _of_each_system(installation: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        asked = Asked(Path(folder))
        editor = CodeServer(installation, Path(folder) / "editor", asked.variables)
        # With what VS Code's own AI binds.
        settings = {"chat.disableAIFeatures": False}
        editor.start(asked.vsix, files={"a.py": ""}, settings=settings)
        try:
            found = {}
            for system, agent in SYSTEMS.items():
                asked.bindings()
                asked.forget()
                editor.open_as(agent, "a.py")
                found[system] = asked.settled(editor.page)
            return found
        finally:
            editor.stop()


def _decisive(rules: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    of_key = [
        {"command": rule["command"], "when": rule.get("when", "true")}
        for rule in rules
        if rule["key"] == key and rule["command"] not in _LATE
    ]
    for place, rule in enumerate(of_key):
        if key in WRAPPED.get(rule["command"], ()):
            return of_key[place:]
    return []
