"""The stats panel by itself in Chromium, as VS Code shows it: its policy, a theme, and figures."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Page, Route

from tests import environment as env
from tests.waiting import wait_until

ORIGIN = "http://panel.test"
THEMES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("themes.json").read_text(encoding="utf-8")
)
"""Of each theme the variables that the panel uses, as VS Code sets them."""

_PRINT = (
    "const { panelPage } = require('./src/views/panelPage.ts');"
    f"console.log(panelPage({{ script: 'panel.js', style: 'panel.css', origin: '{ORIGIN}',"
    " nonce: 'abc', language: 'en', strings: {} }));"
)
_EDITOR = """
window.said = [];
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.said.push(message),
  getState: () => undefined,
  setState: () => undefined,
});
"""


@cache
def _html() -> str:
    """The page's HTML, written by the extension's own function."""
    return subprocess.run(
        ["node", "--import", "tsx", "--eval", _PRINT],
        cwd=env.CLIENT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


class PanelPage:
    """The panel on a page of its own; ``console`` holds what the browser complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.console: list[str] = []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.add_init_script(_EDITOR)
        page.route(f"{ORIGIN}/**", self._answer)

    def show(self, figures: dict[str, Any], theme: str, *, has_sections: bool = True) -> None:
        """Open the panel in a theme and tell it the figures of 30 days."""
        self.page.goto(f"{ORIGIN}/")
        self.paint(theme)
        message = {"type": "figures", "since": "30d", "figures": figures}
        self.page.evaluate("message => window.postMessage(message)", message)
        self.page.wait_for_selector("section" if has_sections else "text=Nothing was recorded")

    def paint(self, theme: str) -> None:
        """Set the theme's variables, as the editor does when it changes."""
        self.page.evaluate(
            """variables => {
                for (const [name, value] of Object.entries(variables))
                    document.documentElement.style.setProperty(name, value);
                document.body.style.background = 'var(--vscode-editor-background)';
            }""",
            THEMES[theme],
        )

    def said(self) -> list[dict[str, Any]]:
        """What the panel said to the extension."""
        return self.page.evaluate("window.said")

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if not name:
            route.fulfill(body=_html(), content_type="text/html")
        elif name in ("panel.js", "panel.css"):
            route.fulfill(path=env.CLIENT / "dist" / name)
        else:
            route.abort()


def editors_panel(page: Page) -> Frame:
    """The frame of the stats panel in an editor on ``page``, once it shows figures."""

    def found() -> Frame | None:
        for frame in page.frames:
            try:
                if frame.query_selector("main section"):
                    return frame
            except PlaywrightError:  # frames come and go while an editor opens a page
                continue
        return None

    frame = wait_until("the panel", found)
    assert frame is not None
    return frame


def violations(page: Page | Frame) -> list[str]:
    """What axe finds wrong with the page or frame, a line for each place."""
    axe = (env.CLIENT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    found = page.evaluate(f"() => {{ {axe}; return axe.run(document); }}")
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
