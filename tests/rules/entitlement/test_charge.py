"""What a request costs, by who pays for it and the sentence that says so."""

import pytest

from rules.entitlement import Charge, Coverage, Rule, charge_of


@pytest.mark.parametrize(
    ("cover", "rule", "charge"),
    [
        (Coverage.BILLABLE, Rule.STANDARD, Charge.HOURLY),
        (Coverage.BILLABLE, Rule.J_SYSTEM_MINUTES, Charge.HOURLY),
        (Coverage.BILLABLE, None, Charge.HOURLY),  # a technician said so
        (Coverage.QUOTE, Rule.OUT_OF_WARRANTY, Charge.QUOTE),
        (Coverage.CONTRACT, Rule.STANDARD, Charge.NOTHING),
        (Coverage.J_SYSTEM, Rule.J_SYSTEM, Charge.NOTHING),
        (Coverage.WARRANTY, Rule.WARRANTY, Charge.NOTHING),
        (Coverage.UNKNOWN, Rule.HOURLY, Charge.HOURLY),  # a stranger may hear what it would cost
        (Coverage.UNKNOWN, Rule.HARDWARE_QUOTE, Charge.QUOTE),
        (Coverage.UNKNOWN, Rule.ACCOUNT_MANAGER, Charge.NOTHING),
        (Coverage.UNKNOWN, Rule.STANDARD, Charge.UNCLEAR),  # a person says what is included
        (Coverage.UNKNOWN, None, Charge.UNCLEAR),
        (None, None, Charge.UNCLEAR),  # nobody decided yet
    ],
)
def test_a_request_costs_what_pays_for_it_says(cover, rule, charge) -> None:
    assert charge_of(cover, rule) is charge
