"""What all tests share: how much of what is large is run, and which of two processes runs what."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("usual", deadline=None, print_blob=True)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=5_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what is large in full")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "usual")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist looks at the groups in a hook of the same name
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process has a file's tests, and one has all that drive VS Code: two editors are slow."""
    for item in items:
        folder = item.path.parent
        group = folder if folder.name == "vscode" else item.path
        item.add_marker(pytest.mark.xdist_group(group.as_posix()))
