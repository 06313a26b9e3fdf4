"""Which of two versions is the newer, however they are written."""

import pytest

from rules.entitlement.versions import is_latest, latest_of


@pytest.mark.parametrize(
    ("version", "latest", "is_it"),
    [
        ("10.0", "11.4.2", False),
        ("11.4.2", "11.4.2", True),
        ("11.4.10", "11.4.2", True),  # by numbers, not by letters
        ("9", "10", False),
        ("10", "10.0.0", True),
        ("10,1", "10.1", True),  # as an Italian Excel writes it
        ("J2K 11.4.2", "11.4.2", True),  # the 2 of J2K is none
        ("J2K 10", "11", False),
        ("v11.4.2", "11.4.2", True),
        ("versione 11.4", "11.4.2", False),
        ("11.4.2 build 7", "11.4.2", True),
        ("11.4.2-rc1", "11.4.2", False),
        ("11.5 beta", "11.4.2", True),
        ("ultima", "11.4.2", None),
        ("", "11.4.2", None),
        (None, "11.4.2", None),
        ("10.0", None, None),
        ("9" * 5000, "10", True),
    ],
)
def test_a_version_is_the_latest_or_older_or_nobody_knows(version, latest, is_it):
    assert is_latest(version, latest) is is_it


@pytest.mark.parametrize(
    ("product", "latest", "version"),
    [
        ("J2K", {"j2k": "11"}, "11"),
        ("J2K Cassa", {"J2K": "11"}, "11"),
        ("Excel", {"J2K": "11"}, None),
        (None, {"J2K": "11"}, "11"),
        (None, {"J2K": "11", "J3K": "1"}, None),
        (None, {}, None),
    ],
)
def test_the_latest_version_is_that_of_the_program_that_is_named(product, latest, version):
    assert latest_of(product, latest) == version
