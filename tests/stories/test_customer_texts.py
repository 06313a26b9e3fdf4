"""What a customer's telephone gets, from the call to the text: the whole service and a carrier."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from centralino.config.settings import load
from centralino.wiring.web import create_app
from centralino.wiring.worker import jobs
from simulator import Carrier, HangUp, Number, Phone, Press, Speak, VirtualClock, sound
from store.callbacks import promise_counts
from store.models import Outbox
from tests.builders import a_customer
from tests.centralino.config.shipped import SHIPPED
from tests.leotron import ACCOUNT, PUBLIC, TEN, TOKEN, WEEKDAY_LINE
from tests.serving import serving

MOBILE = "+393471234567"
TICKED = {
    *("promise whoever heard no time", "tell customers what happened", "send messages"),
    "move promises that will break",
}


class Customer:
    """Somebody with a mobile, and what arrives on it."""

    def __init__(self, carrier: Carrier, ticks) -> None:
        self.carrier, self.ticks = carrier, ticks
        self.phone = Phone(carrier, MOBILE)

    def calls(self, *script) -> None:
        self.phone.calls(WEEKDAY_LINE, *script)
        self.waits(0)

    def waits(self, seconds: float) -> None:
        self.carrier.settle()
        self.carrier.clock.advance(seconds)
        for tick in self.ticks:
            tick()

    @property
    def texts(self) -> list[str]:
        return [message.body for message in self.carrier.exchange.messages.values()]


@pytest.fixture
def customer(database_url, tmp_path):
    clock = VirtualClock(TEN)
    number = Number(
        voice_url=f"{PUBLIC}/voice/incoming",
        voice_fallback_url=f"{PUBLIC}/voice/fallback",
        status_callback=f"{PUBLIC}/voice/status",
    )
    given = {
        "TWILIO__ACCOUNT_SID": ACCOUNT,
        "TWILIO__AUTH_TOKEN": TOKEN,
        "DATABASE__URL": database_url,
        "RECORDINGS__PATH": str(tmp_path),
        "SERVICE__PUBLIC_URL": PUBLIC,
        "WEB__SECRET_KEY": "k" * 40,
        "MESSAGES__SMS": "true",
        "MESSAGES__SMS_FROM": "Leotron",
    }
    environ = {f"CENTRALINO_{name}": value for name, value in given.items()}
    with serving(create_app(load(SHIPPED, environ), clock.now)) as address:
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={WEEKDAY_LINE: number},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
        )
        with carrier.serving() as rest:
            settings = load(SHIPPED, environ | {"CENTRALINO_TWILIO__API_BASE_URL": rest})
            table = {job.name: job.run for job in jobs(settings, clock.now)}
            yield Customer(carrier, [table[name] for name in sorted(TICKED)])


MESSAGE = (Speak(sound.tone(6)), HangUp())


def test_a_customer_who_cancels_by_key_has_both_in_writing(customer, sessions):
    with sessions.begin() as session:
        a_customer(session, phones=[MOBILE])
    customer.calls(*MESSAGE)
    customer.waits(60)
    (taken,) = customer.texts
    assert taken.startswith(
        "Assistenza Leotron: abbiamo registrato la richiesta 1001. La richiamiamo"
    )
    assert f"{PUBLIC}/assistenza/r/" in taken  # the link to their own request
    customer.waits(3600)
    customer.calls(Press("2", when="per annullarla 2"), Press("2", when="di nuovo 2"), HangUp())
    assert customer.texts == [taken]  # for a minute it may be taken back
    customer.waits(120)
    customer.waits(120)
    assert customer.texts[1:] == [
        "Assistenza Leotron: la richiesta 1001 è annullata e non la richiameremo."
    ]


def test_whoever_rang_and_left_nothing_is_sent_nothing(customer):
    customer.calls(HangUp())
    for _ in range(5):
        customer.waits(60)
    assert customer.texts == []


def test_a_price_agreed_by_key_is_sent_in_writing(customer):
    customer.calls(
        *(Speak(sound.tone(6)), Press("#"), Press("1")),
        *(Press("1", when="Se accetta prema 1"), HangUp()),
    )
    for _ in range(3):
        customer.waits(60)
    (price,) = [text for text in customer.texts if "80,00" in text]
    assert "80,00 € l'ora + IVA (97,60 €), almeno 60 minuti." in price


def test_a_customer_whose_promise_will_break_is_told_before_once_with_a_new_time(
    customer, sessions
):
    customer.calls(*MESSAGE)
    customer.waits(60)
    assert "entro le 10:05" in customer.texts[0]
    for _ in range(12):
        customer.waits(60)
    late = customer.texts[1:]
    assert [text.partition(" e ce")[0] for text in late] == [
        "Assistenza Leotron: siamo in ritardo con la richiesta 1001"
    ]
    assert "La richiamiamo entro le 10:20" in late[0]
    with sessions() as session:
        (row,) = session.scalars(select(Outbox).where(Outbox.key == "promise_late:t1001"))
        assert row.sent_at < TEN + timedelta(minutes=5)
    customer.waits(3600)
    customer.waits(120)
    assert len(customer.texts) == 2
    with sessions() as session:
        made = promise_counts.made(session, TEN)
    assert [one.was_kept for one in made] == [False, False]
