"""A request's line of time: call, attempt, text, minutes and what was done, in the order of the clock."""

from datetime import timedelta

from rules.callbacks.outcomes import Outcome
from rules.tickets.ticket import State
from store.billing import work_minutes
from store.billing.work_minutes import WorkMinutes
from store.callbacks import queue
from store.messages import outbox
from store.models import Attempt, Outbox
from store.models.states import OutboxKind, OutboxState
from store.tickets import lifecycle
from tests.builders import a_call, a_recording, a_ticket
from tests.leotron import TERMS

MINUTE = timedelta(minutes=1)


def test_all_that_happened_stands_in_one_list(browser_of, sessions, now):
    start = now - 60 * MINUTE
    with sessions.begin() as session:
        call = a_call(session, now=start)
        a_recording(session, call, duration_s=72, now=start)
        ticket = a_ticket(session, call, now=start)
        text = {
            "body": {"text": "x", "until": None},
            "key": "ticket_opened:1",
            "ticket_id": ticket.id,
        }
        outbox.put(session, kind=OutboxKind.SMS, to="+393471234567", now=start + MINUTE, **text)
        row = session.query(Outbox).one()
        row.state, row.delivery, row.sent_at = OutboxState.SENT, "delivered", start + MINUTE
        row.delivery_at = start + MINUTE
        callback = queue.of_ticket(session, ticket.id)
        at = start + 20 * MINUTE
        facts = {"technician": "anna", "started_at": at, "ended_at": at}
        session.add(Attempt(callback_id=callback.id, outcome=Outcome.BUSY, **facts))
        work = WorkMinutes("anna", start + 30 * MINUTE, 1, note="Riavviato <tutto>")
        by = {"terms": TERMS, "now": now}
        work_minutes.write(session, ticket.id, work, key="k", cover="contract", **by)
        lifecycle.move(session, ticket.id, State.RESOLVED, actor="anna", now=now)
    page = browser_of("anna").get("/console/richieste/1001").text.partition('id="storia"')[2]
    said = (
        "ha chiamato: un messaggio di 1:12",
        "Conferma della richiesta",
        "ha chiamato il cliente: occupato",
        "ha lavorato 1 minuto: «Riavviato &lt;tutto&gt;»",
        "ha cambiato lo stato: risolta",
    )
    places = [page.index(one) for one in said]
    assert places == sorted(places)
    for kind in ("call", "text", "attempt", "work", "done"):
        assert f'<li class="{kind}">' in page
