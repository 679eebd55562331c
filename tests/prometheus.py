"""A real Prometheus, fed by a real vmagent: Debian's takes no OTLP itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.collector import binary, free_port, leave_out, listens
from tests.waiting import wait_until

CONFIG = """
storage:
  tsdb:
    out_of_order_time_window: 30d
"""
"""Without that window Prometheus refuses a sample older than its newest, and vmagent drops it."""

Labels = frozenset[tuple[str, str]]


class Prometheus:
    """Prometheus and vmagent, running; ``folder`` is for their data and logs.

    ``otlp_endpoint`` is where a Collector sends metrics to, over OTLP/HTTP.
    """

    def __init__(self, folder: Path) -> None:
        prometheus, vmagent = shutil.which("prometheus"), binary("vmagent")
        if prometheus is None:
            leave_out("prometheus is not installed (apt-get install prometheus)")
        if vmagent is None:
            leave_out("vmagent is not in shared/tools beside the checkout")
        port, agent = free_port(), free_port()
        (folder / "prometheus.yaml").write_text(CONFIG)
        self._url = f"http://127.0.0.1:{port}"
        self.otlp_endpoint = f"http://127.0.0.1:{agent}/opentelemetry"
        self._processes = [
            _start(
                folder / "prometheus.log",
                prometheus,
                f"--config.file={folder / 'prometheus.yaml'}",
                f"--storage.tsdb.path={folder / 'prometheus'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--web.enable-remote-write-receiver",
            ),
            _start(
                folder / "vmagent.log",
                vmagent,
                f"-httpListenAddr=127.0.0.1:{agent}",
                "-opentelemetry.usePrometheusNaming",
                f"-remoteWrite.url={self._url}/api/v1/write",
                "-remoteWrite.forcePromProto",
                "-remoteWrite.flushInterval=50ms",
                f"-remoteWrite.tmpDataPath={folder / 'vmagent'}",
            ),
        ]
        wait_until("Prometheus", lambda: listens(port) and listens(agent))

    def __enter__(self) -> Prometheus:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()  # their data goes with the test; they would write it out first
            process.wait(10)

    def samples(self, metric: str) -> dict[Labels, list[tuple[float, float]]]:
        """The raw samples of every series of ``metric``: time and value, by Tenure's labels."""
        return {
            frozenset(
                (name, value)
                for name, value in series["metric"].items()
                if name.startswith(("tenure", "gen_ai"))
            ): [(at, float(value)) for at, value in series["values"]]
            for series in self.query(f"{metric}[90d]")
        }

    def query(self, promql: str) -> list[dict[str, Any]]:
        """What PromQL says of a time that is later than every sample."""
        asked = urllib.parse.urlencode({"query": promql, "time": time.time() + 60})
        with urllib.request.urlopen(f"{self._url}/api/v1/query?{asked}", timeout=10) as answer:
            result: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return result


def increase(samples: list[tuple[float, float]]) -> float:
    """PromQL's increase over all of ``samples``, without its extrapolation to a window's edges.

    A value lower than the one before is a restart from 0 (prometheus/promql/functions.go).
    """
    values = [value for _, value in samples]
    pairs = pairwise(values)
    return sum(after - before if after >= before else after for before, after in pairs)


def _start(log: Path, *command: str | Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
