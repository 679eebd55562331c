"""What the tests of the worker share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worker.homes import Home


@pytest.fixture
def home(tmp_path) -> Iterator[Home]:
    found = Home(tmp_path)
    yield found
    found.end()
