"""The trace that a suggestion leaves: what was generated, decided and read, in one place."""

from __future__ import annotations

from dataclasses import replace

from tenure.core.records import Horizon, ReadingRecord, State, Verdict
from tenure.store.outbox import Event, Span
from tenure.telemetry.records import of_reading, of_suggestion

from tests.store.examples import START, accepted


def spans_of(queued: list[Event | Span]) -> list[Span]:
    return [one for one in queued if isinstance(one, Span)]


def bare(spans: list[Span]) -> list[tuple]:
    return [(one.name, one.started_at, one.ended_at) for one in spans]


def reading(horizon: Horizon = Horizon.SECONDS_30, at: float = START + 30) -> ReadingRecord:
    return ReadingRecord("s1", horizon, at, at, False, 20, 26, Verdict.EDITED)


def test_a_suggestion_runs_from_when_it_was_shown_to_its_decision():
    """Also one that nobody saw shown: then from when it was first seen."""
    decided = replace(accepted(at=START + 1), ended_at=START + 3)
    unseen = replace(decided, shown_at=None, first_seen_at=START + 2)

    assert bare(spans_of(of_suggestion(decided, None).queued)) == [
        ("suggestion", START + 1, START + 3)
    ]
    assert bare(spans_of(of_suggestion(unseen, None).queued)) == [
        ("suggestion", START + 2, START + 3)
    ]


def test_what_was_generated_comes_before_what_was_shown_of_it():
    """Where the latency is known, the request is the trace's first span and the other's parent."""
    record = replace(accepted(), latency=0.75, ended_at=START + 3)
    generated, suggested = spans_of(of_suggestion(record, None).queued)

    assert bare([generated, suggested]) == [
        ("code_generation", START - 0.75, START),
        ("suggestion", START, START + 3),
    ]
    assert (generated.parent_id, suggested.parent_id) == (None, generated.span_id)


def test_a_reading_is_a_moment_in_its_suggestions_trace():
    """Both a child and linked: a store that cuts long traces keeps the second."""
    (suggested,) = spans_of(of_suggestion(accepted(), None).queued)
    (read,) = spans_of(of_reading(reading(), accepted(), None).queued)

    assert bare([read]) == [("reading 30s", START + 30, START + 30)]
    assert (read.trace_id, read.parent_id, read.linked_id) == (
        suggested.trace_id,
        suggested.span_id,
        suggested.span_id,
    )


def test_what_is_told_again_is_the_same_span_and_nothing_else_is():
    """Ids come of the suggestion's id, the span's name and the horizon alone."""
    told = [
        *of_suggestion(replace(accepted(), latency=1.0), None).queued,
        *of_reading(reading(), accepted(), None).queued,
        *of_reading(reading(Horizon.MINUTES_2), accepted(), None).queued,
        *of_suggestion(accepted("s2"), None).queued,
    ]
    ids = [(one.trace_id, one.span_id) for one in spans_of(told)]
    again = of_suggestion(replace(accepted(), latency=2.0, state=State.REJECTED), "vim").queued

    assert len(set(ids)) == len(ids) == 5
    assert ids[:2] == [(one.trace_id, one.span_id) for one in spans_of(again)]
    assert all((len(trace), len(span)) == (32, 16) for trace, span in ids)


def test_every_log_event_names_the_span_of_its_suggestion():
    """From an event to its trace and back."""
    event, suggested = of_suggestion(accepted(), None).queued
    read, _ = of_reading(reading(), accepted(), None).queued

    assert (event.trace_id, event.span_id) == (suggested.trace_id, suggested.span_id)
    assert (read.trace_id, read.span_id) == (suggested.trace_id, suggested.span_id)


def test_spans_say_what_the_event_says_and_the_guides_names_beside_it():
    """The same attributes after the same privacy level; the model under both names."""
    event, suggested = of_suggestion(replace(accepted(), model="m-1"), "vim").queued

    assert suggested.attributes == {
        **event.attributes,
        "ai.action": "code_generation",
        "ai.model": "m-1",
    }
    (_, unknown) = of_suggestion(accepted(), "vim").queued
    assert "ai.model" not in unknown.attributes
