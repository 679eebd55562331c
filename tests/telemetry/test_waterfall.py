"""A suggestion's trace as a person sees it: one waterfall, from the request to the last reading.

Seen in autotel-devtools, through a real Collector. It was not tried in Jaeger, which takes the
same OTLP.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tenure.core.metrics.permissions import METADATA
from tenure.core.records import Horizon
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests import environment as env
from tests.collector import Collector, free_port, leave_out, listens
from tests.store.examples import accepted, due
from tests.waiting import wait_until

pytestmark = pytest.mark.collector


@pytest.fixture
def viewer(tmp_path: Path) -> Iterator[str]:
    """The address of a program that takes traces and shows them."""
    program = env.TRACE_VIEWER / "node_modules/autotel-devtools/dist/cli.js"
    if not program.is_file():
        leave_out("the viewer of traces is not there (python3 tests tests/telemetry installs it)")
    port, other = free_port(), free_port()
    with (tmp_path / "viewer.log").open("wb") as log:
        process = subprocess.Popen(
            [env.node24(), program, "--port", str(port), "--grpc-port", str(other)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until("the viewer", lambda: listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = os.environ.get("CHROMIUM") or env.chromium()
    if not chromium:
        leave_out("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser.new_page(viewport={"width": 1500, "height": 900})
        browser.close()


def test_a_person_follows_a_suggestion_from_its_request_to_its_last_reading(viewer, page, tmp_path):
    """The list shows one trace; in it each step stands below the one that it came of."""
    asked = time.time() - 400
    suggestion = replace(accepted("s1", asked), latency=0.8, model="m-1", ended_at=asked + 2.5)
    horizons = {Horizon.SECONDS_30: 30, Horizon.MINUTES_2: 120, Horizon.MINUTES_5: 300}
    readings = [due("s1", horizon, asked + seconds) for horizon, seconds in horizons.items()]
    with (
        closing(open_store(tmp_path / "tenure.db")) as store,
        Collector(tmp_path, also=viewer) as collector,
    ):
        write(store, [suggestion, *readings], "vim")
        work(store, asked + 350, parse=lambda *_: None, permission=METADATA)
        assert send_pending(store, collector.endpoint, {}, asked + 350).problem is None
        collector.wait_for(lambda arrived: len(arrived.spans()) == 5)

    page.goto(viewer)
    page.get_by_text("code_generation", exact=True).click()
    steps = ["suggestion", "reading 30s", "reading 2m", "reading 5m"]
    places = [page.get_by_title(step, exact=True).bounding_box() for step in steps]
    tops = [place["y"] for place in places]
    assert tops == sorted(tops)
    assert all(place["x"] > places[0]["x"] for place in places[1:])
    for duration in ("800ms", "2.5s", "5 spans"):
        page.get_by_text(duration, exact=True).first.wait_for()

    page.get_by_title("suggestion", exact=True).click()
    for name in ("ai.action", "ai.model", "tenure.suggestion.outcome"):
        page.get_by_text(name, exact=True).wait_for()
    page.get_by_title("reading 2m", exact=True).click()
    page.get_by_text("tenure.survival.verdict", exact=True).wait_for()
    page.get_by_text("Relationships").wait_for()
    page.screenshot(path=tmp_path / "waterfall.png")
