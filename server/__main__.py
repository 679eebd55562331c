"""``python3 server``: sets everything up and opens an editor in which Tenure can be tried.

The VS Code found on this machine, or one in the browser; with Tenure and a practice AI extension in
a scratch profile under ``.cache``, so that nothing of the person's own is touched.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import environment as env

LOCKS = ("server/requirements.txt", "server/editors/requirements.txt")
NEOVIM_LOCK = "server/editors/neovim/requirements.txt"


def main() -> int:
    """Set up, start the editor, and end with it."""
    parser = argparse.ArgumentParser(prog="python3 server", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--editor",
        choices=["vscode", "browser", "neovim"],
        help="vscode: the one on this machine; browser: one in the browser, even where there is a "
        "VS Code; neovim: a Neovim in this terminal (default: vscode where there is one, else "
        "browser)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, open no browser window"
    )
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background has the first ignored
        signal.signal(number, signal.default_int_handler)
    try:
        return start(options.editor, opens_browser=not options.no_browser)
    except env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nEnded.")
        return 0


def start(wanted: str | None, *, opens_browser: bool) -> int:
    """Set up what the editor needs and run it until it or the person ends; the exit code."""
    import editor_session as session

    found = session.installed_vscode() if wanted in (None, "vscode") else None
    if wanted == "vscode" and found is None:
        raise env.SetupError(
            "No VS Code was found on PATH, or there is no screen to show it on; "
            "leave --editor out to get one in the browser"
        )
    if wanted == "neovim" and not sys.stdin.isatty():
        raise env.SetupError("Neovim needs a terminal; run this in one")
    print("Setting up", flush=True)
    if wanted == "neovim":
        env.python_environment(*LOCKS, NEOVIM_LOCK)
        return session.run_neovim()
    packages = (lambda: env.python_environment(*LOCKS), env.client)
    if found is not None:
        env.together(*packages)
        return session.run_vscode(found)
    env.together(*packages, env.code_server)
    return session.run_in_browser(opens_window=opens_browser)


if __name__ == "__main__":
    if os.name == "nt":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
