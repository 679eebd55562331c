"""``python -m tests.editors.vscode.pictures``: every surface in a real VS Code, to look at.

In four themes, at 1,280 and 3,840 pixels and at 200 % zoom, into .cache/screenshots/surfaces. With
``--readme`` the few that the extension's README shows are written to client-vscode/media instead.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FloatRect, Frame, Locator, ViewportSize

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.editors.vscode.panel_page import editors_panel
from tests.filled_store import fill
from tests.waiting import wait_until

THEMES = {
    "dark": "Default Dark Modern",
    "light": "Default Light Modern",
    "hc-dark": "Default High Contrast",
    "hc-light": "Default High Contrast Light",
}
SIZES = {"1280": (1280, 800), "3840": (3840, 2160), "zoomed": (640, 400)}
"""A window of 1,280 pixels at 200 % zoom has half as many of the style sheet's."""

TALL = 7000
"""Pixels that the whole panel fits in."""

SUGGESTIONS = 420

STATUS = "#tenure\\.tenure\\.tenure\\.status"


class Studio:
    """A person at an editor with some weeks behind, and an accepted suggestion edited since."""

    def __init__(self, editor: CodeServer) -> None:
        self.editor = editor
        self.page = editor.page

    def begin(self, theme: str, size: str) -> None:
        """The editor anew, on the file with the suggestion alone."""
        path = self.editor.settings_path
        settings = json.loads(path.read_text(encoding="utf-8"))
        settings["workbench.colorTheme"] = THEMES[theme]
        path.write_text(json.dumps(settings), encoding="utf-8")
        self._resize(*SIZES[size])
        self.editor.open("basket.py")
        wait_until("figures in the status bar", lambda: "standing" in self.editor.status(), 90)

    def tooltip(self) -> None:
        """What stands in the status bar, and behind it."""
        self.page.locator(STATUS).hover()
        self._let_it_draw(2000)

    def marks(self) -> None:
        """The accepted text marked, and its history in a hover."""
        self.editor.run_command("Tenure: Toggle Marks")
        self._let_it_draw()
        self._word("return").hover()
        self._let_it_draw(2000)

    def without_marks(self) -> None:
        """Marks off again, for whoever comes next."""
        self.page.mouse.move(10, 10)
        self.editor.run_command("Tenure: Toggle Marks")

    def compare(self) -> None:
        """As accepted against now."""
        self._word("return").click()
        self.editor.run_command("Tenure: Compare with As Accepted")
        self.page.locator(".tab.active", has_text="As accepted").wait_for()
        self._let_it_draw()

    def due(self) -> None:
        """The view of what is looked at next, with one span opened."""
        self.editor.run_command("Tenure: Show What Is Due")
        tree = self.page.get_by_role("tree", name="Tenure: What Is Due")
        tree.get_by_role("treeitem").first.wait_for()
        tree.locator(".monaco-tl-twistie").first.click()
        self._let_it_draw()

    def without_due(self) -> None:
        """The side bar closed again."""
        self.editor.run_command("View: Toggle Primary Side Bar Visibility")

    def panel(self) -> None:
        """The stats from top to bottom, as far as they would fit on a very tall screen."""
        self.stats()
        viewport = self.page.viewport_size
        assert viewport is not None
        self._resize(viewport["width"], TALL)
        self._let_it_draw(1500)

    def stats(self) -> Frame:
        """The stats as they open."""
        self.editor.run_command("Tenure: Show Stats")
        frame = editors_panel(self.page)
        self._let_it_draw()
        return frame

    def walkthrough(self) -> None:
        """The first steps."""
        self.editor.run_command("Tenure: Get Started")
        self.page.get_by_text("What it watches").first.wait_for()
        self._let_it_draw(1500)

    def doctor(self) -> None:
        """The doctor's findings."""
        self.editor.run_command("Tenure: Doctor")
        self.page.locator(".tab.active", has_text="Tenure Doctor").wait_for()
        self._let_it_draw(2500)

    def _word(self, text: str) -> Locator:
        return self.page.locator(".editor-instance .view-line span", has_text=text).last

    def _resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size(ViewportSize(width=width, height=height))

    def _let_it_draw(self, milliseconds: int = 1000) -> None:
        self.page.wait_for_timeout(milliseconds)


@contextmanager
def studio() -> Iterator[Studio]:
    """A running editor with everything to show in it."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        fill(folder / "home", SUGGESTIONS, time.time())
        editor = CodeServer(stock_like(), folder, {"TENURE_HOME": str(folder / "home")})
        dist = env.CLIENT / "dist"
        editor.start(
            dist / "tenure.vsix",
            dist / "tenure-practice.vsix",
            files={"basket.py": "# by hand\n\n"},
            settings={
                "tenure.server.path": str(env.program("tenure")),
                "editor.hover.above": False,
            },
        )
        try:
            wait_until("figures in the status bar", lambda: "standing" in editor.status(), 90)
            editor.press("Control+End")
            editor.type_until_ghost("def")
            editor.press("Tab")
            for _ in "message":
                editor.page.keyboard.press("Backspace")
            editor.type("text")
            editor.press("Control+s")
            yield Studio(editor)
        finally:
            editor.stop()


def everything(folder: Path, themes: list[str], sizes: list[str]) -> None:
    """Take every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as at:
        surfaces: dict[str, tuple[Callable[[], object], Callable[[], None] | None]] = {
            "tooltip": (at.tooltip, None),
            "marks": (at.marks, at.without_marks),
            "due": (at.due, at.without_due),
            "compare": (at.compare, None),
            "doctor": (at.doctor, None),
            "walkthrough": (at.walkthrough, None),
            "panel": (at.panel, None),
        }
        for theme in themes:
            for size in sizes:
                at.begin(theme, size)
                for surface, (show, leave) in surfaces.items():
                    try:
                        show()
                    finally:
                        at.page.screenshot(path=folder / f"{surface}-{theme}-{size}.png")
                    if leave is not None:
                        leave()


def of_readme(folder: Path) -> None:
    """Take the three pictures that the README shows."""
    with studio() as at:
        at.begin("dark", "1280")
        at.marks()
        editor = at.page.locator(".editor-instance").first
        hover = at.page.locator(".monaco-hover:visible").first
        _picture(at, folder / "marks.png", [editor.locator(".view-line").first, hover])
        at.without_marks()
        at.tooltip()
        hover = at.page.locator(".workbench-hover:visible").last
        _picture(at, folder / "tooltip.png", [hover, at.page.locator(STATUS)])
        at.editor.run_command("View: Toggle Primary Side Bar Visibility")
        frame = at.stats()
        frame.evaluate("document.querySelectorAll('h2')[1].scrollIntoView()")
        at.page.wait_for_timeout(500)
        at.page.screenshot(path=folder / "stats.png")


def _picture(at: Studio, path: Path, parts: list[Locator]) -> None:
    """The rectangle of the page that holds all ``parts``, with a margin."""
    boxes = [box for part in parts if (box := part.bounding_box())]
    left, top = (min(box[side] for box in boxes) - 8 for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + 8
    bottom = max(box["y"] + box["height"] for box in boxes) + 8
    clip = FloatRect(x=max(0, left), y=max(0, top), width=right - left, height=bottom - top)
    at.page.screenshot(path=path, clip=clip)


def main() -> int:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="only those of the README")
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--sizes", default=",".join(SIZES))
    options = parser.parse_args()
    if options.readme:
        of_readme(env.CLIENT / "media")
        return 0
    folder = env.CACHE / "screenshots/surfaces"
    everything(folder, options.themes.split(","), options.sizes.split(","))
    print(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
