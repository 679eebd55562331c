"""Curves by age: spans that were not read count as not known, never as lost or kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tenure.core.metrics.curves import (
    AGES,
    LOST,
    History,
    Losses,
    Point,
    Standing,
    losses,
    standing,
    surviving,
)
from tenure.core.metrics.rates import Rate
from tenure.core.records import Horizon

GONE = LOST["notGone"]

HISTORIES = st.dictionaries(
    st.tuples(*(st.sampled_from(["whole", "changed", "gone", None]) for _ in AGES)),
    st.integers(1, 500),
)


def history(*stages: str | None) -> History:
    return (*stages, *(None,) * (len(AGES) - len(stages)))  # type: ignore[return-value]


def test_where_every_span_was_read_the_curve_is_the_plain_share():
    """Without censoring it has the value and the interval of a share of all spans."""
    histories = {
        history("whole", "whole", "whole", "whole", "whole"): 60,
        history("whole", "gone", "gone", "gone", "gone"): 30,
        history("whole", "whole", "whole", "whole", "gone"): 10,
    }
    shares = [100, 70, 70, 70, 60]

    expected = []
    for horizon, share, at_risk in zip(AGES, shares, [100, 100, 70, 70, 70], strict=True):
        rate = Rate(share, 100)
        assert rate.value is not None
        assert rate.interval is not None
        expected.append(Point(horizon, at_risk, rate.value, *rate.interval))
    assert surviving(losses(histories, GONE)) == expected


def test_spans_that_have_not_reached_an_age_leave_the_curve():
    """Kaplan and Meier: of those at risk at an age, not of all that ever were."""
    histories = {
        history("whole"): 20,
        history("whole", "gone", "gone"): 10,
        history("whole", "whole"): 10,
        history("whole", "whole", "gone"): 5,
        history("whole", "whole", "whole"): 5,
    }

    points = surviving(losses(histories, GONE))

    assert [(point.horizon, point.spans, point.value) for point in points] == [
        (Horizon.SECONDS_30, 50, 1.0),
        (Horizon.MINUTES_2, 30, 0.666667),
        (Horizon.MINUTES_5, 10, 0.333333),
    ]


def test_what_comes_back_was_not_lost():
    """A cut that was pasted again is no loss; what stays away is lost where it went for good."""
    histories = {history("whole", "gone", "whole", "gone", "gone"): 1}

    assert [point.value for point in surviving(losses(histories, GONE))] == [1, 1, 1, 0]


def test_a_reading_that_failed_says_nothing():
    """A span that could not be read at an age is at risk there, as it was found alive later."""
    histories = {history("whole", None, "whole"): 4, history(None, None): 9}

    assert [(point.spans, point.value) for point in surviving(losses(histories, GONE))] == [
        (4, 1.0),
        (4, 1.0),
        (4, 1.0),
    ]


def test_characters_are_as_sure_as_the_spans_they_are_in():
    """A thousand characters of one span are one span's worth of knowledge."""
    one = Standing(spans=1, kept=800, original=1000, original_squares=1000 * 1000)
    many = Standing(spans=100, kept=800, original=1000, original_squares=100 * 10 * 10)

    (alone,) = standing({Horizon.MINUTES_5: one})
    (spread,) = standing({Horizon.MINUTES_5: many})

    assert (alone.value, spread.value) == (0.8, 0.8)
    assert (spread.low, spread.high) == Rate(80, 100).interval
    assert alone.high - alone.low > 0.7


@given(HISTORIES)
def test_a_curve_never_rises_and_lies_in_its_interval(histories: dict[History, int]):
    """Whatever was read, shares fall with age, and the weaker loss lies above the stronger."""
    gone, lost = (
        surviving(losses(histories, GONE)),
        surviving(losses(histories, LOST["asAccepted"])),
    )

    for points in (gone, lost):
        values = [point.value for point in points]
        assert values == sorted(values, reverse=True)
        for point in points:
            assert 0 <= point.low <= point.value <= point.high <= 1
            assert point.spans > 0
    if gone and lost:
        assert lost[0].value <= gone[0].value


@given(HISTORIES, HISTORIES)
def test_losses_of_parts_add_up(one: dict[History, int], other: dict[History, int]):
    """What was counted of two times is what is counted of both."""
    both = {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}
    parts = zip(losses(one, GONE), losses(other, GONE), strict=True)

    assert losses(both, GONE) == Losses(
        *([first + second for first, second in zip(*pair, strict=True)] for pair in parts)
    )
