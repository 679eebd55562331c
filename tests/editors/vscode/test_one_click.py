"""The VSIX for every platform, where there is no server: one click installs it, none is left."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import psutil
import pytest

from tests import environment as env
from tests.editors.vscode.installed import Installed
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode


@pytest.fixture(scope="module", params=["uv", "pip"])
def clean(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """The VSIX for every platform, where there is no server but what to install one with."""
    if request.param == "pip" and not request.config.getoption("--long"):
        pytest.skip("the other way of installing; run it with --long")
    programs = {"python3": os.path.realpath(sys.executable)}
    if request.param == "uv":
        programs["uv"] = str(env.program("uv"))
    folder = tmp_path_factory.mktemp(f"clean-{request.param}")
    running = Installed(folder, env.CLIENT / "dist/tenure.vsix", **programs)
    try:
        wait_until("the status", lambda: running.editor.status() == "Tenure: no server")
        yield running
    finally:
        running.editor.screenshot(f"installed-by-{request.param}")
        running.editor.stop()


def test_an_installation_that_is_cancelled_leaves_nothing(clean: Installed) -> None:
    """Nothing is installed before the click; after Cancel there is no half of it, and no notice."""
    editor = clean.editor
    assert not clean.storage.exists()
    toast = editor.page.locator(".notification-toast")
    toast.get_by_role("button", name="Install").click()
    toast.get_by_text("Installing Tenure's server").wait_for()
    # It must not be through before the click.
    held = wait_until("an installer", lambda: [one for one in clean.installers() if held_up(one)])
    toast.get_by_role("button", name="Cancel").click()
    for installer in held:
        installer.resume()

    wait_until("the status", lambda: editor.status() == "Tenure: no server")
    wait_until("no notice", lambda: editor.notices() == [])
    wait_until("nothing of it", lambda: not clean.environment.exists())
    assert clean.installers() == []


def test_one_click_installs_the_server_where_the_extension_brings_none(
    clean: Installed, request: pytest.FixtureRequest
) -> None:
    """The server runs from the extension's own folder, by uv where there is one."""
    if not request.config.getoption("--long"):
        pytest.skip("installs packages from the network; run it with --long")
    editor = clean.editor
    editor.run_command("Tenure: Install Server")
    clean.wait_for_server(300)
    editor.enter(".editor-instance")
    editor.type_until_ghost("res")
    editor.press("Tab")
    wait_until("the accept", lambda: clean.accepted() == 1)
    editor.run_command("Tenure: Doctor")
    used = f"installed: {clean.environment}/bin/python is used"
    wait_until("the doctor", lambda: editor.says("This editor"))
    editor.press("PageDown")
    wait_until("its next page", lambda: editor.says(used))
    made_by_uv = "uv = " in (clean.environment / "pyvenv.cfg").read_text()
    assert made_by_uv == (request.node.callspec.params["clean"] == "uv")


def test_uninstalled_from_the_extensions_view_nothing_is_left_after_a_restart(
    clean: Installed,
) -> None:
    """The editor deletes what was installed into the extension's own folder with the extension."""
    editor = clean.editor
    (clean.environment / "lib").mkdir(parents=True, exist_ok=True)
    editor.press("Control+Shift+x")
    ours = editor.page.locator(".extension-list-item", has_text="How much of what the AI")
    ours.click()
    page = editor.page.locator(".extension-editor")
    page.get_by_role("button", name="Uninstall").click()
    page.get_by_role("button", name="Reload Window").wait_for()
    editor.restart("basket.py")

    wait_until("nothing installed", lambda: not clean.storage.exists(), 60)
    assert not clean.server.parent.exists()


def held_up(process: psutil.Process) -> bool:
    """Stop a process where it stands; whether it was there to be stopped."""
    try:
        process.suspend()
    except psutil.NoSuchProcess:
        return False
    return True
