"""The commands as a person at a terminal runs them: what they print, and how they exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tenure.cli.replay import replay
from tenure.report.text import render

from tests.sessions.language import compile_session

HERE = Path(__file__).parent
AFTERWARDS = 1200.0
"""Seconds that the clock runs on after the morning's last line."""


@dataclass
class Terminal:
    """Runs `tenure` with a store of its own."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tenure", *arguments],
            env=self.environment | environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def printed(self, *arguments: str, **environment: str) -> str:
        done = self.run(*arguments, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def report(self, *arguments: str) -> dict[str, Any]:
        every = ("report", "--since", "4000w", "--format", "json")
        return json.loads(self.printed(*every, *arguments))


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
    home = tmp_path / "home"
    home.mkdir()
    return Terminal(home, kept | {"TENURE_HOME": str(home)})


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    """The trace of a morning's work."""
    trace = tmp_path / "morning.jsonl"
    session = compile_session(HERE / "morning.session")
    trace.write_text("".join(json.dumps(line) + "\n" for line in session.trace))
    return trace


@pytest.fixture
def worked(terminal: Terminal, morning: Path) -> Terminal:
    """A terminal whose store holds the morning."""
    replay(morning, terminal.home / "tenure.db", AFTERWARDS)
    return terminal


def test_a_replay_prints_the_same_report_each_time(terminal, morning):
    """Every key and figure of the JSON, byte for byte."""
    arguments = ("replay", str(morning), "--until", "20m", "--format", "json")

    first = terminal.printed(*arguments)
    assert first == terminal.printed(*arguments)
    assert json.loads(first) == json.loads((HERE / "morning.json").read_text())


def test_the_report_is_text_of_80_columns(terminal, morning):
    """The whole of what a terminal shows."""
    shown = terminal.printed("replay", str(morning), "--until", "20m")

    assert shown == (HERE / "morning.txt").read_text()
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_large_counts_stay_apart_and_within_80_columns():
    """A hundred thousand readings, and every kind of evidence."""
    figures = json.loads((HERE / "morning.json").read_text())
    for row in figures["editDistance"]:
        row["count"] = 123_456
    evidence = figures["suggestions"]["byEvidence"]
    evidence.update(dict.fromkeys(evidence, 100000))
    shown = render(figures).splitlines()

    assert "  30s     " + " 0.00 1.00 123456" * 4 in shown
    assert max(map(len, shown)) <= 80


def test_the_report_over_a_store_is_the_replays(worked):
    """The figures depend on what is stored and on nothing else."""
    wanted = json.loads((HERE / "morning.json").read_text())
    found = worked.report()

    assert {**found, "window": None} == {**wanted, "window": None}


def test_a_report_by_language_adds_up(worked):
    """Each group holds its own figures; together they are the whole."""
    groups = {
        tuple(group["key"].values()): group["suggestions"]
        for group in worked.report("--by", "language")["groups"]
    }

    assert {key: counts["accepted"] for key, counts in groups.items()} == {
        ("python",): 2,
        ("typescript",): 1,
    }
    whole = worked.report()["suggestions"]
    for name in ("shown", "accepted", "partlyAccepted", "rejected", "reverted", "unattributed"):
        assert sum(counts[name] for counts in groups.values()) == whole[name]


