"""The account at Twilio: where it is asked, what is refused, and what a number's webhooks should be."""

import pytest

from ivr.account import regions
from ivr.account.rest import AccountApi, NotAllowed, NotLetIn
from ivr.account.webhooks import FIELDS, SeenNumber, differences, form_of, wanted
from rules.errors import TemporaryFailure
from simulator import Carrier, Faults, Number, VirtualClock
from simulator.state.faults import RestStatus
from tests.leotron import ACCOUNT, LINES, PUBLIC, TEN, TOKEN, WEEKDAY_LINE

IRELAND = "https://api.dublin.ie1.twilio.com"


@pytest.fixture
def carrier():
    numbers = dict.fromkeys(LINES, Number("https://others.example"))
    return Carrier(account_sid=ACCOUNT, auth_token=TOKEN, numbers=numbers, clock=VirtualClock(TEN))


@pytest.fixture
def api(carrier):
    with carrier.serving() as rest:
        yield AccountApi(ACCOUNT, ((ACCOUNT, TOKEN),), rest, timeout=2)


@pytest.mark.parametrize(
    ("base", "region", "fault"),
    [
        ("https://api.twilio.com", "us1", None),
        (IRELAND, "ie1", None),
        ("https://api.ie1.twilio.com", "ie1", None),
        ("https://api.sydney.au1.twilio.com", "au1", None),
        ("https://api.dublin.ie2.twilio.com", "ie2", "the region ie2"),
        ("https://api.milano.ie1.twilio.com", "ie1", "the edge milano"),
        ("http://127.0.0.1:8001", "us1", None),
    ],
)
def test_an_address_names_edge_and_region(base, region, fault):
    assert (regions.region_of(base), regions.fault(base)) == (region, fault)


def test_other_products_are_beside_the_account_in_its_region():
    assert regions.of_product(IRELAND, "voice") == "https://voice.dublin.ie1.twilio.com"
    assert regions.of_product("https://api.twilio.com", "voice") == "https://voice.twilio.com"
    assert regions.of_product("http://127.0.0.1:8001", "voice") == "http://127.0.0.1:8001"


def test_a_number_is_changed_where_it_differs_and_nowhere_else(api, carrier):
    should = wanted(PUBLIC)
    seen = next(one for one in api.numbers() if one.number == WEEKDAY_LINE)
    changes = differences(seen, should)
    assert {one.field for one in changes} == {"voice_url", "voice_fallback_url", "status_callback"}
    assert differences(api.change(seen, changes), should) == []
    assert carrier.debugger.alerts == []  # Twilio warns of fields that it does not know
    number = carrier.exchange.numbers[WEEKDAY_LINE]
    assert number.voice_url.startswith(f"{PUBLIC}/voice/incoming#")
    assert number.voice_fallback_url == f"{PUBLIC}/voice/fallback"


def test_a_document_at_twilio_takes_the_place_of_our_fallback():
    bin_ = "https://handler.twilio.com/twiml/EH1"
    assert wanted(PUBLIC, bin_)["voice_fallback_url"] == bin_


def test_only_what_differs_is_sent():
    settings = {**wanted(PUBLIC), "voice_method": "GET"}
    seen = SeenNumber("PN1", WEEKDAY_LINE, settings)
    assert form_of(differences(seen, wanted(PUBLIC))) == {"VoiceMethod": "POST"}
    assert set(FIELDS) == set(wanted(PUBLIC))


def test_what_the_account_is_and_may_do_is_read(api, carrier):
    account = carrier.exchange.account
    account.caller_ids.add("+390458001234")
    account.regions[WEEKDAY_LINE] = "ie1"
    seen = api.account()
    assert (seen.status, seen.is_trial) == ("active", False)
    assert api.caller_ids() == ["+390458001234"]
    assert (api.may_call("IT"), api.may_call("XX")) == (True, False)
    assert (api.region_of(WEEKDAY_LINE), api.region_of("+390458009999")) == ("ie1", "us1")
    assert api.balance() == (100.0, "USD")
    assert api.told_at is not None


def test_refused_credentials_are_no_fault_of_the_network(carrier):
    with carrier.serving() as rest:
        with pytest.raises(NotLetIn):
            AccountApi(ACCOUNT, ((ACCOUNT, "wrong"),), rest, timeout=2).account()
        carrier.exchange.faults = Faults(RestStatus(status=403))
        with pytest.raises(NotAllowed):
            AccountApi(ACCOUNT, ((ACCOUNT, TOKEN),), rest, timeout=2).account()
    with pytest.raises(TemporaryFailure):
        AccountApi(ACCOUNT, ((ACCOUNT, TOKEN),), "http://127.0.0.1:9", timeout=2).account()
