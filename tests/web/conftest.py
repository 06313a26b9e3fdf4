"""On which database pages are tried; logs are captured, so that a fault that is provoked fills no screen."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.postgres import sqlite_unless

# Both kinds are needed where every page is shown, where two do the same at once, and where what was typed
# could be text that one of the two refuses; all else is about pages, and tried on SQLite.
ON_BOTH = frozenset(
    {
        *("test_screens", "test_overview_page", "test_queue_page"),
        *("test_idempotency", "test_callbacks", "test_merging"),
        *("test_bad_input", "test_problems", "test_refusals", "test_sending", "test_tickets"),
    }
)


@pytest.hookimpl(tryfirst=True)  # before marks and fixtures are read
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    sqlite_unless(Path(metafunc.module.__file__ or "").stem in ON_BOTH, metafunc)


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as entries:
        yield entries
