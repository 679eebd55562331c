"""Whatever people and programs do to a document, the engine keeps to a few laws.

Histories are random acts of the editor that sessions are played with; the model keeps one origin
for each character in a list.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tenure.core.attribution.facts import DocumentOpened
from tenure.core.attribution.origins import Agent, Suggestion
from tenure.core.attribution.runs import pairs
from tenure.core.attribution.snapshots import Snapshot, hashes_of, kept_label
from tenure.core.records import DueReadingRecord, LineageRecord, Record, SuggestionRecord
from tenure.lsp.conversation import Conversation
from tenure.observer import Observer, Resumable

from tests.sessions.editor import Editor

# Line ends of two characters are the laws of documents: no place lies between them.
TEXTS = st.sampled_from(
    ["x", "\n", "  ", "total", "()", "a = compute(b)", "if x:\n    y = 1\n", "é🎉", "\n\nz", "}\n"]
)
SPANS = frozenset(f"s{number}" for number in range(1, 100))
"""The names of the suggestions of one history."""

Character = tuple[str, str, frozenset[Any], bool]
"""A character with its origin's name, the spans it lies in, and whether it is a copy."""


class Numbers:
    def __init__(self) -> None:
        self.last = 0

    def next(self) -> str:
        self.last += 1
        return f"s{self.last}"


class Played:
    """An engine that has been told everything that an editor sent."""

    def __init__(self, cut: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None) -> None:
        self.observer = Observer(Numbers())
        self.records: list[Record] = []
        self.failures = 0
        self._cut = cut or (lambda message: [message])
        self._now = 0.0
        self._conversation = Conversation(self.observer.documents, self._receive)
        self._taken = 0

    def take(self, editor: Editor) -> None:
        """Take what the editor sent since."""
        for line in editor.trace[self._taken :]:
            self._now = line["time"]
            self.records += self.observer.advance(self._now)
            for message in self._cut(line["message"]):
                if self._conversation.takes(message["method"]):
                    params = json.dumps(message["params"]).encode()
                    self._conversation.take(message["method"], params)
        self._taken = len(editor.trace)
        self._now = editor.time
        self.records += self.observer.advance(self._now)
        assert self._conversation.failures == 0

    def finish(self) -> None:
        """Let every horizon pass."""
        self.records += self.observer.advance(self._now + 10_000)

    def characters(self, uri: str) -> list[Character]:
        """What is known of each character."""
        lineage = self.observer.documents[uri].lineage
        meaning = self.observer._labels.meaning
        found: list[Character] = []
        for line, run in zip(lineage.document.lines, lineage.runs, strict=True):
            place = 0
            for count, label in pairs(run, len(line)):
                origin, regions, is_copy = meaning(label)
                name = origin.id if isinstance(origin, Suggestion | Agent) else origin.name
                spans = frozenset(region for region in regions if isinstance(region, str))
                found += [(one, name, spans, is_copy) for one in line[place : place + count]]
                place += count
        return found

    def _receive(self, fact: Any) -> None:
        self.records += self.observer.receive(fact, self._now)


def act(editor: Editor, draw: Callable[[Any], Any]) -> str:
    """One random act; its name."""
    document = editor.document
    assert document is not None
    length = len(document.text)
    document.caret = draw(st.integers(0, length))
    acts = ["type", "insert", "accept", "paste", "show", "wait"]
    if length:
        acts += ["delete", "replace", "cut", "backspace", "several", "reload"]
    if "\n" in document.text:
        acts += ["move a line"]
    if len(editor.documents) > 1:
        acts += ["go to the other", "close and open"]
    if document.undo:
        acts += ["undo", "undo silently"]
    if document.redo:
        acts += ["redo", "redo silently"]
    chosen = draw(st.sampled_from(acts))
    start = draw(st.integers(0, max(0, length - 1)))
    end = draw(st.integers(start, length))
    text = draw(TEXTS)
    match chosen:
        case "type":
            editor.type(text[:4], "")
        case "insert":
            editor.insert(text, "")
        case "accept":
            editor.accept_unseen(text, None, None, "")
        case "paste" if editor.clipboard:
            editor.paste_clipboard(draw(st.sampled_from([None, " silently"])), "")
        case "show":
            editor.show(text, None, None, "")
            editor.accept(draw(st.sampled_from([None, " silently"])), "")
        case "delete":
            editor._change(start, end, "")
        case "replace":
            editor._change(start, end, text)
        case "cut":
            editor.clipboard = document.text[start:end]
            editor._change(start, end, "")
        case "backspace" if document.caret:
            editor.backspace(None, "")
        case "several":
            middle = draw(st.integers(start, end))
            editor._together([(middle, end, text), (start, start, text)])
        case "move a line":
            _move_a_line(editor, draw)
        case "go to the other":
            editor.document = next(one for one in editor.documents.values() if one is not document)
        case "close and open":
            editor.close("")
            editor.open(document.uri.rsplit("/", 1)[1], None, "")
        case "reload":
            editor.becomes(document.text[:start] + text + document.text[end:], "")
        case "undo" | "undo silently":
            editor.undo("silently" if "silently" in chosen else None, "")
        case "redo" | "redo silently":
            editor.redo("silently" if "silently" in chosen else None, "")
        case _:
            editor.wait(str(draw(st.integers(1, 40))), "s", "")
    editor.time = round(editor.time + draw(st.sampled_from([0.1, 0.5, 3.0])), 6)
    return chosen


