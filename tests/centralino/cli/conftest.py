"""On which database commands are tried."""

import pytest

from tests.postgres import sqlite_unless


@pytest.hookimpl(tryfirst=True)  # before marks and fixtures are read
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    sqlite_unless(metafunc.module.__name__.endswith("test_ledger"), metafunc)
