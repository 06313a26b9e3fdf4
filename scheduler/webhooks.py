"""Job: tells other programs what happened, by signed webhooks; each at least once, under one id."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from rules.tickets.ticket import number_of
from rules.webhooks import signature
from store import reading
from store.messages.webhooks import noting, sending
from store.messages.webhooks.sending import Claim
from store.models import Ticket, TicketHistory

log = structlog.get_logger()

LEASE = timedelta(minutes=2)  # far longer than one request may take
AT_ONCE = 100
GONE = 410


@dataclass(frozen=True)
class Answered:
    """What a receiver answered; `retry_after` in seconds, where it said so."""

    status: int
    retry_after: float | None = None


@dataclass(frozen=True)
class Telling:
    """post(url, body, headers) raises TemporaryFailure, and PermanentFailure where we may not go.

    whole(session, ticket) is the ticket as the API shows it.
    """

    post: Callable[[str, bytes, Mapping[str, str]], Answered]
    whole: Callable[[Session, Ticket], Mapping[str, Any]]


def note(sessions: sessionmaker[Session], now: Callable[[], datetime]) -> int:
    """Write what is to be told."""
    with sessions.begin() as session:
        return noting.note(session, now())


def send_due(sessions: sessionmaker[Session], now: Callable[[], datetime], telling: Telling) -> int:
    """Send what is due; how many were taken in hand."""
    for count in range(AT_ONCE):
        with sessions.begin() as session:
            claim = sending.claim(session, now(), LEASE)
        if claim is None:
            return count
        _send(sessions, now, telling, claim)
    return AT_ONCE


def _send(
    sessions: sessionmaker[Session], now: Callable[[], datetime], telling: Telling, claim: Claim
) -> None:
    with reading(sessions) as session:
        body = json.dumps(_payload(session, telling, claim), ensure_ascii=False).encode()
    signed = signature.headers(claim.uid, now(), body, claim.secrets)
    try:
        answered = telling.post(claim.url, body, signed)
    except (TemporaryFailure, PermanentFailure) as error:
        for_good = isinstance(error, PermanentFailure)
        with sessions.begin() as session:
            given_up = sending.failed(
                session, claim, reason=str(error), for_good=for_good, now=now()
            )
        _tell(claim, str(error), given_up=given_up)
        return
    _judge(sessions, now(), claim, answered)


def _judge(
    sessions: sessionmaker[Session], now: datetime, claim: Claim, answered: Answered
) -> None:
    """Anything of 2xx is taken; whatever else is tried again, but for one that is gone."""
    status = answered.status
    with sessions.begin() as session:
        if 200 <= status < 300:
            sending.sent(session, claim, status=status, now=now)
            return
        if status == GONE:
            sending.is_gone(session, claim, now)
            given_up = True
        else:
            given_up = sending.failed(
                session,
                claim,
                reason=f"answered {status}",
                status=status,
                asked=answered.retry_after,
                now=now,
            )
    _tell(claim, f"answered {status}", given_up=given_up)


def _tell(claim: Claim, reason: str, *, given_up: bool) -> None:
    log.warning(
        "webhook not taken",
        endpoint=claim.endpoint_id,
        delivery=claim.id,
        attempt=claim.attempts,
        reason=reason,
        given_up=given_up,
    )


def _payload(session: Session, telling: Telling, claim: Claim) -> dict[str, Any]:
    """What is told; read now, so that it holds nothing that was erased meanwhile."""
    told: dict[str, Any] = {"type": claim.type.value, "timestamp": claim.at.isoformat()}
    entry = session.get(TicketHistory, claim.history_id) if claim.history_id else None
    if entry is None:
        return {**told, "data": {}}
    ticket = session.get_one(Ticket, entry.ticket_id)
    data: dict[str, Any] = {"event": _event(entry), "ticket": _short(ticket)}
    if claim.whole:
        data["event"]["note"] = entry.note
        data["ticket"] = telling.whole(session, ticket)
    return {**told, "data": data}


def _event(entry: TicketHistory) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "event": entry.event,
        "from_status": entry.from_state,
        "to_status": entry.to_state,
    }


def _short(ticket: Ticket) -> dict[str, Any]:
    """Nothing that tells of a person: who receives it asks the API for the rest."""
    return {
        "id": ticket.id,
        "number": number_of(ticket.id),
        "status": ticket.state.value,
        "channel": ticket.channel.value,
        "category": ticket.category,
        "urgency": ticket.urgency,
    }