def _move_a_line(editor: Editor, draw: Callable[[Any], Any], *, as_a_block: bool = False) -> None:
    """As an editor does it: taken out and put in at once, or told as one block."""
    document = editor.document
    assert document is not None
    lines = document.text.splitlines(keepends=True)
    number = draw(st.integers(1, len(lines))) - 1
    if not number or not lines[number].endswith("\n"):
        return
    start = sum(map(len, lines[: number - 1]))
    middle, end = start + len(lines[number - 1]), start + len(lines[number - 1] + lines[number])
    if not as_a_block and draw(st.booleans()):
        editor._together([(middle, end, ""), (start, start, lines[number])])
    else:
        editor._together([(start, end, lines[number] + lines[number - 1])])


def opened() -> tuple[Editor, str]:
    editor = Editor()
    editor.open("a.py", None, "x = 1\ny = 2\n")
    assert editor.document is not None
    return editor, editor.document.uri


@given(st.data())
def test_text_and_counts_are_the_editors(data: st.DataObject) -> None:
    """The text is the editor's; every character has an origin, and each is counted once."""
    editor, uri = opened()
    played = Played()
    for _ in range(data.draw(st.integers(1, 12))):
        act(editor, data.draw)
        played.take(editor)
        assert editor.document is not None
        assert "".join(one for one, *_ in played.characters(uri)) == editor.document.text
        counts = played.observer.documents[uri].lineage.counts
        assert sum(counts.values()) == len(editor.document.text)
        assert min(counts.values(), default=0) >= 0


@given(st.data())
def test_no_span_stands_with_more_than_it_inserted(data: st.DataObject) -> None:
    """In every reading kept is at most original, in however many documents it stands."""
    editor, _ = opened()
    editor.open("b.py", None, "z = 3\n")
    played = Played()
    for _ in range(data.draw(st.integers(1, 12))):
        act(editor, data.draw)
    played.take(editor)
    played.finish()

    for record in played.records:
        if isinstance(record, DueReadingRecord):
            assert 0 <= record.kept <= record.original


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_lineage_is_written_down_once_a_second(typed: list[int]) -> None:
    """However many suggestions were accepted, and once at each accept."""
    editor, _ = opened()
    played, begun = Played(), editor.time
    for keys in typed:
        editor.accept_unseen("total = 0\n", None, None, "")
        for _ in range(keys):
            editor.time = round(editor.time + 0.2, 6)
            editor.type("x", "")
    played.take(editor)

    kept = sum(isinstance(record, LineageRecord) for record in played.records)
    assert kept <= len(typed) + editor.time - begun


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_an_orderly_end_loses_nothing_of_the_lineage(texts: list[str]) -> None:
    """What was typed in the last second before an editor is closed is written down, too."""
    editor, _ = opened()
    played = Played()
    editor.accept_unseen("total = compute(items)\n", None, None, "")
    for text in texts:
        editor.type(text, "")
    played.take(editor)
    played.records += played.observer.finish(editor.time)

    kept = [record for record in played.records if isinstance(record, LineageRecord)]
    assert editor.document is not None
    assert kept[-1].text.read() == editor.document.text


