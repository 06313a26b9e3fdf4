"""Nothing of one firm is reachable from another: a sample of what `python -m bench.tenants` tries."""

from pathlib import Path

import pytest

from bench.tenants import matrix, twins
from bench.tenants.twins import NOW, Twin
from centralino.tenants.door import Door
from store.models import Base

SAMPLE = 1_000


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[Twin]:
    folder: Path = tmp_path_factory.mktemp("firms") / "two"
    return [twins.filled(firm) for firm in twins.firms(twins.written(folder, ("alfa", "beta")))]


def door_of(two: list[Twin]) -> Door:
    return Door([twin.firm for twin in two], lambda: NOW)


def test_no_key_of_one_firm_opens_anything_at_another(two: list[Twin]) -> None:
    found = matrix.probe(door_of(two), two, SAMPLE)
    assert found.leaks == []
    assert found.probes == SAMPLE
    assert found.routes > 250
    assert found.opened > 15  # by each firm's own keys: the instrument sees what is there


def test_what_strangers_may_change_are_tables_that_there_are() -> None:
    assert set(Base.metadata.tables) >= matrix.OF_STRANGERS


def test_a_door_that_leads_to_the_wrong_firm_is_found(two: list[Twin]) -> None:
    door = door_of(two)
    door._by_host = dict.fromkeys(door._by_host, door._by_host["alfa.example.it"])
    found = matrix.probe(door, two, 200)
    assert len(found.leaks) > 3
