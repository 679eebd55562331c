"""The extension in a clean profile, on a machine where there is nothing but what is named."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import psutil

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.hand_clock import HandClock
from tests.waiting import wait_until


class Installed:
    """A clean profile with a VSIX, and nothing on PATH but what is named."""

    def __init__(self, folder: Path, vsix: Path, **programs: str) -> None:
        self.clock = HandClock.at_noon(folder / "clock")
        self.store = folder / "home/tenure.db"
        self.settings = folder / "profile/User/settings.json"
        path = folder / "path"
        path.mkdir()
        for name, program in programs.items():
            (path / name).symlink_to(program)
        self._variables = {
            "TENURE_HOME": str(self.store.parent),
            "PATH": str(path),
            **self.clock.variables,
        }
        self.editor = CodeServer(stock_like(), folder, self._variables)
        practice = env.CLIENT / "dist/tenure-practice.vsix"
        self.editor.start(vsix, practice, files={"basket.py": ""}, settings={})
        self.server = next(folder.glob("extensions/tenure.tenure-0*")) / "bundled/tenure"
        self.storage = self.settings.parent / "globalStorage/tenure.tenure"
        self.environment = self.storage / "server"

    def wait_for_server(self, seconds: float = 60) -> None:
        wait_until("the server", lambda: self.editor.status() == "Tenure: nothing yet", seconds)

    def command(self, *arguments: str) -> str:
        """What the server inside the extension prints as a command of its own."""
        done = subprocess.run(
            [self.server if self.server.is_file() else env.program("tenure"), *arguments],
            env=self._variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def accepted(self, provider: str | None = None) -> int:
        """How many suggestions were accepted, of one provider or of all."""
        every = ("report", "--format", "json", "--since", "1d", "--by", "provider")
        report = json.loads(self.command(*every))
        if provider is not None:
            groups = (one for one in report["groups"] if one["key"]["provider"] == provider)
            report = next(groups, {"suggestions": {"accepted": 0}})
        return int(report["suggestions"]["accepted"])

    def servers(self) -> list[int]:
        """The processes of the server inside the extension that answer an editor."""
        found = psutil.process_iter(["exe", "cmdline"])
        return [
            one.pid
            for one in found
            if one.info["exe"] == str(self.server) and (one.info["cmdline"] or [])[1:] == ["serve"]
        ]

    def installers(self) -> list[psutil.Process]:
        """The processes that install into the extension's own folder."""
        return [
            one
            for one in psutil.process_iter(["cmdline"])
            if any(str(self.environment) in word for word in one.info["cmdline"] or [])
        ]

    def confirm(self, button: str) -> None:
        """Press a button of the dialog that is open."""
        self.editor.page.locator(".monaco-dialog-box").get_by_role("button", name=button).click()
