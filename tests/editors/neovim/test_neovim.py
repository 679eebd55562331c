"""What people do with suggestions in a real Neovim becomes exactly those figures.

The set-up is ``server/editors/neovim``; its practice plugin shows how a plugin tells Tenure.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pynvim
import pytest

from tests import environment as env
from tests.hand_clock import HandClock
from tests.waiting import wait_until

pytestmark = pytest.mark.neovim

INIT = env.ROOT / "server/editors/neovim/init.lua"
RESULT = "result = compute_total(items, tax_rate)"

NOTIFY = """
local state, text = ...
local client = vim.lsp.get_clients({ name = "tenure" })[1]
local row, column = unpack(vim.api.nvim_win_get_cursor(0))
client:notify("tenure/suggestion", {
  textDocument = {
    uri = vim.uri_from_bufnr(0),
    version = vim.lsp.util.buf_versions[vim.fn.bufnr()],
  },
  state = state, kind = "inline", text = text, id = "known-to-the-test",
  evidence = "exact", adapter = "test",
  range = {
    start = { line = row - 1, character = 0 },
    ["end"] = { line = row - 1, character = column },
  },
})
"""


class Neovim:
    """A person at a Neovim, with a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "basket.py"
        self.file.write_text("")
        # The status line's day begins anew at midnight.
        self.clock = HandClock.at_noon(folder / "clock")
        self._variables = {
            "TENURE_COMMAND": str(env.program("tenure")),
            "TENURE_HOME": str(folder / "home"),
            **self.clock.variables,
            "TENURE_PRACTICE": "1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "",
            **{f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE")},
        }
        command = [str(env.neovim()), "--embed", "--headless", "--clean", "-u", str(INIT)]
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self._variables.items():
                patch.setenv(name, value)
            self.nvim = pynvim.attach("child", argv=[*command, str(self.file)])

    def end(self) -> None:
        """Leave Neovim, which ends the server; then the worker's last minute is over, too."""
        with suppress(OSError, EOFError):  # it ends before it can answer
            self.nvim.command("qa!")
        self.nvim.close()
        self.clock.move(120)

    def wait(self, what: str, condition: Callable[[], object]) -> None:
        wait_until(what, condition, instead=self.report)

    def line(self) -> str:
        return str(self.nvim.current.line)

    def ghost(self) -> str:
        """The grey text behind the cursor."""
        space = self.nvim.api.get_namespaces().get("tenure_practice")
        marks = self.nvim.api.buf_get_extmarks(0, space, 0, -1, {"details": True})
        return "".join(part for mark in marks for part, _ in mark[3].get("virt_text", []))

    def status(self) -> str:
        """What the status line shows of Tenure."""
        # In one call: a status may come between two.
        shown, status = self.nvim.exec_lua(
            "return { vim.api.nvim_eval_statusline(vim.o.statusline, {}).str,"
            " vim.g.tenure_status or '' }"
        )
        assert status in shown
        return str(status)

    def report(self) -> dict[str, Any]:
        """What `tenure report --format json` prints."""
        done = subprocess.run(
            [env.program("tenure"), "report", "--format", "json", "--since", "1d"],
            env={**os.environ, **self._variables},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def fresh(self) -> dict[str, int]:
        """A new empty line, long after what was done before; the counts up to here."""
        self.nvim.input("<Esc>")
        self.clock.move(31)
        self.nvim.input("Go<Esc>S")
        self.wait(
            "an empty line", lambda: self.line() == "" and self.nvim.api.get_mode()["mode"] == "i"
        )
        return self.counts()

    def counts(self) -> dict[str, int]:
        """How many suggestions there are in each state, and how accepts are known."""
        suggestions = self.report()["suggestions"]
        return {**suggestions.pop("byEvidence"), **suggestions}

    def done(self, before: dict[str, int], **expected: int) -> None:
        """Wait until exactly ``expected`` has been added to the counts."""

        def added() -> dict[str, int]:
            now = self.counts()
            return {name: now[name] - before[name] for name in now if now[name] != before[name]}

        wait_until(str(expected), lambda: added() == expected, instead=added)


@pytest.fixture(scope="module")
def neovim(tmp_path_factory) -> Iterator[Neovim]:
    running = Neovim(tmp_path_factory.mktemp("neovim"))
    try:
        running.wait("the status", lambda: running.status() == "Tenure: nothing yet")
        yield running
    finally:
        running.end()


def test_tab_accepts(neovim: Neovim) -> None:
    """A suggestion of a plugin that tells Tenure is shown once and accepted once, exactly."""
    before = neovim.fresh()
    neovim.nvim.input("res")
    neovim.wait("the ghost", lambda: neovim.ghost() == RESULT[3:])
    neovim.nvim.input("<Tab>")

    neovim.wait("the text", lambda: neovim.line() == RESULT)
    neovim.done(before, shown=1, accepted=1, exact=1)


def test_a_dismissed_suggestion_is_rejected(neovim: Neovim) -> None:
    """Dismissing a suggestion is one rejected suggestion, and leaves the text alone."""
    before = neovim.fresh()
    neovim.nvim.input("for")
    neovim.wait("the ghost", lambda: neovim.ghost().startswith(" item"))
    neovim.nvim.input("<C-e>")

    neovim.done(before, shown=1, rejected=1)
    assert neovim.line() == "for"


def test_typing_a_suggestion_is_typing(neovim: Neovim) -> None:
    """Typing a suggestion to its end accepts nothing."""
    before = neovim.fresh()
    neovim.nvim.input("res")
    neovim.wait("the ghost", neovim.ghost)
    for key in RESULT[3:]:
        neovim.nvim.input(key)

    neovim.wait("the text", lambda: neovim.line() == RESULT)
    neovim.done(before, shown=1, typedThrough=1)


def test_an_accept_that_nobody_told_is_matched_by_its_text(neovim: Neovim) -> None:
    """Text that was shown and then appears was accepted, also where no plugin says so."""
    before = neovim.fresh()
    text = "total = sum(item.price for item in items)"
    neovim.nvim.input("tot")
    neovim.wait("the keys", lambda: neovim.line() == "tot")
    neovim.nvim.exec_lua(NOTIFY, "shown", text)
    row = neovim.nvim.current.window.cursor[0] - 1
    neovim.nvim.api.buf_set_text(0, row, 0, row, 3, [text])

    neovim.done(before, shown=1, accepted=1, matched=1)


def test_undo_reverts(neovim: Neovim) -> None:
    """An accept that is undone at once was accepted, and reverted."""
    before = neovim.fresh()
    neovim.nvim.input("res")
    neovim.wait("the ghost", neovim.ghost)
    neovim.nvim.input("<Tab>")
    neovim.wait("the text", lambda: neovim.line() == RESULT)
    neovim.nvim.input("<Esc>u")

    neovim.wait("the undo", lambda: neovim.line() == "res")
    neovim.done(before, shown=1, accepted=1, exact=1, reverted=1)


def test_status_line_and_report_agree(neovim: Neovim) -> None:
    """What stands is read at 30 s, and the status line says what the report says."""
    neovim.fresh()
    neovim.nvim.input("res")
    neovim.wait("the ghost", neovim.ghost)
    neovim.nvim.input("<Tab>")
    neovim.wait("the text", lambda: neovim.line() == RESULT)
    neovim.clock.move(31)

    accepted, shown = neovim.counts()["accepted"], neovim.counts()["shown"]
    words = f"{accepted} of {shown} shown · "
    neovim.wait("the figures", lambda: neovim.status().startswith(words))

    def readings() -> list[int]:
        rows = neovim.report()["survival"]
        return [row["count"] for row in rows if row["horizon"] == "30s"]

    neovim.wait("every reading at 30 s", lambda: readings() == [accepted])
