"""Requests that were written become tickets like those that were spoken."""

from rules.tickets.ticket import Channel, Kind
from store.callbacks.queue import queue
from store.intake import written_requests
from store.tickets import lifecycle
from store.views.as_json import ticket_json


def test_a_written_request_is_a_ticket_with_its_callback(sessions, now):
    request = written_requests.Request(
        message="La stampante fiscale non risponde",
        channel=Channel.WEB,
        number="+390458001234",
        company="Ferramenta Rossi",
        urgency="high",
    )
    with sessions.begin() as session:
        opened = written_requests.open_written(
            session, request, in_charge_at=now, actor="form", now=now
        )
        number = opened.id
    with sessions.begin() as session:
        ticket = lifecycle.find(session, number)
        (entry,) = queue(session, now)
        told = ticket_json.as_json(session, ticket)
        (event,) = lifecycle.history(session, number)
    assert (ticket.kind, ticket.channel, ticket.call_sid) == (Kind.WRITTEN, Channel.WEB, None)
    assert (entry.ticket_id, entry.number, entry.urgency) == (number, "+390458001234", "high")
    assert (told["message"], told["channel"]) == ("La stampante fiscale non risponde", "web")
    assert (event.actor, event.event) == ("form", "opened")