@given(st.data())
def test_a_document_taken_up_again_has_the_suggestions_it_had(data: st.DataObject) -> None:
    """A process that was killed a moment after the last act loses none of their characters."""
    editor, uri = opened()
    played = Played()
    for _ in range(data.draw(st.integers(1, 12))):
        act(editor, data.draw)
    editor.wait("5", "s", "")
    played.take(editor)
    tracked = played.observer.documents[uri]
    kept = [record for record in played.records if isinstance(record, LineageRecord)]
    assume(kept and tracked.is_open and editor.time < tracked.live_until)

    last = kept[-1]
    labels = {number: kept_label(label) for number, label in last.labels.items()}
    hashes = hashes_of(last.text.read())
    snapshot = Snapshot(uri, last.language, last.at, hashes, last.runs, labels)
    again = Played()
    again.observer.resume([Resumable(snapshot, ())])
    text = tracked.lineage.document.text
    again.observer.receive(DocumentOpened(uri, last.language, text, 1), editor.time)

    assert [one for one in again.characters(uri) if one[1] in SPANS] == [
        one for one in played.characters(uri) if one[1] in SPANS
    ]


@given(st.data())
def test_standing_grows_by_few_acts_alone(data: st.DataObject) -> None:
    """What stands of a span grows by an accept, undo, redo, paste or reload, and nothing else."""
    editor, uri = opened()
    played = Played()
    before: dict[str, int] = {}
    for _ in range(data.draw(st.integers(1, 12))):
        done = act(editor, data.draw)
        played.take(editor)
        now: dict[str, int] = {}
        for _, name, _, is_copy in played.characters(uri):
            if name.startswith("s") and name[1:].isdigit() and not is_copy:
                now[name] = now.get(name, 0) + 1
        if done in ("type", "delete", "cut", "backspace", "wait"):
            grown = {name for name, count in now.items() if count > before.get(name, 0)}
            # A suggestion of which nothing was known may turn out to be one by its last character.
            assert not grown & before.keys()
        before = now


@given(st.data())
def test_an_undo_restores_the_origins_exactly(data: st.DataObject) -> None:
    """Undone step by step, every state has the origins that it had before."""
    editor, uri = opened()
    played = Played()
    assert editor.document is not None
    states: list[tuple[str, list[Character]]] = []
    for _ in range(data.draw(st.integers(1, 8))):
        played.take(editor)
        states.append((editor.document.text, played.characters(uri)))
        text = data.draw(TEXTS)
        length = len(editor.document.text)
        start = data.draw(st.integers(0, length))
        end = data.draw(st.integers(start, length))
        match data.draw(st.sampled_from(["change", "accept", "move a line", "cut and paste"])):
            case "accept":
                editor.document.caret = start
                editor.accept_unseen(text, None, None, "")
            case "move a line" if "\n" in editor.document.text:
                _move_a_line(editor, data.draw, as_a_block=True)
            case "cut and paste":
                taken = editor.document.text[start:end]
                editor._change(start, end, "")
                editor.time = round(editor.time + 3.0, 6)
                played.take(editor)
                states.append((editor.document.text, played.characters(uri)))
                editor._change(0, 0, taken)
            case _:
                editor._change(start, end, text)
        editor.time = round(editor.time + 3.0, 6)
    played.take(editor)
    # A text that was there twice comes back as it was the last time.
    known = dict([*states, (editor.document.text, played.characters(uri))])
    for text, characters in reversed(states):
        while editor.document.text != text and editor.document.undo:
            editor.undo(None, "")
        editor.time = round(editor.time + 3.0, 6)
        played.take(editor)
        assert editor.document.text == text
        assert played.characters(uri) in (characters, known[text])


@given(st.data())
def test_cutting_a_change_list_into_several_changes_nothing(data: st.DataObject) -> None:
    """It makes no difference whether a client sends changes in one message or one in each."""

    def cut(message: dict[str, Any]) -> list[dict[str, Any]]:
        changes = message["params"].get("contentChanges", ())
        if message["method"] != "textDocument/didChange" or len(changes) < 2:
            return [message]
        return [
            {**message, "params": {**message["params"], "contentChanges": [change]}}
            for change in changes
        ]

    editor, uri = opened()
    whole, apart = Played(), Played(cut)
    for _ in range(data.draw(st.integers(1, 12))):
        act(editor, data.draw)
        for played in (whole, apart):
            played.take(editor)
    for played in (whole, apart):
        played.finish()

    assert whole.characters(uri) == apart.characters(uri)
    assert _told(whole.records) == _told(apart.records)


def _told(records: list[Record]) -> list[Record]:
    return [record for record in records if isinstance(record, DueReadingRecord | SuggestionRecord)]
