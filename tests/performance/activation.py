"""``python -m tests.performance.activation``: what Tenure adds to the start of VS Code.

As VS Code itself tells it (Developer: Startup Performance), beside an extension of ten lines in the
same window: from before an extension's code is read to after its ``activate`` has returned. The
editor begins all of them at once, so each one's time holds what those before it did: what is an
extension's own is what it takes beyond the ten lines.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.editors.vscode.fixtures import packed
from tests.waiting import wait_until

BOUND_MS = 100
"""More than this would be felt at every start of the editor."""

TENURE, TEN_LINES = "tenure.tenure", "fixture.ten"


@dataclass(frozen=True)
class Activation:
    """One activation in milliseconds, as the editor tells it."""

    load: int
    """Reading and running the file that the extension's manifest names."""
    call: int
    """``activate`` until it returns."""
    finish: int
    """What ``activate`` returned until that is settled; no part of the figure that people see."""

    @property
    def total(self) -> int:
        """What the editor shows as the time of an activation."""
        return self.load + self.call


def measure(editor: CodeServer, reloads: int) -> dict[str, list[Activation]]:
    """Both extensions' activations in each of ``reloads`` windows."""
    found: dict[str, list[Activation]] = {TENURE: [], TEN_LINES: []}
    for _ in range(reloads):
        editor.open("basket.py")
        wait_until("the server", lambda: editor.status() == "Tenure: nothing yet", 60)
        editor.run_command("Developer: Startup Performance")
        editor.page.locator(".tab.active", has_text="Startup Performance").wait_for()
        told = wait_until("the editor's own figures", lambda: _table(editor), 30) or {}
        for extension, activations in found.items():
            activations.append(told[extension])
    return found


def _table(editor: CodeServer) -> dict[str, Activation] | None:
    """The two rows of the editor's page, None while it is still written."""
    editor.page.locator(".tab.active").click()
    editor.enter(".editor-instance")
    editor.press("Control+a")
    editor.press("Control+c")
    text = str(editor.page.evaluate("navigator.clipboard.readText()"))
    rows = re.findall(r"^\| (\S+) +\|[^|]*\| (\d+) +\| (\d+) +\| (\d+) +\|", text, re.MULTILINE)
    told = {
        id_: Activation(load=int(load), call=int(call), finish=int(finish))
        for id_, load, call, finish in rows
    }
    return told if {TENURE, TEN_LINES} <= told.keys() else None


def main(arguments: list[str]) -> int:
    """Measure, and print every reload, the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reloads", type=int, default=8)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        editor = CodeServer(stock_like(), folder, {"TENURE_HOME": str(folder / "home")})
        editor.start(
            env.CLIENT / "dist/tenure.vsix",
            packed("ten", folder),
            files={"basket.py": ""},
            settings={"tenure.server.path": str(env.program("tenure"))},
        )
        try:
            found = measure(editor, options.reloads)
        finally:
            editor.stop()
    print("milliseconds: read + activate = shown (promised)")
    for ours, theirs in zip(found[TENURE], found[TEN_LINES], strict=True):
        print(f"  Tenure {_words(ours)}    ten lines {_words(theirs)}")
    ours, theirs = ([one.total for one in found[id_]] for id_ in (TENURE, TEN_LINES))
    beyond = [one - other for one, other in zip(ours, theirs, strict=True)]
    shown, least = statistics.median(ours), statistics.median(theirs)
    print(f"Tenure     {shown:.0f} ms (median of {options.reloads})")
    print(f"ten lines  {least:.0f} ms")
    print(f"ratio      {shown / max(least, 1):.2f}")
    print(f"beyond it  {statistics.median(beyond):.0f} ms (bound {BOUND_MS})")
    return 0


def _words(one: Activation) -> str:
    return f"{one.load:3} + {one.call:3} = {one.total:3} ({one.finish})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
