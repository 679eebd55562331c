"""``python3 tests --record``: drive the real editors through their scripts and keep the traces.

Names record only these, e.g. ``python -m tests.recording neovim-typing``; ``keybindings`` is what
each release of VS Code does on the keys that Tenure wraps.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.editors.vscode import keybindings
from tests.recording import neovim_acts, vscode_acts
from tests.recording.neovim import Neovim
from tests.recording.vscode import VSCode

EDITORS: dict[str, tuple[type[Any], dict[str, tuple[Callable[[Any], None], str, str]]]] = {
    "neovim": (Neovim, neovim_acts.SCRIPTS),
    "vscode": (VSCode, vscode_acts.SCRIPTS),
}

KEYBINDINGS = "keybindings"


def main(wanted: list[str]) -> int:
    """Record what is ``wanted``, by default everything; the exit code."""
    names = [f"{editor}-{name}" for editor, (_, scripts) in EDITORS.items() for name in scripts]
    names.append(KEYBINDINGS)
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        print(f"no script is called {', '.join(unknown)}; there are {', '.join(names)}")
        return 2
    for name in wanted or names:
        print(f"  {name}", flush=True)
        if name == KEYBINDINGS:
            keybindings.record()
        else:
            record(name)
    return 0


def record(name: str) -> None:
    """Drive the editor through one script, and keep its trace once it came to its end."""
    kind, _, script = name.partition("-")
    make, scripts = EDITORS[kind]
    play, file, text = scripts[script]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        editor = make(Path(folder), file, text)
        try:
            play(editor)
            editor.recording.write(name, editor.version)
        finally:
            editor.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
