"""Logs are captured: a fault that a test provokes fills no screen."""

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as entries:
        yield entries
