"""Where a setting's value comes from, and which sources are believed what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tenure.core.metrics.permissions import METADATA, Identifier, Level, Permission
from tenure.settings import SETTINGS, Settings, resolve, user_file
from tenure.settings.table import CAPTURE_VARIABLE

ENDPOINT = "http://127.0.0.1:4318"
ELSEWHERE = "http://attacker.example"
TELEMETRY = {
    "otlp": {"endpoint": ENDPOINT},
    "telemetry": {"level": "content", "identify": ["path"]},
}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with a user's folder of its own."""
    (tmp_path / "home").mkdir()
    return {"TENURE_HOME": str(tmp_path / "home")}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


def sources(settings: Settings, *names: str) -> dict[str, tuple[Any, str]]:
    return {name: (settings.values[name].value, settings.values[name].source) for name in names}


def test_without_a_word_nothing_leaves(home):
    """Defaults throughout: no endpoint, and the lowest level that says anything."""
    found = resolve(home)

    assert {value.source for value in found.values.values()} == {"default"}
    assert (found.endpoint, found.permission, found.problems) == ("", METADATA, ())


def test_the_environment_goes_before_the_editor_and_the_editor_before_the_file(home):
    """Each setting by itself, each with where it came from."""
    user_file(home).write_text(
        "maximumFileSize = 10\n[otlp]\nendpoint = 'http://file'\n[telemetry]\nlevel = 'off'\n"
    )
    client = {"otlp": {"endpoint": "http://editor"}, "telemetry.level": "identified"}
    found = resolve({**home, "TENURE_OTLP_ENDPOINT": ENDPOINT}, client=client)

    assert sources(found, "otlp.endpoint", "telemetry.level", "maximumFileSize") == {
        "otlp.endpoint": (ENDPOINT, "TENURE_OTLP_ENDPOINT"),
        "telemetry.level": ("identified", "the editor"),
        "maximumFileSize": (10, str(user_file(home))),
    }


@pytest.mark.parametrize("separator", [",", ":", ";", " "])
def test_a_variable_lists_what_may_identify(home, separator):
    """Separated as one likes."""
    text = separator.join(["path", "commit"])
    found = resolve({**home, "TENURE_TELEMETRY_IDENTIFY": text})

    assert found.permission.identify == {Identifier.PATH, Identifier.COMMIT}


