"""Where no endpoint is set, telemetry costs nothing: it is not even imported."""

from __future__ import annotations

from pathlib import Path

from tests.hand_clock import HandClock
from tests.lsp.client import Client
from tests.waiting import wait_until

MODULES = ("opentelemetry", "requests", "google", "grpc")


def test_without_an_endpoint_nothing_of_opentelemetry_is_imported(tmp_path: Path) -> None:
    """A whole session, with its worker: every figure is there, and no import was tried."""
    traps, tried = tmp_path / "traps", tmp_path / "tried"
    for module in MODULES:
        (traps / module).mkdir(parents=True)
        trap = f"open({str(tried)!r}, 'a').write('{module} ')\n"
        (traps / module / "__init__.py").write_text(trap)
    clock = HandClock(tmp_path / "clock")
    client = Client(tmp_path / "home", PYTHONPATH=str(traps), **clock.variables)
    try:
        client.initialize()
        client.open("file:///work/a.py", "x = 1\n")
        client.change("file:///work/a.py", 2, ((1, 0), (1, 0), "y = total(x)"))
        client.accept("file:///work/a.py", 2)
        assert client.suggestions() == {"accepted": 1}
        clock.move(40)
        read = [("30s", 12, 12), ("settled", 12, 12)]
        wait_until("the readings", lambda: standing(client) == read)
        client.leave()
    finally:
        client.end()

    assert not tried.exists()


def standing(client: Client) -> list[tuple[str, int, int]]:
    rows = client.command("tenure.stats")["survival"]
    return [(row["horizon"], row["kept"], row["original"]) for row in rows]
