"""The server as an executable of its own, for machines without Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from string import ascii_letters, digits

import pytest
from tenure.core.text.source import SourceText
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.syntax.languages import LANGUAGES

from tests import environment as env
from tests.hand_clock import HandClock
from tests.sessions.editor import Editor
from tests.store.examples import START, accepted
from tests.telemetry.receiver import receiving
from tests.unit.snippets import SNIPPETS

PACKAGE = [sys.executable, "-m", "tenure"]

SECRET = "ghp_" + "".join(Random(1).choices(ascii_letters + digits, k=36))
"""A token's shape; it is nobody's."""


@pytest.fixture(scope="module")
def standalone() -> list[str]:
    env.platform_extension()
    return [str(env.STANDALONE)]


@pytest.fixture
def printed(tmp_path: Path) -> Callable[..., str]:
    """What a command prints in the folder of a test, with every text of a suggestion to be sent."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
    variables = kept | {
        "TENURE_HOME": str(tmp_path),
        "TENURE_TELEMETRY_LEVEL": "content",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
    }

    def run(*command: str, **more: str) -> str:
        return subprocess.run(
            command, env=variables | more, capture_output=True, text=True, check=True
        ).stdout

    return run


def trace_of(editor: Editor, folder: Path) -> str:
    path = folder / "trace.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in editor.trace))
    return str(path)


def test_it_concludes_what_the_package_concludes_in_every_language(standalone, printed, tmp_path):
    """It prints the same report of an accept and an edit in each, syntax trees included."""
    editor = Editor()
    for language in LANGUAGES:
        editor.open(f"a{language.extensions[0]}", language.ids[0], "")
        editor.accept_unseen(SNIPPETS[language.ids[0]].text, None, None, "")
        editor.time += 5
        editor.caret_line("1", "")
        editor.type("a", "")
        editor.time += 5
    replay = ("replay", trace_of(editor, tmp_path), "--until", "1m", "--format", "json")

    report = printed(*PACKAGE, *replay)

    assert printed(*standalone, *replay) == report
    trees = [one for one in json.loads(report)["editDistance"] if one["unit"] == "tree"]
    assert [one["count"] for one in trees if one["horizon"] == "30s"] == [len(LANGUAGES)]


def test_it_sends_no_secret(standalone, printed, tmp_path):
    """The detectors of secrets are inside: a text is sent without what they find in it."""
    text = SourceText(f'token = "{SECRET}"')
    with closing(open_store(tmp_path / "tenure.db")) as store:
        write(store, [replace(accepted(), text=text)], "vim")
    with receiving() as receiver:
        clock = HandClock(tmp_path / "clock", START + 1000 - time.time())
        printed(*standalone, "export", "--endpoint", receiver.endpoint, **clock.variables)

    sent = "".join(body.decode() for body in receiver.bodies)
    assert 'token = \\"<secret removed>\\"' in sent
    assert SECRET not in sent
