"""The whole service at its real doors, and a technician in it."""

import pytest

from tests.clock import Clock
from tests.stories.doors import Console, Doors, opened


@pytest.fixture
def doors(database_url, now, tmp_path) -> Doors:
    """On Tuesday at ten; texts to customers are switched on."""
    return opened(database_url, Clock(now), tmp_path, MESSAGES__SMS="true")


@pytest.fixture
def anna(doors) -> Console:
    return doors.anna()
