"""The stats panel in Chromium, as VS Code shows it: readable, operable, and never a share alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, sync_playwright
from tenure.services import panel_of
from tenure.store.database import store_path

from tests import environment as env
from tests.editors.vscode.code_server import CHROMIUM
from tests.editors.vscode.panel_page import THEMES, PanelPage, violations
from tests.filled_store import fill

pytestmark = pytest.mark.vscode

MONTH = 30 * 86_400.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(env.chromium()), args=CHROMIUM)
        yield running
        running.close()


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> dict[int, dict[str, Any]]:
    """The server's answer for stores of so many suggestions."""
    found = {}
    now = time.time()
    for count in (0, 10, 300):
        home = tmp_path_factory.mktemp(f"store-{count}")
        fill(home, count, now)
        answer = panel_of(store_path(home), now - MONTH, now)
        found[count] = json.loads(msgspec.json.encode(answer))
    return found


@pytest.fixture
def panel(browser: Browser) -> Iterator[PanelPage]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield PanelPage(context.new_page())
    context.close()


@pytest.mark.parametrize(
    ("theme", "count"), [(theme, 300 if theme == "dark" else 10) for theme in THEMES]
)
def test_axe_finds_no_violation(
    panel: PanelPage, figures: dict[int, dict[str, Any]], theme: str, count: int
) -> None:
    """In every theme, with few suggestions and with many, and the policy refuses nothing of it."""
    panel.show(figures[count], theme)

    assert violations(panel.page) == []
    assert panel.console == []


def test_axe_finds_what_is_wrong(panel: PanelPage, figures: dict[int, dict[str, Any]]) -> None:
    """A drawing without a name is a violation: the test above can fail."""
    panel.show(figures[300], "dark")
    panel.page.evaluate("document.querySelector('[role=img]').removeAttribute('aria-label')")

    assert [line.partition(":")[0] for line in violations(panel.page)] == ["role-img-alt"]


@pytest.mark.parametrize("width", [320, 640, 1280, 3840])
def test_nothing_is_cut_off_at_any_width(
    panel: PanelPage, figures: dict[int, dict[str, Any]], width: int
) -> None:
    """From a narrow side panel to the widest screen, the page itself never scrolls sideways."""
    panel.page.set_viewport_size({"width": width, "height": 800})
    panel.show(figures[300], "light")

    widths = panel.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] == widths[1]


def test_few_suggestions_are_counted_and_not_shared_out(
    panel: PanelPage, figures: dict[int, dict[str, Any]]
) -> None:
    """Under twenty nothing is drawn of them, and each rate is its counts alone."""
    rate = figures[10]["figures"]["rates"]["decision"]
    panel.show(figures[10], "dark")

    accepted = panel.page.locator("section", has_text="Accepted").first
    row = accepted.get_by_role("row", name="Accepted of decided")
    assert row.get_by_role("cell").all_inner_texts() == [
        "",
        f"{rate['numerator']} of {rate['denominator']} suggestions that were accepted or dismissed",
        "",
    ]
    assert accepted.get_by_role("img").count() == 0


def test_an_empty_store_says_so(panel: PanelPage, figures: dict[int, dict[str, Any]]) -> None:
    """No table of zeros."""
    panel.show(figures[0], "dark", has_sections=False)

    assert "Nothing was recorded yet" in panel.page.get_by_role("status").inner_text()


def test_the_keyboard_reaches_everything(
    panel: PanelPage, figures: dict[int, dict[str, Any]]
) -> None:
    """Tab leads to the window, the grouping, and each of the last suggestions; Enter opens it."""
    panel.show(figures[300], "dark")
    newest = figures[300]["recent"][0]
    reached = []
    for _ in range(4):
        panel.page.keyboard.press("Tab")
        reached.append(
            panel.page.evaluate(
                "(({tagName, ariaLabel, title}) => [tagName, ariaLabel || title])"
                "(document.activeElement)"
            )
        )
    panel.page.keyboard.press("Enter")

    assert reached == [
        ["SELECT", ""],
        ["SELECT", ""],
        ["DIV", "The last suggestions"],
        ["BUTTON", newest["uri"]],
    ]
    assert panel.said() == [
        {"type": "ask", "since": "30d"},
        {"type": "open", "suggestion": newest["id"]},
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_where_the_keyboard_is_can_be_seen(
    panel: PanelPage, figures: dict[int, dict[str, Any]], theme: str
) -> None:
    """At every stop there is an outline that stands out from the page, three to one at least."""
    panel.show(figures[300], theme)
    outlines = set()
    for _ in range(5):
        panel.page.keyboard.press("Tab")
        outlines.add(tuple(panel.page.evaluate(_OUTLINE)))

    assert len(outlines) == 1
    style, width, colour, page = outlines.pop()
    assert (style, width) == ("solid", "1px")
    assert _contrast(colour, page) >= 3


_OUTLINE = """(() => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
    const { backgroundColor } = getComputedStyle(document.body);
    return [outlineStyle, outlineWidth, outlineColor, backgroundColor];
})()"""


def _contrast(one: str, other: str) -> float:
    """The ratio of two colours without transparency, as WCAG 2.2 defines it."""
    darker, lighter = sorted(_luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_another_window_is_asked_for(panel: PanelPage, figures: dict[int, dict[str, Any]]) -> None:
    """Choosing a window asks for it, and an answer to an earlier choice is not shown."""
    panel.show(figures[300], "dark")
    panel.page.get_by_label("Over").select_option("7d")
    message = {"type": "figures", "since": "30d", "figures": figures[10]}
    panel.page.evaluate("message => window.postMessage(message)", message)
    message = {"type": "figures", "since": "7d", "figures": figures[10]}
    before = panel.page.get_by_role("heading", name="The last").inner_text()
    panel.page.evaluate("message => window.postMessage(message)", message)
    panel.page.get_by_role("heading", name="The last 10 suggestions").wait_for()

    assert before == "The last 100 suggestions"
    assert panel.said()[-1] == {"type": "ask", "since": "7d"}


def test_groups_change_with_what_they_are_by(
    panel: PanelPage, figures: dict[int, dict[str, Any]]
) -> None:
    """By provider there is a row for each, and one for those that nobody could tell."""
    panel.show(figures[300], "dark")
    section = panel.page.locator("section", has=panel.page.get_by_role("combobox"))
    section.get_by_role("combobox").select_option("provider")

    assert section.get_by_role("rowheader").all_inner_texts() == [
        "not known",
        "github.copilot",
        "tabby",
    ]


def test_the_theme_is_the_editors(panel: PanelPage, figures: dict[int, dict[str, Any]]) -> None:
    """A theme that changes while the panel is open changes text and drawings."""
    panel.show(figures[300], "dark")
    seen = []
    for theme in THEMES:
        panel.paint(theme)
        seen.append(
            panel.page.evaluate(
                "[getComputedStyle(document.querySelector('h1')).color,"
                " getComputedStyle(document.querySelector('.chart circle')).fill]"
            )
        )

    assert len({tuple(colours) for colours in seen}) == len(THEMES)
