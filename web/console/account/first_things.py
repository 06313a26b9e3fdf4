"""First things: what somebody has to do before they can work, asked for on every page.

A password that somebody else gave is known to two people; a second factor may be demanded by the
configuration.
"""

from dataclasses import dataclass

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rules.staff.second_factor import Demand, is_demanded
from web.console.current_user import Person, me
from web.console.pages import is_part
from web.console.services import Services

ALWAYS = frozenset({"static", "sign_in.sign_out", "sign_in.sign_in"})


@dataclass(frozen=True)
class FirstThing:
    """What somebody is told, the page on which they do it, and where that page sends it."""

    told: str
    page: str
    sends_to: str


OWN_PASSWORD = FirstThing(
    "Prima di lavorare scegli una password tua: quella con cui sei entrato la conosce qualcun altro.",
    "settings.settings",
    "settings.password",
)
SECOND_FACTOR = FirstThing(
    "Prima di lavorare accendi il secondo fattore: qui serve.",
    "second_factor.second",
    "second_factor.switch_on",
)


def ask_for_them(app: Flask, services: Services) -> None:
    """Send whoever has something to do first to the page where it is done."""

    @app.before_request
    def first() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in ALWAYS or not current_user.is_authenticated:
            return None
        thing = _first_thing(me(), services.second_factor)
        if thing is None or endpoint in (thing.page, thing.sends_to):
            return None
        return _sent(thing)


def _first_thing(person: Person, demand: Demand) -> FirstThing | None:
    if person.has_to_change:
        return OWN_PASSWORD
    if not person.has_second_factor and is_demanded(demand, person.role):
        return SECOND_FACTOR
    return None


def _sent(thing: FirstThing) -> ResponseReturnValue:
    if is_part():  # the menu's counts: a redirect would take away what is being typed
        return "", 204
    flash(thing.told)
    return redirect(url_for(thing.page), 303)
