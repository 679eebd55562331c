"""``python3 tests --record``: drive the real editors through their scripts and keep the traces.

Names of traces record only these, e.g. ``python -m tests.recording neovim-typing``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.recording import neovim_acts
from tests.recording.neovim import Neovim


def main(wanted: list[str]) -> int:
    """Record what is ``wanted``, by default everything; the exit code."""
    scripts = {f"neovim-{name}": _neovim(name) for name in neovim_acts.SCRIPTS}
    unknown = set(wanted) - set(scripts)
    if unknown:
        print(f"no script is called {', '.join(sorted(unknown))}; there are {', '.join(scripts)}")
        return 2
    for name in wanted or scripts:
        print(f"  {name}", flush=True)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            scripts[name](Path(folder))
    return 0


def _neovim(name: str) -> Callable[[Path], None]:
    script, file, text = neovim_acts.SCRIPTS[name]

    def record(folder: Path) -> None:
        editor = Neovim(folder, file, text)
        try:
            script(editor)
            editor.recording.write(f"neovim-{name}", editor.version)
        finally:
            editor.end()

    return record


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