@pytest.mark.parametrize(
    ("value", "signals"),
    [
        ("true", {"logs", "traces"}),
        ("True", {"logs", "traces"}),
        ("SPAN_AND_EVENT", {"logs", "traces"}),
        ("span_only", {"traces"}),
        ("EVENT_ONLY", {"logs"}),
        ("NO_CONTENT", set()),
        ("false", set()),
        ("1", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_content_needs_two_words(home, value, signals):
    """The level, and OpenTelemetry's own variable in either of its spellings."""
    variables = {"TENURE_TELEMETRY_LEVEL": "content"}
    if value is not None:
        variables[CAPTURE_VARIABLE] = value
    found = resolve({**home, **variables})

    assert found.permission.content == signals
    assert any(CAPTURE_VARIABLE in problem for problem in found.problems) is not bool(signals)
    assert resolve({**home, CAPTURE_VARIABLE: value or ""}).permission.content == set()


def test_what_an_editor_tells_later_cannot_send_anything_elsewhere(home):
    """Many editors fill it from files of the workspace; what is harmless in it counts."""
    told = {**TELEMETRY, "exclude": ["*.csv"], "maximumFileSize": 5}
    found = resolve(home, told=told)

    assert (found.endpoint, found.permission) == ("", METADATA)
    assert (found.exclude, found.maximum_file_size) == (("*.csv",), 5)


def test_the_options_that_an_editor_starts_us_with_can(home):
    """They stand beside the command line: who can change them can run a program."""
    found = resolve({**home, CAPTURE_VARIABLE: "true"}, client=TELEMETRY)

    assert found.endpoint == ENDPOINT
    assert found.permission == Permission(
        Level.CONTENT, frozenset({Identifier.PATH}), frozenset({"logs", "traces"})
    )


def test_the_standard_variable_turns_off_what_any_other_turns_on(home):
    """An editor that was started with it lets nothing out, whatever another that is open allows."""
    found = resolve({**home, "OTEL_SDK_DISABLED": "true", "TENURE_TELEMETRY_LEVEL": "identified"})

    assert sources(found, "telemetry.level") == {"telemetry.level": ("off", "OTEL_SDK_DISABLED")}


def test_a_workspaces_pyproject_sets_neither_endpoint_nor_level(home, workspace):
    """Every setting that could send data elsewhere or delete any; the doctor says so."""
    (workspace / "pyproject.toml").write_text(
        f"[tool.tenure]\nserver.path = './evil'\n[tool.tenure.otlp]\nendpoint = '{ELSEWHERE}'\n"
        "headers = 'a=b'\n[tool.tenure.telemetry]\nlevel = 'content'\nidentify = ['path']\n"
        "[tool.tenure.retention]\ndays = 1\nmegabytes = 1\n"
    )
    found = resolve({**home, "TENURE_OTLP_ENDPOINT": ENDPOINT}, folders=[workspace])
    trusted = {setting.name for setting in SETTINGS if setting.trusted_only}

    assert (found.endpoint, found.permission) == (ENDPOINT, METADATA)
    for name in trusted | {"otlp.headers"}:
        assert any(f"tenure.{name}, which a workspace cannot" in text for text in found.problems)


def test_a_workspace_has_less_watched_and_never_more(home, workspace):
    """It cannot turn on what is off, take a pattern away or raise a limit."""
    file = workspace / "pyproject.toml"
    file.write_text("[tool.tenure]\nenabled = false\nexclude = ['*.sql']\nmaximumFileSize = 7\n")
    tight = resolve(home, folders=[workspace])
    file.write_text("[tool.tenure]\nenabled = true\nexclude = []\nmaximumFileSize = 99_000_000\n")
    off = {**home, "TENURE_ENABLED": "false"}

    assert sources(tight, "enabled", "maximumFileSize") == {
        "enabled": (False, str(file)),
        "maximumFileSize": (7, str(file)),
    }
    assert tight.exclude == (*resolve(home).exclude, "*.sql")
    assert resolve(off, folders=[workspace]).values == resolve(off).values


@pytest.mark.parametrize(
    "content",
    [
        b"[tool.tenure",
        b"[tool.tenure]\nexclude = [\xff]",
        b"[tool.tenure]\na = " + b"[" * 5000,
        b"[tool.tenure]\n" + b"#" * 2000000,
    ],
    ids=["unfinished", "not UTF-8", "deep", "large"],
)
def test_a_pyproject_that_cannot_be_read_costs_a_sentence(home, workspace, content):
    """A workspace's file may hold anything."""
    (workspace / "pyproject.toml").write_bytes(content)
    found = resolve(home, folders=[workspace])

    assert found.values == resolve(home).values
    assert len(found.problems) == 1
    assert found.problems[0].startswith(str(workspace / "pyproject.toml"))


@pytest.mark.parametrize("content", [b"", b"[tool.other]\nlevel = 1\n", b"[tool]\ntenure = 3\n"])
def test_a_pyproject_without_our_table_says_nothing(home, workspace, content):
    """Most have none."""
    (workspace / "pyproject.toml").write_bytes(content)

    assert resolve(home, folders=[workspace]) == resolve(home)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"TENURE_TELEMETRY_LEVEL": "contnet"},
            (
                "tenure.telemetry.level takes one of off, metadata, identified, content; "
                "correct it in TENURE_TELEMETRY_LEVEL"
            ),
        ),
        (
            {"TENURE_TELEMETRY_IDENTIFY": "path,user"},
            (
                "tenure.telemetry.identify takes some of path, branch, commit; "
                "correct it in TENURE_TELEMETRY_IDENTIFY"
            ),
        ),
        (
            {"TENURE_MAXIMUMFILESIZE": "big"},
            "tenure.maximumFileSize takes a number; correct it in TENURE_MAXIMUMFILESIZE",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_said_and_passed_over(home, variables, said):
    """The next source decides; at worst the default, which lets out least."""
    found = resolve({**home, **variables})

    assert found.problems == (said,)
    assert found.values == resolve(home).values


def test_a_name_that_is_no_setting_is_said(home):
    """A level that is spelt wrong would otherwise be a level that is not set."""
    user_file(home).write_text("[telemetry]\nlevle = 'off'\n")

    assert resolve(home).problems == (
        f"{user_file(home)} sets tenure.telemetry.levle, which is no setting; correct or remove it",
    )
