"""What a request costs, by who pays for it and the sentence that says so."""

import pytest

from rules.entitlement import Charge, Cover, Rule, charge_of


@pytest.mark.parametrize(
    ("cover", "rule", "charge"),
    [
        (Cover.BILLABLE, Rule.STANDARD, Charge.HOURLY),
        (Cover.BILLABLE, Rule.J_SYSTEM_MINUTES, Charge.HOURLY),
        (Cover.BILLABLE, None, Charge.HOURLY),  # a technician said so
        (Cover.QUOTE, Rule.OUT_OF_WARRANTY, Charge.QUOTE),
        (Cover.CONTRACT, Rule.STANDARD, Charge.NOTHING),
        (Cover.J_SYSTEM, Rule.J_SYSTEM, Charge.NOTHING),
        (Cover.WARRANTY, Rule.WARRANTY, Charge.NOTHING),
        (Cover.UNKNOWN, Rule.HOURLY, Charge.HOURLY),  # a stranger may hear what it would cost
        (Cover.UNKNOWN, Rule.HARDWARE_QUOTE, Charge.QUOTE),
        (Cover.UNKNOWN, Rule.ACCOUNT_MANAGER, Charge.NOTHING),
        (Cover.UNKNOWN, Rule.STANDARD, Charge.UNCLEAR),  # a person says what is included
        (Cover.UNKNOWN, None, Charge.UNCLEAR),
        (None, None, Charge.UNCLEAR),  # nobody decided yet
    ],
)
def test_a_request_costs_what_pays_for_it_says(cover, rule, charge) -> None:
    assert charge_of(cover, rule) is charge
