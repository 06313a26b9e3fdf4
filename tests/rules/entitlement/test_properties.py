"""What holds of every decision, whatever is asked; when contracts and warranties end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.entitlement import Coverage, Customer, Hardware, Place, Request, Rule, Terms, decide
from rules.entitlement.request import Activity
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.triage import Category
from tests.leotron import NOON, TERMS, at

ROME = "Europe/Rome"
SOFTWARE = Request(Category.SOFTWARE, Flow.WEEKDAY, latest_version=True, supported=True)
# From what the customer pays in full to what is paid for: no cover may climb when a contract ends.
WORTH = {
    Coverage.BILLABLE: 0,
    Coverage.QUOTE: 0,
    Coverage.UNKNOWN: 1,  # a person must look
    Coverage.WARRANTY: 2,
    Coverage.J_SYSTEM: 2,
    Coverage.CONTRACT: 3,  # takes no minutes
}

FACT = st.none() | st.booleans()
SERIALS = st.none() | st.sampled_from(["RT-1001", "rt1001", "PC 9", "", "???"])
REQUESTS = st.builds(
    Request,
    st.sampled_from(Category),
    st.sampled_from(Flow),
    st.none() | st.sampled_from(Activity),
    FACT,
    st.booleans(),
    FACT,
    FACT,
    st.sampled_from(Place),
    SERIALS,
    FACT,
    FACT,
)
NEAR = st.dates(date(2026, 11, 20), date(2026, 12, 5))
PIECES = st.builds(
    Hardware, st.text(max_size=20), SERIALS, st.dates(), st.integers(12, 60)
) | st.builds(Hardware, st.just("Cassa"), SERIALS, st.dates(date(2025, 11, 1), date(2026, 12, 1)))
CUSTOMERS = st.builds(
    Customer,
    st.booleans(),
    st.none() | NEAR,
    st.booleans(),
    st.none() | NEAR,
    st.none() | st.text(max_size=10),
    st.none() | st.text(max_size=10),
    st.lists(PIECES, max_size=3).map(tuple),
)
INSTANTS = st.datetimes(
    datetime(2026, 11, 19),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2026, 12, 7),  # noqa: DTZ001
    timezones=st.just(UTC),
)
USED = st.integers(0, 200)
ANY_INSTANT = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001
    datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(REQUESTS, st.none() | CUSTOMERS, ANY_INSTANT | INSTANTS, USED)
def test_there_is_a_decision_for_every_request(request, customer, now, used):
    found = decide(request, customer, now, used, TERMS)
    assert 0 <= found.minutes_left <= 120
    assert (customer is None) <= (found.cover is Coverage.UNKNOWN)
    assert (found.cover is Coverage.BILLABLE) <= (found.price is not None)
    assert found.why.endswith(".")
    assert all(condition.words in found.why for condition in found.conditions)
    assert (found.put_off is None) <= (request.flow is not Flow.HOLIDAY)
    assert (found.cover is Coverage.J_SYSTEM) <= (found.minutes_left > 0)


@given(REQUESTS, CUSTOMERS, INSTANTS, USED)
def test_cover_never_grows_when_a_contract_ends(request, customer, now, used):
    before = decide(request, customer, now, used, TERMS)
    after = decide(request, replace(customer, contract=False), now, used, TERMS)
    assert WORTH[after.cover] <= WORTH[before.cover]
    assert after.minutes_left == before.minutes_left


@given(REQUESTS, CUSTOMERS, INSTANTS, USED)
def test_cover_never_grows_when_j_system_ends_unless_it_waits_for_the_contract(
    request, customer, now, used
):
    before = decide(request, customer, now, used, TERMS)
    after = decide(request, replace(customer, j_system=False), now, used, TERMS)
    waits = before.put_off is None and after.put_off is not None
    assert WORTH[after.cover] <= WORTH[before.cover] or waits


@given(REQUESTS, CUSTOMERS, INSTANTS, INSTANTS, USED)
def test_time_alone_brings_no_contract_and_no_module(request, customer, one, other, used):
    sooner, later = sorted((one, other))
    no_hardware = replace(customer, hardware=())  # a warranty may begin later
    before = decide(request, no_hardware, sooner, used, TERMS)
    after = decide(request, no_hardware, later, used, TERMS)
    waits = before.put_off is None and after.put_off is not None
    assert WORTH[after.cover] <= WORTH[before.cover] or waits
    assert after.minutes_left <= before.minutes_left


@given(REQUESTS, CUSTOMERS, INSTANTS, USED, USED)
def test_more_minutes_used_leave_no_more_and_cover_no_more(request, customer, now, one, other):
    fewer, more = sorted((one, other))
    before = decide(request, customer, now, fewer, TERMS)
    after = decide(request, customer, now, more, TERMS)
    assert after.minutes_left <= before.minutes_left
    assert WORTH[after.cover] <= WORTH[before.cover]


@given(REQUESTS, CUSTOMERS, INSTANTS, USED)
def test_week_ends_help_subscribers_alone(request, customer, now, used):
    weekend = replace(request, flow=Flow.WEEKEND)
    subscriber = decide(weekend, customer, now, used, TERMS)
    another = decide(weekend, replace(customer, j_system=False), now, used, TERMS)
    assert another.put_off is Rule.J_SYSTEM_WEEKEND
    if subscriber.put_off is None:
        assert request.leotron_software
        assert request.unusable is not False


@pytest.mark.parametrize(
    ("now", "cover"),
    [
        ("2026-11-24T22:59:59+00:00", Coverage.CONTRACT),  # a second before midnight in Verona
        ("2026-11-24T23:00:00+00:00", Coverage.BILLABLE),
        ("2026-11-24T00:00:00+01:00", Coverage.CONTRACT),
    ],
)
def test_a_contract_ends_with_its_last_day_where_the_desk_is(now, cover):
    customer = Customer(contract=True, contract_until=date(2026, 11, 24))
    assert decide(SOFTWARE, customer, at(now), 0, TERMS).cover is cover


@pytest.mark.parametrize(
    ("bought_on", "months", "until"),
    [
        (date(2025, 11, 24), 12, date(2026, 11, 24)),  # the day of the same number
        (date(2025, 11, 24), 24, date(2027, 11, 24)),  # the extension
        (date(2024, 2, 29), 12, date(2025, 2, 28)),  # a month without such a day
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(9999, 1, 1), 12, date.max),  # as far as dates go
    ],
)
def test_a_warranty_ends_with_the_day_of_the_same_number(bought_on, months, until):
    assert Hardware("Cassa", None, bought_on, months).warranty_until == until


def test_a_warranty_begins_with_the_purchase_and_its_last_day_is_in():
    piece = Hardware("Cassa", None, date(2025, 11, 24))
    days = {date(2025, 11, 23): False, date(2025, 11, 24): True}
    days |= {date(2026, 11, 24): True, date(2026, 11, 25): False}
    assert {day: piece.in_warranty(day) for day in days} == days


@given(st.dates(), st.integers(12, 119))
def test_a_longer_warranty_never_ends_sooner(bought_on, months):
    shorter = Hardware("Cassa", None, bought_on, months).warranty_until
    longer = Hardware("Cassa", None, bought_on, months + 1).warranty_until
    assert shorter < longer or longer == date.max
    assert shorter >= min(bought_on, date.max - timedelta(days=364)) + timedelta(days=364)


@pytest.mark.parametrize("months", [11, 0, -12, 121])
def test_a_warranty_has_twelve_months_at_least(months):
    with pytest.raises(BadInput, match=f"expected warranty_months from 12 to 120, found {months}"):
        Hardware("Cassa", None, date(2026, 1, 1), months)


def test_minutes_used_below_zero_are_refused():
    with pytest.raises(BadInput, match="expected minutes used from 0 up, found -1"):
        decide(SOFTWARE, Customer(), NOON, -1, TERMS)


def test_an_instant_without_its_offset_is_refused():
    with pytest.raises(BadInput, match="with its offset"):
        decide(SOFTWARE, None, NOON.replace(tzinfo=None), 0, TERMS)


@pytest.mark.parametrize(
    ("minutes", "timezone", "named"),
    [(-1, ROME, "minutes_per_month from 0 up, found -1"), (120, "Mars/Base", 'found "Mars/Base"')],
)
def test_terms_that_cannot_be_are_refused(minutes, timezone, named):
    with pytest.raises(BadInput, match=named):
        Terms(TERMS.rates, minutes, timezone)
