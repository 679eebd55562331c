"""The server as an executable of its own, for machines without Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tenure.syntax.languages import LANGUAGES

from tests import environment as env
from tests.sessions.editor import Editor
from tests.unit.snippets import SNIPPETS


def test_it_concludes_what_the_package_concludes_in_every_language(tmp_path: Path):
    """It prints the same report of an accept and an edit in each, syntax trees included."""
    editor = Editor()
    for language in LANGUAGES:
        editor.open(f"a{language.extensions[0]}", language.ids[0], "")
        editor.accept_unseen(SNIPPETS[language.ids[0]].text, None, None, "")
        editor.time += 5
        editor.caret_line("1", "")
        editor.type("a", "")
        editor.time += 5
    trace = tmp_path / "trace.jsonl"
    trace.write_text("".join(json.dumps(line) + "\n" for line in editor.trace))
    env.platform_extension()
    replay = ["replay", str(trace), "--until", "1m", "--format", "json"]

    standalone, package = (
        subprocess.run([*command, *replay], capture_output=True, text=True, check=True).stdout
        for command in ([env.STANDALONE], [sys.executable, "-m", "tenure"])
    )

    assert standalone == package
    trees = [one for one in json.loads(package)["editDistance"] if one["unit"] == "tree"]
    assert [one["count"] for one in trees if one["horizon"] == "30s"] == [len(LANGUAGES)]
