"""Generated files are current."""

from __future__ import annotations

from tests import generated


def test_generated_files_are_current() -> None:
    """Every generated file is what its source says; `python3 tests --generate` mends it."""
    assert generated.stale() == []


def test_a_new_field_makes_the_protocol_stale(monkeypatch) -> None:
    """A message that gains a field is no longer what the client was built against."""

    class StatusParams(generated.messages.StatusParams):
        added: int = 0

    monkeypatch.setattr(generated.messages, "StatusParams", StatusParams)

    assert generated.stale() == [generated.PROTOCOL]
    assert "added?: number;" in generated.protocol()