def test_a_report_before_anything_was_recorded_says_so(terminal):
    """No store is no failure: one sentence, or JSON whose counts are zero and rates null."""
    text = terminal.printed("report")
    figures = json.loads(terminal.printed("report", "--format", "json"))

    store = terminal.home / "tenure.db"
    assert text == (
        f"there is no store at {store} yet; it begins with the first editor that runs Tenure\n"
    )
    assert figures["rates"]["acceptance"] == {
        "numerator": 0,
        "denominator": 0,
        "value": None,
        "low": None,
        "high": None,
    }
    assert figures["survival"] == []
    assert not store.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "--since", "soon"), "'soon' is no length of time; write it as 90m, 12h, 7d"),
        (("report", "--by", "mood"), "cannot be grouped by 'mood'; choose of"),
        (("replay", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("replay", "nowhere.jsonl", "--until", "5"), "'5' is no length of time; write it as 30s"),
        (("export",), "no endpoint is set, so nothing leaves this machine"),
        (("purge",), "give --yes where nobody can be asked"),
        (("purge", "--yes", "--before", "9d", "--workspace", "/work"), "not allowed with argument"),
        (("repot",), "there is no command 'repot'; see `tenure --help`"),
        (("report", "--sinse", "7d"), "does not know --sinse 7d; see `tenure report --help`"),
        (("report", "--format", "xml"), "choose from"),
        (("replay",), "required: TRACE; see `tenure replay --help`"),
        (("replay", sys.executable), f"{sys.executable}:1: not a line of a trace"),
        (("explain", f"{HERE}:1"), f"{HERE} is no text to explain: its file cannot be read"),
        (("serve", "--tcp", "99999"), "99999 is no port to wait at"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_use_gets_one_sentence(terminal, arguments, said):
    """It names the next step, goes to standard error, and the exit code is 2."""
    done = terminal.run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tenure: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"time": 1, "from": "client", "message": {}}', "the time falls from 5 to 1"),
        ('{"time": "noon", "from": "client", "message": {}}', "not a line of a trace"),
        ('{"time": 6, "from": "nobody", "message": {}}', "not a line of a trace"),
        ("[]", "not a line of a trace"),
        ('{"time": 6, "fr', "not a line of a trace"),
    ],
)
def test_a_trace_that_cannot_be_replayed_is_refused_at_its_line(terminal, line, said):
    """The sentence names the file and the line; nothing is printed of what came before."""
    trace = terminal.home / "bad.jsonl"
    trace.write_text('{"time": 5, "from": "client", "message": {}}\n\n' + line + "\n")
    done = terminal.run("replay", str(trace))

    assert (done.returncode, done.stdout) == (2, "")
    assert f"{trace}:3: {said}" in done.stderr


def test_a_file_that_is_no_store_is_left_as_it_is(terminal):
    """Whatever lies there is somebody's; every command says what to do."""
    store = terminal.home / "tenure.db"
    store.write_bytes(b"a shopping list, and nothing of ours" * 100)
    for command in (("report",), ("purge", "--yes"), ("export", "--endpoint", "http://[::1]:9")):
        done = terminal.run(*command)
        assert done.returncode == 2
        assert str(store) in done.stderr
        assert done.stderr.count("\n") == 1
    assert store.read_bytes().startswith(b"a shopping list")


def test_doctor_on_a_fresh_machine_has_nothing_to_ask(terminal):
    """Where nothing was recorded and nothing is exported, all is well."""
    found = json.loads(terminal.printed("doctor", "--format", "json"))

    assert found["problems"] == []
    assert found["store"]["state"] == "nothing was recorded yet"
    assert found["export"] == {
        "endpoint": "",
        "state": "no endpoint is set: nothing leaves this machine",
        "signals": [],
        "variables": [],
    }
    assert "All is well." in terminal.printed("doctor")


def test_doctor_names_what_needs_the_user(worked):
    """A receiver that is not there is a problem with its next step, and the exit code is 1."""
    done = worked.run("doctor", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")

    assert done.returncode == 1
    assert "5 suggestions" in done.stdout
    assert "http://127.0.0.1:9: nothing listens there (127.0.0.1:9); start the" in done.stdout


def test_doctor_names_what_a_folder_sets_and_cannot(terminal):
    """Each setting has its source; the folder's file is one of what is harmless alone."""
    file = terminal.home / "pyproject.toml"
    file.write_text("[tool.tenure]\nmaximumFileSize = 9\notlp.endpoint = 'http://192.0.2.1'\n")
    done = terminal.run("doctor", "--format", "json", TENURE_TELEMETRY_LEVEL="off")
    found = json.loads(done.stdout)
    settings = {row["name"]: (row["value"], row["source"]) for row in found["settings"]}

    assert done.returncode == 1
    assert settings["tenure.maximumFileSize"] == (9, str(file))
    assert settings["tenure.otlp.endpoint"] == ("", "default")
    assert settings["tenure.telemetry.level"] == ("off", "TENURE_TELEMETRY_LEVEL")
    assert found["problems"] == [
        f"{file} sets tenure.otlp.endpoint, which a workspace cannot; set it in your own settings"
    ]


def test_at_the_level_off_an_export_sends_nothing_and_says_why(worked):
    """Neither to an endpoint nor to a preview; the exit code is that of a wrong use."""
    done = worked.run("export", "--endpoint", "http://127.0.0.1:9", TENURE_TELEMETRY_LEVEL="off")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "tenure: tenure.telemetry.level is off, so nothing leaves this machine; "
        "it is set by TENURE_TELEMETRY_LEVEL\n"
    )
    assert worked.printed("export", "--preview", TENURE_TELEMETRY_LEVEL="off") == ""


