"""Time never falls within a process, and a test moves it by a file."""

from __future__ import annotations

from tenure.clock import MovedClock, SystemClock, clock_from


class Times:
    """A wall clock and a monotonic one that a test sets."""

    def __init__(self) -> None:
        self.wall = 1000.0
        self.monotonic = 5.0


def test_time_goes_on_when_the_wall_clock_is_set_back():
    """Seconds pass by the monotonic clock until, and after, the wall clock is right again."""
    times = Times()
    clock = SystemClock(lambda: times.wall, lambda: times.monotonic)
    told = []
    for wall, monotonic in [(1000, 5), (1010, 15), (400, 17), (403, 20), (413, 30)]:
        times.wall, times.monotonic = wall, monotonic
        told.append(clock.now())

    assert told == [1000, 1010, 1012, 1015, 1025]


def test_time_follows_a_wall_clock_that_is_set_forward():
    """A machine that slept is as late as its wall clock says."""
    times = Times()
    clock = SystemClock(lambda: times.wall, lambda: times.monotonic)
    clock.now()
    times.wall += 3600

    assert clock.now() == 4600.0


class Still:
    def now(self) -> float:
        return 1000.0


def test_a_file_stops_the_time(tmp_path):
    """After a `=` the file holds the time itself; time never falls all the same."""
    file = tmp_path / "offset"
    clock = MovedClock(Still(), file)
    told = []
    for text in ("=1001.5", "=1001.5", "=x", "=900", "=2000", "0", "1500"):
        file.write_text(text)
        told.append(clock.now())

    assert told == [1001.5, 1001.5, 1001.5, 1001.5, 2000.0, 2000.0, 2500.0]


def test_a_file_moves_the_time_at_once(tmp_path):
    """The offset is read at each call; what is not a number leaves the former in force."""
    file = tmp_path / "offset"
    clock = MovedClock(Still(), file)
    told = [clock.now()]
    for text in ("30", "31.5\n", "", "x", "10", "300"):
        file.write_text(text)
        told.append(clock.now())

    assert told == [1000.0, 1030.0, 1031.5, 1031.5, 1031.5, 1031.5, 1300.0]


def test_the_variable_names_the_file(tmp_path):
    """Without it a process has the real time."""
    file = tmp_path / "offset"
    file.write_text("1000000000")
    real = clock_from({}).now()

    assert clock_from({"TENURE_CLOCK_FILE": str(file)}).now() - real >= 1000000000
