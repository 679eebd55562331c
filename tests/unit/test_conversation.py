"""What a client says and nobody can read costs itself alone, and is counted."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import Mock

import pytest
from tenure.core.attribution.facts import DocumentOpened, Fact, TextChanged
from tenure.core.text.points import Point
from tenure.lsp.conversation import CHANGE, Conversation
from tenure.observer import Observer


def message(**parts: object) -> bytes:
    """A message as clients write it."""
    return json.dumps({"jsonrpc": "2.0", **parts}).encode()


OPENED = b'{"textDocument": {"uri": "file:///a.py", "languageId": "python", "text": "x"}}'


def test_what_cannot_be_read_is_counted_and_the_next_is_read() -> None:
    """Params of a wrong shape, and what is no JSON."""
    taken: list[Fact] = []
    conversation = Conversation({}, taken.append)
    conversation.take("textDocument/didOpen", b'{"textDocument": 1}')
    conversation.take("textDocument/didChange", b"{")
    assert conversation.failures == 2

    conversation.take("textDocument/didOpen", OPENED)
    assert taken == [DocumentOpened("file:///a.py", "python", "x", None)]
    assert conversation.failures == 2


PLACE = {"line": 0, "character": 1}
CHANGED: dict[str, Any] = {
    "textDocument": {"uri": "file:///a.py", "version": 2},
    "contentChanges": [{"range": {"start": PLACE, "end": PLACE}, "text": "y"}],
}


def test_a_change_is_taken_at_once_as_it_is_in_two_steps() -> None:
    """The same fact of a whole message and of its params."""
    facts: list[Fact] = []
    conversation = opened(facts)

    assert conversation.take_change(message(method=CHANGE, params=CHANGED))
    conversation.take(CHANGE, json.dumps(CHANGED).encode())

    at = Point(0, 1)
    assert facts == [TextChanged("file:///a.py", at, at, "y", 2)] * 2


@pytest.mark.parametrize(
    "body",
    [
        message(method=CHANGE, params=CHANGED, id=3),
        message(method="textDocument/didSave", params={"textDocument": {"uri": CHANGE}}),
        message(method=CHANGE, params={"textDocument": {"uri": "file:///a.py"}}),
        message(method=CHANGE, params=CHANGED)[:-1],
    ],
    ids=["a request", "another", "of another shape", "cut off"],
)
def test_what_is_no_change_is_left_to_whoever_reads_anything(body: bytes) -> None:
    """Nothing is done, and nothing is counted as a failure yet."""
    facts: list[Fact] = []
    conversation = opened(facts)

    assert not conversation.take_change(body)
    assert (facts, conversation.failures) == ([], 0)


def test_a_change_that_fails_is_counted_and_the_document_waits_for_its_whole_text() -> None:
    """Its text is not known any more."""
    facts: list[Fact] = []
    conversation = opened(facts, fails=1)

    assert conversation.take_change(message(method=CHANGE, params=CHANGED))
    assert conversation.take_change(message(method=CHANGE, params=CHANGED))
    assert (facts, conversation.failures) == ([], 1)

    whole = {**CHANGED, "contentChanges": [{"text": "z"}]}
    assert conversation.take_change(message(method=CHANGE, params=whole))
    assert facts == [DocumentOpened("file:///a.py", "python", "z", 2)]


def opened(facts: list[Fact], fails: int = 0) -> Conversation:
    """A conversation with a document of one character; its first ``fails`` changes go wrong."""
    observer = Observer(Mock())
    observer.receive(DocumentOpened("file:///a.py", "python", "x", 1), 0.0)
    left = [ValueError("wrong")] * fails

    def receive(fact: Fact) -> None:
        if left:
            raise left.pop()
        facts.append(fact)

    return Conversation(observer.documents, receive)
