"""``python3 server`` gives a person an editor to try Tenure in, and takes it away again."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests import environment as env

pytestmark = pytest.mark.vscode

ENOUGH = 60.0


def test_the_trial_serves_an_editor_until_it_is_interrupted():
    """It says where the editor is in three lines; Ctrl+C ends everything that it started."""
    trial = subprocess.Popen(
        [sys.executable, "server", "--editor", "browser", "--no-browser"],
        cwd=env.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert trial.stdout is not None
        lines = []
        for line in trial.stdout:
            lines.append(line)
            if "Ctrl+C ends it." in line:
                break
        at = next((found for line in lines if (found := re.search(r"http://\S+", line))), None)
        assert at is not None, "".join(lines)
        with urllib.request.urlopen(at[0], timeout=ENOUGH) as page:
            assert page.status == 200
        trial.send_signal(signal.SIGINT)
        rest, _ = trial.communicate(timeout=ENOUGH)
    finally:
        trial.kill()

    assert (trial.returncode, rest) == (0, "\nEnded.\n")
    assert len([line for line in lines[lines.index("\n") :] if line.strip()]) == 3
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(at[0], timeout=ENOUGH)