def test_an_export_that_nobody_takes_keeps_everything(worked):
    """What was not taken is sent by the next export; the exit code says that it waits."""
    done = worked.run("export", "--endpoint", "http://127.0.0.1:9")

    assert done.returncode == 1
    assert done.stdout.startswith("sent 0 events and spans; ")
    assert "http://127.0.0.1:9: nothing listens there" in done.stderr


def test_a_copy_of_the_store_reports_the_same(worked):
    """A file that ends in .db is a whole store, in which nothing is missing."""
    target = worked.home / "copies" / "copy.db"
    target.parent.mkdir()

    assert worked.printed("export", "--file", str(target)) == (f"copied the store to {target}\n")
    copied = worked.report("--store", str(target))
    assert {**copied, "window": None} == {**worked.report(), "window": None}


def test_a_store_is_not_copied_onto_itself(worked):
    """Whoever has it open would go on writing to a file that is gone."""
    store = worked.home / "tenure.db"
    done = worked.run("export", "--file", str(store))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"tenure: {store} is the store itself; name another file for its copy\n"


def test_doctor_examines_the_store_that_was_named(worked):
    """A copy has another name than the store of a server; none can be recorded in."""
    worked.printed("export", "--file", "copy.db")

    assert f"{worked.home / 'copy.db'} (well)" in worked.printed(
        "doctor", "--store", str(worked.home / "copy.db")
    )
    done = worked.run("worker", "--store", "copy.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert "copy.db is no store that can be recorded in" in done.stderr


def test_a_terminal_that_knows_ascii_alone_gets_every_line(worked):
    """What it cannot show is a question mark."""
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    shown = worked.printed("report", "--since", "4000w", "--by", "language", **locale)

    assert shown.startswith("Tenure ? ")
    assert len(shown.splitlines()) > 60


def test_a_purge_of_a_folder_leaves_the_others(worked):
    """A folder is named by its URI or its path."""
    assert worked.printed("purge", "--yes", "--workspace", "file:///elsewhere").startswith(
        "Deleted 0 suggestions"
    )
    before = worked.report()["suggestions"]
    assert before["accepted"] == 3
    assert worked.printed("purge", "--yes", "--workspace", "/work").startswith(
        "Deleted 5 suggestions"
    )
    assert worked.report()["suggestions"]["accepted"] == 0


def test_a_purge_by_time_spares_what_is_newer(worked):
    """The whole store is older than a day; nothing is older than 100 years."""
    assert worked.printed("purge", "--yes", "--before", "5200w").startswith("Deleted 0 ")
    assert worked.printed("purge", "--yes", "--before", "1d").startswith("Deleted 5 ")


def test_every_command_explains_itself(terminal):
    """`--help` of each command names its options; without a command the whole list is shown."""
    for command in ("serve", "replay", "report", "explain", "export", "doctor", "purge"):
        assert f"usage: tenure {command}" in terminal.printed(command, "--help")
    done = terminal.run()
    assert done.returncode == 2
    assert "purge" in done.stderr
    assert terminal.printed("--version").startswith("tenure ")


def test_what_becomes_of_a_replays_store_is_said_where_it_is_asked(terminal):
    """Without a name it has none; every other command works on the user's."""
    words = {
        command: " ".join(terminal.printed(command, "--help").split())
        for command in ("replay", "report")
    }

    assert "default: none, the report is printed and nothing is kept" in words["replay"]
    assert "default: in TENURE_HOME, or the user's data folder" in words["report"]


def test_doctor_counts_one_as_one(terminal, tmp_path):
    """One suggestion with one reading."""
    trace = tmp_path / "one.jsonl"
    session = compile_session(HERE / "one.session")
    trace.write_text("".join(json.dumps(line) + "\n" for line in session.trace))
    replay(trace, terminal.home / "tenure.db", 25.0)

    assert "1 suggestion, 1 reading\n" in terminal.printed("doctor")


def test_a_reader_that_has_had_enough_is_no_failure(worked):
    """As with `tenure report | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "tenure", "report", "--since", "4000w"],
        env=worked.environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, "")
