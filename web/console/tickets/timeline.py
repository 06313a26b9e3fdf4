"""The line of time of a request: calls, messages, attempts, texts, minutes and what was done, as one list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.callbacks.outcomes import Outcome
from rules.deliveries import Message
from rules.language.italian import counted
from rules.tickets.ticket import Kind
from store.callbacks import attempts
from store.calls import voicemail
from store.calls.voicemail import Voicemail
from store.models import Attempt, Call, Callback, Ticket, TicketHistory
from store.models.states import EntryState
from web.console import history_words, words
from web.console.tickets import deliveries
from web.console.tickets.minutes_panel import Worked


@dataclass(frozen=True)
class Moment:
    """One thing that happened: of a kind, which its sign shows, by somebody, in words."""

    at: datetime
    kind: str  # call, attempt, text, work, done
    who: str
    said: str
    call_sid: str | None = None  # whose page tells more


# What a sign means is written beside it, for whoever does not see it.
KINDS = {
    "call": "Chiamata del cliente",
    "attempt": "Richiamo",
    "text": "Messaggio al cliente",
    "work": "Lavoro",
    "done": "Fatto",
}


def timeline(
    session: Session,
    row: Ticket,
    callback: Callback | None,
    history: Iterable[TicketHistory],
    sent: Iterable[Message],
    worked: Iterable[Worked],
    now: datetime,
    timezone: str,
) -> list[Moment]:
    """All of it, the first first; of things at one instant what was done comes last."""
    tried = attempts.of_callback(session, callback.id) if callback else []
    found = [
        *_calls(session, row),
        *(_attempt(one) for one in tried),
        *(_text(one, now, timezone) for one in sent),
        *(_work(one) for one in worked if one.entry.state is EntryState.CONFIRMED),
        *(
            Moment(
                one.at, "done", history_words.actor(one.actor), history_words.event(one, timezone)
            )
            for one in history
        ),
    ]
    return sorted(found, key=lambda one: one.at)


def _calls(session: Session, row: Ticket) -> Iterator[Moment]:
    """Each call about the request, with how long its message is."""
    left = {one[0].recording.call_sid: one for one in voicemail.of_ticket(session, row) if one}
    if row.call_sid is not None:
        left.setdefault(row.call_sid, [])
    for sid, messages in left.items():
        call = session.get(Call, sid)
        if call is not None:
            said = _message(messages, row)
            yield Moment(call.started_at, "call", "il cliente", said, sid)


def _message(messages: list[Voicemail], row: Ticket) -> str:
    lengths = [one.recording.duration_s for one in messages if one.recorded.worth]
    if lengths:
        return f"ha chiamato: un messaggio di {words.seconds(sum(one or 0 for one in lengths))}"
    silent = ", senza lasciare un messaggio" if row.kind is Kind.MISSED else ""
    return f"ha chiamato{silent}"


def _attempt(one: Attempt) -> Moment:
    """When the customer was rung, for how long both spoke, and what came of it."""
    talked = attempts.seconds_talked(one)
    told = one.outcome or one.proposed
    said = "chiama il cliente" if one.ended_at is None else "ha chiamato il cliente"
    said += f", in linea per {words.seconds(talked)}" if talked is not None else ""
    said += f": {words.OUTCOMES[Outcome(told)].lower()}" if told else ""
    return Moment(one.started_at, "attempt", one.technician or "il servizio", said)


def _text(one: Message, now: datetime, timezone: str) -> Moment:
    what = f"{deliveries.about(one)} per {deliveries.WAYS[one.kind]} a {one.to}"
    settled = " (qualcuno ci ha pensato)" if one.is_settled else ""
    said = f"{what}: {deliveries.said(one, now, timezone)}{settled}"
    return Moment(one.at, "text", "il servizio:", said)


def _work(one: Worked) -> Moment:
    minutes = counted(one.entry.minutes, "minuto", "minuti")
    said = f"ha lavorato {minutes}" + (", poi corretti" if one.is_corrected else "")
    said += f": «{one.entry.note}»" if one.entry.note else ""
    return Moment(one.entry.started_at, "work", one.entry.technician, said)
