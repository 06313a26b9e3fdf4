"""Wiring of the morning's rehearsal: what is asked of Twilio, our address and the model, as configured."""

import time
from collections.abc import Callable
from datetime import timedelta

import requests
from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.places import places_of
from centralino.wiring.twilio_account import account_api, wanted_webhooks
from ivr.account.webhooks import differences
from ivr.twilio_api import TwilioApi
from rules.calls.rehearsal import is_due
from rules.errors import PermanentFailure
from rules.hours.schedule import Hours
from rules.tickets.ticket import SERVICE
from scheduler.clock import Job
from scheduler.morning_call import JOB, Rehearsing, run_if_due
from store.privacy import requests as erasures
from transcription import models

ANSWER_SECONDS = 15.0  # as long as Twilio waits


def rehearsing_of(
    settings: Settings,
    ledger: sessionmaker[Session],
    twilio: TwilioApi,
    now: Clock,
    wait: Callable[[float], object] = time.sleep,
) -> Rehearsing:
    """Both lines, each rung from the other; raises PermanentFailure without an address of ours."""
    if settings.service.public_url is None:
        raise PermanentFailure(
            "service.public_url: expected the address at which Twilio reaches us, found null"
        )

    def status(sid: str) -> str:
        found = twilio.call(sid)
        return found.status if found is not None else ""

    def erase(ticket_id: int) -> None:
        erasures.erase_request(ledger, ticket_id, places_of(settings), now(), by=SERVICE)

    return Rehearsing(
        lines=(settings.lines.weekday.number, settings.lines.weekend.number),
        place=account_api(settings).rehearse,
        status=status,
        number_fault=lambda line: number_fault(settings, line),
        web_fault=lambda: web_fault(str(settings.service.public_url)),
        model_fault=lambda: model_fault(settings),
        erase=erase,
        wait=wait,
    )


def rehearsal_jobs(
    settings: Settings,
    ledger: sessionmaker[Session],
    twilio: TwilioApi,
    now: Clock,
    hours: Callable[[], Hours],
) -> tuple[Job, ...]:
    """The day's rehearsal before opening, as the hours are by then, where it is switched on."""
    minutes = settings.watch.rehearse_minutes
    if minutes is None:
        return ()
    how = rehearsing_of(settings, ledger, twilio, now)
    before = timedelta(minutes=minutes)
    run = lambda: run_if_due(ledger, now, how, is_due, hours(), before)  # noqa: E731
    return (Job(JOB, timedelta(minutes=1), run),)


def number_fault(settings: Settings, line: str) -> str:
    """How the line's number stands otherwise at Twilio than it should; "" where it stands right."""
    found = {one.number: one for one in account_api(settings).numbers()}
    if line not in found:
        return f"{line} is no number of the account"
    wrong = differences(found[line], wanted_webhooks(settings))
    return "; ".join(
        f"{one.field}: found {one.found or 'none'}, wanted {one.wanted}" for one in wrong
    )


def web_fault(public_url: str) -> str:
    """What the public address answers other than that it is able to work."""
    try:
        answer = requests.get(f"{public_url}/readyz", timeout=ANSWER_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return f"no answer: {type(error).__name__}"
    return "" if answer.ok else f"answered {answer.status_code}"


def model_fault(settings: Settings) -> str:
    """What is wrong with the speech model that is configured."""
    speech = settings.speech()
    absent = models.to_download(speech)
    return f"{absent} is not there" if absent else models.fault(speech) or ""
