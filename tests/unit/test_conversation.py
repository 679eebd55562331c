"""What a client says and nobody can read costs itself alone, and is counted."""

from __future__ import annotations

from tenure.core.attribution.facts import DocumentOpened, Fact
from tenure.lsp.conversation import Conversation

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
