"""A person at a real Neovim, recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pynvim
import pytest

from tests import environment as env
from tests.recording.recording import Recording
from tests.waiting import wait_until

INIT = env.ROOT / "server/editors/neovim/init.lua"

_MARK = "<Cmd>let g:recorded += 1<CR>"


class Neovim:
    """Keys in, acts out."""

    def __init__(self, folder: Path, name: str, text: str) -> None:
        self.file = folder / name
        self.file.write_text(text, encoding="utf-8")
        self.recording = Recording(folder)
        variables = {
            **self.recording.variables,
            "TENURE_COMMAND": str(self.recording.command),
            "TENURE_PRACTICE": "1",
            **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "DATA", "STATE")},
        }
        command = [str(env.neovim()), "--embed", "--headless", "--clean", "-u", str(INIT)]
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in variables.items():
                patch.setenv(variable, value)
            self.nvim = pynvim.attach("child", argv=[*command, str(self.file)])
        self.nvim.vars["recorded"] = 0
        for mode in ("n", "i", "x", "s"):
            self.nvim.api.set_keymap(mode, "<F12>", _MARK, {"noremap": True})
        self.recording.opened()

    @property
    def version(self) -> str:
        """Which Neovim this is."""
        number = self.nvim.api.exec2("version", {"output": True})["output"].split()[1]
        return f"Neovim {number.removeprefix('v')}"

    def end(self) -> None:
        """Leave without saving."""
        with suppress(OSError, EOFError):  # it ends before it can answer
            self.nvim.command("qa!")
        self.nvim.close()

    def keys(self, keys: str) -> None:
        """Press ``keys`` and wait until all were taken."""
        before = self.nvim.vars["recorded"]
        self.nvim.input(keys + "<F12>")
        wait_until(f"the end of {keys!r}", lambda: self.nvim.vars["recorded"] == before + 1)

    def act(self, name: str, label: str, keys: str | Callable[[], object]) -> None:
        """One act with its truth: keys, or what else does it."""
        if isinstance(keys, str):
            self.keys(keys)
        else:
            keys()
        self.recording.done(name, label, self.text)

    def text(self) -> str:
        """The buffer as it would be written."""
        return "".join(f"{line}\n" for line in self.nvim.api.buf_get_lines(0, 0, -1, True))

    def wait_for_ghost(self, text: str) -> None:
        """Wait until the practice plugin shows ``text`` behind the cursor."""
        space = self.nvim.api.get_namespaces()["tenure_practice"]

        def shown() -> bool:
            marks = self.nvim.api.buf_get_extmarks(0, space, 0, -1, {"details": True})
            parts = [part for mark in marks for part, _ in mark[3].get("virt_text", [])]
            return "".join(parts) == text

        wait_until(f"the suggestion {text!r}", shown)
