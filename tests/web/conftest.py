"""On which database pages are tried; logs are captured, so that a fault that is provoked fills no screen."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

# Every statement is tried on both kinds of database in tests/store, and whole calls in tests/stories. Here
# both are needed where every page is shown, where two do the same at once, and where what was typed could be
# text that one of the two refuses; all else is about pages, and tried on SQLite.
ON_BOTH = frozenset(
    {
        *("test_screens", "test_overview_page", "test_queue_page"),
        *("test_idempotency", "test_callback_actions", "test_callbacks", "test_merging"),
        *("test_bad_input", "test_problems", "test_refusals", "test_sending", "test_tickets"),
    }
)


@pytest.hookimpl(tryfirst=True)  # before marks and fixtures are read
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Leave PostgreSQL out where a page alone is tried."""
    marks = metafunc.definition.iter_markers("parametrize")
    says_so_itself = any("database_url" in mark.args[0] for mark in marks)
    asks = "database_url" in metafunc.fixturenames and not says_so_itself
    if asks and _module(metafunc) not in ON_BOTH:
        only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
        metafunc.definition.add_marker(only)


def _module(metafunc: pytest.Metafunc) -> str:
    return Path(metafunc.module.__file__ or "").stem


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as entries:
        yield entries
