"""Codes of an app and recovery codes: which is taken, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.staff.accounts import Role
from rules.staff.second_factor import (
    RECOVERY_CODES,
    Demand,
    address,
    is_demanded,
    new_recovery_codes,
    new_secret,
    step_of,
    tidy_recovery_code,
)

# RFC 6238, appendix B: the SHA-1 secret "12345678901234567890", its codes cut to six digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PUBLISHED = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), PUBLISHED)
def test_the_published_codes_are_taken_at_their_instants(seconds, code):
    assert step_of(SECRET, code, None, at(seconds)) == seconds // 30


@pytest.mark.parametrize(
    ("typed", "off", "taken"),
    [
        ("005 924", 0, True),
        (" 005924 ", 0, True),
        ("005924", 30, True),  # a clock that is half a minute off
        ("005924", -30, True),
        ("005924", 61, False),
        ("005924", -61, False),
        ("5924", 0, False),
        ("00592४", 0, False),
        ("٠٠٥٩٢٤", 0, False),
        ("", 0, False),
        ("0059240", 0, False),
    ],
)
def test_a_code_is_taken_within_half_a_minute_however_it_is_spaced(typed, off, taken):
    now = at(1234567890) + timedelta(seconds=off)
    assert (step_of(SECRET, typed, None, now) is not None) is taken


def test_a_code_is_taken_once_and_none_from_before_it():
    now = at(1234567890)
    step = step_of(SECRET, "005924", None, now)
    assert step_of(SECRET, "005924", step, now) is None
    assert step_of(SECRET, "005924", step - 1, now) == step


def test_recovery_codes_are_taken_however_they_are_typed_from_paper():
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    for code in codes:
        assert tidy_recovery_code(f" {code.upper().replace('-', ' ')} ") == code.replace("-", "")


def test_an_app_reads_whose_account_it_is_and_the_key():
    secret = new_secret()
    told = address(secret, "anna.neri")
    assert told.startswith("otpauth://totp/Centralino:anna.neri?")
    assert f"secret={secret}" in told
    assert "issuer=Centralino" in told


@pytest.mark.parametrize(
    ("demand", "technicians", "supervisors"),
    [
        (Demand.NOBODY, False, False),
        (Demand.SUPERVISORS, False, True),
        (Demand.EVERYBODY, True, True),
    ],
)
def test_the_configuration_says_who_has_to_have_one(demand, technicians, supervisors):
    assert is_demanded(demand, Role.TECHNICIAN) is technicians
    assert is_demanded(demand, Role.SUPERVISOR) is supervisors
