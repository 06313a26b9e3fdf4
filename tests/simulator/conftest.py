"""A tiny desk that answers TwiML out of a dictionary, and a carrier connected to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from simulator import Carrier, Number, Phone, VirtualClock
from tests.serving import serving
from tests.simulator.small_desk import ACCOUNT, PUBLIC, START, TOKEN, WEEKDAY, WEEKEND, Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    app, desk = Flask("desk"), Desk()
    app.add_url_rule("/<path:path>", view_func=desk.answer, methods=["GET", "POST"])
    with serving(app) as address:
        desk.address = address
        yield desk


@pytest.fixture
def make_carrier(desk: Desk) -> Callable[..., Carrier]:
    def make(**options: Any) -> Carrier:
        number = Number(
            voice_url=f"{PUBLIC}/voice/incoming",
            voice_fallback_url=options.pop("fallback", ""),
            status_callback=f"{PUBLIC}/voice/status",
        )
        settings: dict[str, Any] = {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "numbers": {WEEKDAY: number, WEEKEND: number},
            "connect": {PUBLIC: desk.address},
            "clock": VirtualClock(START),
        }
        return Carrier(**settings | options)

    return make


@pytest.fixture
def carrier(make_carrier: Callable[..., Carrier]) -> Carrier:
    return make_carrier()


@pytest.fixture
def phone(carrier: Carrier) -> Phone:
    return Phone(carrier, "+393471234567")
