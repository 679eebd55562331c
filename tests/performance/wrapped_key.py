"""``python -m tests.performance.wrapped_key``: what Tab costs with Tenure, beside the editor's own.

From the key's event to the text on screen, in a real VS Code whose Tab is bound by Tenure and,
every other time, not: paused, Tenure binds no key.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.editors.vscode.session import Session

WATCH = """() => {
    window.pressed = new Promise(resolve => {
        let from = 0
        const key = event => { if (event.key === 'Tab') from = performance.now() }
        document.addEventListener('keydown', key, { capture: true, once: true })
        const lines = document.querySelector('.editor-instance .view-lines')
        const watcher = new MutationObserver(() => {
            if (from === 0 || document.querySelector('[class*=ghost-text]')) return
            watcher.disconnect()
            resolve(performance.now() - from)
        })
        watcher.observe(lines, { childList: true, subtree: true, characterData: true })
    })
}"""
"""Tells the milliseconds from the next Tab to its ghost text having become text."""


def measure(session: Session, times: int) -> list[float]:
    """Milliseconds of each of ``times`` accepts by Tab."""
    found = []
    for _ in range(times):
        session.editor.clear()
        session.editor.type_until_ghost("res")
        session.editor.page.evaluate(WATCH)
        session.editor.page.keyboard.press("Tab")
        found.append(float(session.editor.page.evaluate("window.pressed")))
    return found


def main(arguments: list[str]) -> int:
    """Measure in turns, and print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="accepts of each kind")
    options = parser.parse_args(arguments)
    rounds = max(1, options.times // 10)
    bound: list[float] = []
    own: list[float] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Session("stable", Path(folder))
        session.start()
        try:
            for _ in range(rounds):
                bound += measure(session, options.times // rounds)
                session.editor.run_command("Tenure: Pause")
                own += measure(session, options.times // rounds)
                session.editor.run_command("Tenure: Resume")
        finally:
            session.editor.stop()
    ours, theirs = statistics.median(bound), statistics.median(own)
    print(f"Tab bound by Tenure  {ours:.1f} ms (median of {len(bound)})")
    print(f"the editor's own     {theirs:.1f} ms (median of {len(own)})")
    print(f"ratio                {ours / theirs:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
