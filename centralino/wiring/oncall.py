"""Wiring of on-call alerts: jobs, calls and words, as configured."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.runtime.clock import Clock
from centralino.wiring.outbound_calls import alerts_of
from centralino.wiring.parts import Parts
from ivr.twilio_api import TwilioApi
from rules.customer_messages import MessageChannel
from rules.tickets.ticket import number_of
from scheduler import oncall_alerts, outbound_calls
from scheduler.clock import Job
from store.oncall.alerts import Alerting

# Texts show on locked screens: nothing in them says who the customer is.
TEXT = "Reperibilità Leotron: richiesta {number}, {case}{link}"
ALONE = "Leotron: nessuno dei reperibili prende la richiesta {number}, {case}{link}"


def alerting_of(parts: Parts) -> Alerting:
    """When, how and with what words."""
    policy = parts.calling
    texts = MessageChannel.SMS in parts.channels.enabled
    return Alerting(
        hours_now=parts.in_force.hours,
        pace=parts.settings.escalation_waits(),
        may_call=lambda number: policy is not None and policy.may_ring(number),
        text=_words(parts.public_url, TEXT) if texts else None,
        alone=_words(parts.public_url, ALONE) if texts else None,
    )


def alert_jobs(
    parts: Parts, sessions: sessionmaker[Session], twilio: TwilioApi, now: Clock
) -> tuple[Job, ...]:
    """What decides whom to alert, and what rings them."""
    alerting, ringing = alerting_of(parts), alerts_of(parts, twilio)
    decides = Job(
        "alert whoever is on call",
        timedelta(seconds=5),
        lambda: oncall_alerts.go_on(sessions, now, alerting),
    )
    if ringing is None:
        return (decides,)
    return (
        decides,
        Job(
            "ring whoever is alerted",
            timedelta(seconds=1),
            lambda: outbound_calls.place_due(sessions, now, ringing),
        ),
        Job(
            "ask about quiet alerts",
            timedelta(seconds=15),
            lambda: outbound_calls.ask_about_quiet(sessions, now, ringing),
        ),
    )


def _words(public: str | None, template: str) -> Callable[[int, str], str]:
    def words(ticket_id: int, case: str) -> str:
        link = f" {public}/console/richieste/{ticket_id}" if public else ""
        return template.format(number=number_of(ticket_id), case=case, link=link)

    return words
