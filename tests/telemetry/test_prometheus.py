"""Whatever happens to processes, networks and clocks, PromQL's increase is what the store counted.

Real workers, a real Collector, vmagent and Prometheus; time is moved by hand.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest
from tenure.store import rollups
from tenure.store.database import store_path
from tenure.store.writer import Writer

from tests.collector import Collector
from tests.prometheus import Labels, Prometheus, increase
from tests.store.examples import accepted, due
from tests.waiting import wait_until
from tests.worker.homes import ENOUGH, Home

pytestmark = pytest.mark.collector

DAY = 86_400.0
HOUR = 3_600.0


class Chain:
    """A store that real workers export, and what Prometheus holds of it in the end."""

    def __init__(self, home: Home, collector: Collector, prometheus: Prometheus) -> None:
        self.home, self.collector, self.prometheus = home, collector, prometheus
        self._ids = (f"s{number}" for number in count())
        self.worker = home.start()

    def record(self, writer: Writer, suggestions: int = 3, language: str = "python") -> None:
        """Accepted suggestions, each read after half a minute."""
        for _ in range(suggestions):
            id_, at = next(self._ids), self.home.clock.now()
            suggestion = replace(accepted(id_, at), language=language)
            writer.append([suggestion, due(id_, at=at + 30)])

    def move(self, seconds: float) -> None:
        """Let time go by; a worker that ended by it is followed by another, as editors see to."""
        self.home.clock.move(seconds)
        if self.worker.poll() is not None:
            self.worker = self.home.start()

    def counted(self, suggestions: int) -> None:
        """Wait until the store counted so many, and Prometheus has them."""
        self.home.clock.move(32)
        wait_until("the count", lambda: self._started() and self.home.counted() == suggestions)
        self.arrived()

    def arrived(self) -> None:
        """Wait until Prometheus has the newest totals."""
        wait_until(
            "the totals",
            lambda: self._started() and newest(self.prometheus) == store_counts(self.home),
            instead=lambda: (newest(self.prometheus), store_counts(self.home)),
        )

    def _started(self) -> bool:
        if self.worker.poll() is not None:
            self.worker = self.home.start()
        return True


def store_counts(home: Home) -> dict[Labels, float]:
    return {
        labels(one.attributes): one.value
        for one in rollups.totals(home.store)
        if one.metric == "tenure.suggestion.count"
    }


def labels(attributes: dict) -> Labels:
    return frozenset((name.replace(".", "_"), str(value)) for name, value in attributes.items())


def newest(prometheus: Prometheus) -> dict[Labels, float]:
    return {
        key: samples[-1][1]
        for key, samples in prometheus.samples("tenure_suggestion_count_total").items()
    }


@pytest.fixture
def chain(tmp_path, monkeypatch) -> Iterator[Chain]:
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "100")
    with ExitStack() as running:
        prometheus = running.enter_context(Prometheus(tmp_path))
        also = prometheus.otlp_endpoint
        collector = running.enter_context(Collector(tmp_path, also=also))
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint)
        home = Home(tmp_path)
        running.callback(home.end)
        # All that happens here lies in the past: Prometheus is asked at today's time.
        home.clock.move(-20 * DAY)
        yield Chain(home, collector, prometheus)


def restart(chain: Chain) -> None:
    """The worker ends as it is asked to, and another begins."""
    chain.worker.terminate()
    chain.worker.wait(ENOUGH)
    chain.worker = chain.home.start()


def kill(chain: Chain) -> None:
    """The worker dies at once; its leases run out."""
    chain.worker.send_signal(signal.SIGKILL)
    chain.worker.wait(ENOUGH)
    chain.move(30)
    chain.worker = chain.home.start()


def sleep_for_a_day(chain: Chain) -> None:
    """The machine sleeps: no process sees the time go by."""
    chain.move(DAY)


def be_offline_for_a_week(chain: Chain) -> None:
    """Nobody listens for seven days, each with its suggestions."""
    chain.collector.stop()
    for _ in range(7):
        chain.record(chain.home.server)
        chain.move(DAY)
    chain.collector.start()
    chain.move(600)  # the longest pause between two attempts is five minutes


def set_the_clock_back(chain: Chain) -> None:
    """An hour, as a wrong time zone would."""
    chain.move(-HOUR)


@pytest.mark.parametrize(
    "happening",
    [restart, kill, sleep_for_a_day, be_offline_for_a_week, set_the_clock_back],
)
def test_increase_is_what_the_store_counted(chain, happening: Callable[[Chain], None]):
    """Two windows record before and after; the second time in a language that is new."""
    writers = [
        chain.home.serve(),
        Writer(store_path(chain.home.folder), "vim", server="server-2", clock=chain.home.clock),
    ]
    for writer in writers:
        writer.set_worker(chain.collector.endpoint)
    try:
        for writer in writers:
            chain.record(writer)
        chain.counted(6)
        happening(chain)
        for writer in writers:
            chain.record(writer)
            chain.record(writer, 1, language="rust")
        chain.counted(35 if happening is be_offline_for_a_week else 14)
    finally:
        writers[1].close(ENOUGH)

    found = chain.prometheus.samples("tenure_suggestion_count_total")
    assert {key: increase(samples) for key, samples in found.items()} == store_counts(chain.home)
    assert len(found) == 4
    assert all(samples[0][1] == 0 for samples in found.values())
    readings = chain.prometheus.samples("tenure_survival_ratio_count")
    assert sum(map(increase, readings.values())) == chain.home.counted()
    for metric in ("tenure_suggestion_count_total", "tenure_survival_ratio_count"):
        resets = chain.prometheus.query(f"sum(resets({metric}[90d]))")
        assert [one["value"][1] for one in resets] == ["0"]
