"""One installation that is served for all tests of this folder that break something about it."""

from collections.abc import Iterator

import pytest

from tests.centralino.going_live.installation import Installation, installed, served


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("live")) as one, served(one):
        yield one


@pytest.fixture
def written(tmp_path) -> Iterator[Installation]:
    """One that nobody serves."""
    with installed(tmp_path) as one:
        yield one
