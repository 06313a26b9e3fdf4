"""Who is helped at the week-end: a table of cases, and what is said of each."""

from dataclasses import replace
from datetime import date

import pytest

from rules.entitlement import Customer, Rule
from rules.entitlement.weekend_gate import (
    LABELS,
    Answer,
    Asked,
    Known,
    Reason,
    WeekendGate,
    weekend_gate,
)
from rules.errors import BadInput
from rules.tickets.ticket import Category

SATURDAY = date(2026, 12, 19)
FRIDAY = date(2026, 12, 18)
CLAIMS, SILENT = Asked(claimed=True, is_heard=False), Asked(is_heard=False)
STUCK = Asked(unusable=True, category=Category.SOFTWARE)
SUBSCRIBER = Known(Customer(j_system=True), SATURDAY, 120)
LAST_DAY = Known(Customer(j_system=True, j_system_until=SATURDAY), SATURDAY, 1)
ENDED = Known(Customer(contract=True, j_system=True, j_system_until=FRIDAY), SATURDAY, 120)
USED_UP = Known(Customer(contract=True, j_system=True), SATURDAY, 0)
CONTRACT = Known(Customer(contract=True), SATURDAY, 0)
OLD_CONTRACT = Known(Customer(contract=True, contract_until=FRIDAY), SATURDAY, 0)
NOBODY = Known(Customer(), SATURDAY, 0)
HEARD = Known(Customer(j_system=True), SATURDAY, 120, is_sure=False)


@pytest.mark.parametrize(
    ("asked", "known", "answer", "reason"),
    [
        # on the telephone, before the message
        (CLAIMS, SUBSCRIBER, "granted", None),
        (CLAIMS, LAST_DAY, "granted", None),
        (CLAIMS, ENDED, "refused", "ended"),
        (CLAIMS, USED_UP, "refused", "minutes"),
        (CLAIMS, CONTRACT, "refused", "contract_only"),
        (CLAIMS, OLD_CONTRACT, "refused", "no_contract"),
        (CLAIMS, NOBODY, "refused", "no_contract"),
        (CLAIMS, None, "to_verify", "unknown"),
        (SILENT, SUBSCRIBER, "granted", None),  # by the own number: somebody looks
        (SILENT, CONTRACT, "refused", "contract_only"),
        (SILENT, None, "refused", "not_claimed"),
        # with the message, or by a program
        (STUCK, SUBSCRIBER, "granted", None),
        (STUCK, HEARD, "to_verify", "unproven"),
        (STUCK, None, "refused", "not_claimed"),
        (replace(STUCK, category=Category.OTHER), SUBSCRIBER, "granted", None),
        (replace(STUCK, category=Category.SYSTEM), SUBSCRIBER, "refused", "other_help"),
        (replace(STUCK, category=Category.HARDWARE), SUBSCRIBER, "refused", "other_help"),
        (replace(STUCK, category=Category.COMMERCIAL), SUBSCRIBER, "refused", "other_help"),
        (replace(STUCK, unusable=False), SUBSCRIBER, "refused", "other_help"),
        (replace(STUCK, unusable=None), SUBSCRIBER, "refused", "other_help"),
        (replace(STUCK, claimed=True, unusable=None), SUBSCRIBER, "granted", None),
    ],
)
def test_who_is_helped(asked, known, answer, reason):
    found = weekend_gate(asked, known)
    assert (found.answer, found.reason) == (answer, reason)
    assert found.is_open == (answer != "refused")
    assert found.rule.quote in {Rule.J_SYSTEM_WEEKEND.quote, Rule.J_SYSTEM_MINUTES.quote}


@pytest.mark.parametrize("reason", Reason)
def test_what_was_promised_is_owed_and_says_what_speaks_against_it(reason):
    owed = WeekendGate(Answer.REFUSED, reason).once_promised()
    assert (owed.answer, owed.label) == (Answer.TO_VERIFY, LABELS[reason])
    assert owed.why.startswith("Da verificare")
    assert owed.once_promised() == owed


def test_minutes_that_are_used_up_rest_on_their_own_sentence():
    assert weekend_gate(CLAIMS, USED_UP).rule is Rule.J_SYSTEM_MINUTES


@pytest.mark.parametrize(
    ("answer", "reason"), [(Answer.GRANTED, Reason.UNKNOWN), (Answer.REFUSED, None)]
)
def test_an_answer_that_makes_no_sense_cannot_be_built(answer, reason):
    with pytest.raises(BadInput, match="reason"):
        WeekendGate(answer, reason)
