"""The first webhook's row is the one that calls.begin would have made."""

import pytest
from sqlalchemy import inspect

from store.calls import call_log, first_webhook
from tests.builders import a_call_sid, a_customer
from tests.leotron import ACCOUNT, CALLER, NOON, WEEKDAY_LINE


def told(sid: str, **changes) -> dict:
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "from_number": CALLER,
        "from_raw": CALLER,
        "to_number": WEEKDAY_LINE,
        "line": "weekday",
        "flow": "weekday",
        "now": NOON,
        **changes,
    }


def columns(call) -> dict:
    names = [column.key for column in inspect(type(call)).columns if column.key != "sid"]
    return {name: getattr(call, name) for name in names}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"from_number": None, "from_raw": "anonymous"},
        {"line": None, "flow": "holiday", "to_number": ""},
        {"from_raw": "x\0" * 400},
        {"forwarded": True},
    ],
)
def test_it_is_the_same_row(sessions, changes):
    one, other = a_call_sid(), a_call_sid()
    with sessions.begin() as session:
        a_customer(session, phones=[CALLER])
    with sessions.begin() as session:
        assert first_webhook.is_first(session, **told(one, **changes))
        call_log.begin(session, **told(other, **changes))
    with sessions() as session:
        assert columns(call_log.find(session, one)) == columns(call_log.find(session, other))


@pytest.mark.parametrize(("owners", "is_known"), [(0, False), (1, True), (2, False)])
def test_the_number_hints_at_a_customer_who_alone_has_it(sessions, owners, is_known):
    sid = a_call_sid()
    with sessions.begin() as session:
        for _ in range(owners):
            a_customer(session, phones=[CALLER])
        first_webhook.is_first(session, **told(sid))
    with sessions() as session:
        assert (call_log.find(session, sid).customer_hint_id is not None) == is_known


def test_a_row_that_stands_is_left_as_it_is(sessions):
    sid = a_call_sid()
    with sessions.begin() as session:
        call_log.stub(session, sid, NOON)
    with sessions.begin() as session:
        assert not first_webhook.is_first(session, **told(sid))
    with sessions() as session:
        assert call_log.find(session, sid).account_sid is None
