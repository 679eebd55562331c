"""What a server that runs has not loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lsp.client import Client


def test_no_server_holds_a_tls_library(tmp_path: Path) -> None:
    """Neither when it answers a command: what speaks TLS is another process."""
    client = Client(tmp_path)
    client.initialize()
    maps = Path(f"/proc/{client.process.pid}/maps")
    if not maps.exists():
        pytest.skip("this system does not show what a process has loaded")
    assert client.command("tenure.stats")["suggestions"]["byEvidence"]["exact"] == 0

    loaded = maps.read_text(encoding="utf-8")
    assert "libc" in loaded
    assert "_ssl" not in loaded
    assert "libssl" not in loaded
    assert client.leave() == 0
