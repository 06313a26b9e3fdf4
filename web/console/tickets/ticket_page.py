"""One ticket, whole: heard and read, who it is, who pays, what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.billing.costs import Cost
from rules.billing.work_minutes import month_of
from rules.entitlement import Charge, Decision, Terms, account_manager
from rules.entitlement.account_manager import AccountManager
from rules.hours.callback_slots import Preset, presets
from rules.hours.schedule import Flow, explain
from rules.tickets.identity import Identity
from rules.tickets.known_fault import FaultState
from rules.tickets.remote_code import in_groups
from rules.tickets.ticket import LIVE, MOVES, Category, State
from rules.triage.timed_words import Piece, pieces, timed_words
from store import reading
from store.billing import coverage, quotes, work_minutes
from store.callbacks import queue
from store.calls import voicemail
from store.calls.voicemail import Voicemail
from store.customers import account_managers, directory, identity, offers
from store.customers.offers import Offer
from store.intake import merging, quarantine
from store.messages import deliveries
from store.models import Callback, Customer, KnownFault, Recording, Ticket
from store.tickets import customer_additions, known_faults, lifecycle, remote_codes
from store.tickets.customer_additions import EVENT as ADDED
from store.views import ticket_list
from store.views.as_json import ticket_json
from store.views.heard_facts import Heard, heard_facts
from store.views.ticket_list import Entry, Wanted
from web.console.callbacks import queue_page
from web.console.callbacks.call_status import colleagues
from web.console.callbacks.call_status import shown as call_shown
from web.console.callbacks.dictated_panel import dictated_panel
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.polling import unless_known
from web.console.services import PREFIX, Services
from web.console.tickets import attachments, timeline
from web.console.tickets.coverage_panel import Question, questions
from web.console.tickets.deliveries import WAYS
from web.console.tickets.facts_form import FactsForm
from web.console.tickets.minutes_panel import minutes_panel

EARLIER = 5


@dataclass(frozen=True)
class Message:
    """A recording with its text."""

    sid: str
    duration_s: int | None
    has_audio: bool
    text_is_coming: bool
    recording: Recording  # which says why there is no audio
    counts: bool  # as its call's message; the caller left it beside another otherwise
    pieces: tuple[Piece, ...]
    text: str | None
    corrected_by: str | None
    flagged: tuple[str, ...]
    language: str | None  # in which it was read
    later_call: str | None  # the call, where it is not the one that opened the request
    facts: tuple[Heard, ...]


@dataclass(frozen=True)
class CustomerPanel:
    """The customer, and who pays."""

    customer: Customer | None
    identity: Identity
    owners: tuple[Customer, ...]  # of the number that was called from
    offered: tuple[Offer, ...]  # who it may be, and why
    unknown_code: str | None  # that was said or written, and is no customer's
    decision: Decision
    cover: str  # what pays: as it was decided last, or said by a technician
    charge: Charge
    manager: AccountManager | None  # who answers, instead of a technician
    questions: tuple[Question, ...]  # what the decision hangs on
    minutes_used: int

    @property
    def is_as_decided(self) -> bool:
        """Whether the decision's reasons are those of what pays."""
        return self.cover == self.decision.cover

    bill: Cost


def pages(services: Services) -> Pages:
    """/console/richieste/1001"""
    part = Pages("tickets")

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>", Who.STAFF)
    def ticket(ticket_id: int) -> ResponseReturnValue:
        return shown(services, ticket_id)

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/allegati/<id:number>", Who.STAFF)
    def attachment(ticket_id: int, number: int) -> ResponseReturnValue:
        return attachments.sent(services, ticket_id, number, to_be_seen="vedi" in request.args)

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/richiamo", Who.STAFF)
    def calling(ticket_id: int) -> ResponseReturnValue:
        return _calling_part(services, ticket_id)

    return part


def _calling_part(services: Services, ticket_id: int) -> ResponseReturnValue:
    """How calling the customer stands, and the minutes that came of it."""
    now = services.now()
    with reading(services.sessions) as session:
        row = lifecycle.find(session, ticket_id)
        if row is None:
            abort(404)
        callback = queue.of_ticket(session, row.id)
        entry = ticket_list.entries_of(session, [row.id])[row.id]
        told = {
            "now": now,
            "entry": entry,
            "told": ticket_json.as_json(session, row),
            "call": call_shown(session, services, callback, entry.holder, now),
            "ticket": row,
            **minutes_panel(session, row),
            "colleagues": colleagues(session),
            "presets": _presets(services, callback),
            "was_mine": request.args.get("mia") == "1",
            "is_part": True,
            **dictated_panel(session, services, callback, entry, now),
        }
    return unless_known(render_template("console/parts/_call_status.html", **told))


def shown(
    services: Services, ticket_id: int, form: FactsForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page; with the form of the facts as it was sent, where something in it is wrong."""
    now = services.now()
    with reading(services.sessions) as session:
        row = lifecycle.find(session, ticket_id)
        if row is None:
            abort(404)
        callback = queue.of_ticket(session, row.id)
        entry = ticket_list.entries_of(session, [row.id])[row.id]
        call = call_shown(session, services, callback, entry.holder, now)
        panel = _customer_panel(session, services, row)
        history = lifecycle.history(session, row.id)
        minutes = minutes_panel(session, row)
        sent = deliveries.of_tickets(session, [row.id])[row.id]
        told: dict[str, Any] = {
            "now": now,
            "ticket": row,
            "may_be_marked": quarantine.may_be_marked(row),
            "remote_code": _remote_code(row, services.now()),
            "entry": entry,
            "call": call,
            "was_mine": call.token is not None,
            "was_done": "fatto" in request.args,
            "next": queue_page.next_one(session, services) if "fatto" in request.args else None,
            "colleagues": colleagues(session),
            "presets": _presets(services, callback),
            "messages": _messages(session, row),
            "told": ticket_json.as_json(session, row),
            "panel": panel,
            "earlier": _earlier(session, panel.customer, row),
            **minutes,
            "quotes": [
                quotes.look(session, quote.id) for quote in quotes.of_ticket(session, row.id)
            ],
            "deliveries": sent,
            "link": services.link_for(row),
            "ways": WAYS,
            "files": attachments.of_ticket(session, row.id),
            "timeline": timeline.timeline(
                *(session, row, callback, history, sent, minutes["worked"]),
                *(now, services.timezone),
            ),
            **_faults(session, row),
            "added": next((one for one in reversed(history) if one.event == ADDED), None),
            "merged": merging.merged_into(session, row.id),
            **dictated_panel(session, services, callback, entry, now),
            "moves": [] if row.merged_into else sorted(MOVES[row.state], key=list(State).index),
        }
    if entry.has_news and entry.has_in_hand == me().name and request.method == "GET":
        with services.sessions.begin() as session:
            customer_additions.seen(session, ticket_id, me().name, now)
    form = form or FactsForm.of(row)
    return render_template("console/ticket.html", form=form, asked=request.args, **told), status


def _faults(session: Session, row: Ticket) -> dict[str, Any]:
    """What broke for many and this is about; else what is known, that it may be about."""
    own = session.get(KnownFault, row.fault_id) if row.fault_id else None
    if own is not None and own.state is not FaultState.REFUSED:
        return {"fault": own, "known_faults": []}
    live = known_faults.standing(session) if row.state in LIVE else ()
    return {"fault": None, "known_faults": [one for one in live if one.state is FaultState.ON]}


def _remote_code(row: Ticket, now: datetime) -> str | None:
    code = remote_codes.of(row, now)
    return in_groups(code) if code else None


def _presets(services: Services, callback: Callback | None) -> list[Preset]:
    j_system = callback is not None and callback.j_system
    return presets(services.now(), services.hours, j_system=j_system)


def _messages(session: Session, row: Ticket) -> list[Message]:
    """What was said about the ticket, the first call first, without what a caller replaced."""
    calls = voicemail.of_ticket(session, row)
    return [
        _message(one, row, counts=one is counted)
        for left in calls
        for counted in (voicemail.that_counts(left),)
        for one in left
        if one.recorded.worth and (one is counted or not one.recorded.is_replaced)
    ]


def _message(one: Voicemail, row: Ticket, *, counts: bool) -> Message:
    recording, transcript, text = one.recording, one.transcript, one.text
    timed = timed_words(text or "", (transcript.words or []) if transcript else [])
    is_first_call = recording.call_sid == row.call_sid
    return Message(
        sid=recording.sid,
        duration_s=recording.duration_s,
        has_audio=one.recorded.has_audio,
        text_is_coming=one.recorded.text_is_coming,
        recording=recording,
        counts=counts,
        pieces=pieces(text or "", timed),
        text=text,
        corrected_by=transcript.corrected_by if transcript else None,
        later_call=None if is_first_call else recording.call_sid,
        flagged=tuple((transcript.flagged or ()) if transcript else ()),
        language=transcript.language if transcript else None,
        facts=heard_facts(row, transcript) if transcript and counts and is_first_call else (),
    )


def _customer_panel(session: Session, services: Services, row: Ticket) -> CustomerPanel:
    known = identity.of_ticket(session, row)
    customer = known.customer
    flow = explain(row.created_at, services.hours).flow
    owners = directory.by_number(session, row.caller_number) if row.caller_number else []
    month = month_of(services.now(), services.timezone)
    used = work_minutes.j_system_minutes(session, customer.id, month) if customer else 0
    decision = coverage.of_ticket(session, row, flow, services.terms)
    return CustomerPanel(
        customer=customer,
        identity=known.identity,
        owners=tuple(owners),
        offered=() if known.identity.is_sure else tuple(offers.of_ticket(session, row)),
        unknown_code=_unknown_code(session, row),
        decision=decision,
        cover=row.cover or decision.cover.value,
        charge=coverage.charge(row) if row.cover else decision.charge,
        manager=account_managers.of_ticket(session, row, services.account_manager)
        if account_manager.answers(row.category, row.cover)
        else None,
        questions=_questions(session, row, customer, flow, services.terms),
        minutes_used=used,
        bill=work_minutes.bill(session, row.id, services.terms),
    )


def _unknown_code(session: Session, row: Ticket) -> str | None:
    is_known = row.customer_code and directory.by_code(session, row.customer_code)
    return None if is_known else row.customer_code


def _questions(
    session: Session, row: Ticket, customer: Customer | None, flow: Flow, terms: Terms
) -> tuple[Question, ...]:
    pieces = coverage.terms_of(session, customer).hardware if customer else ()
    serials = tuple(dict.fromkeys(piece.serial for piece in pieces if piece.serial))
    known = coverage.facts_of(session, row, customer, terms)
    return questions(Category(row.category), flow, known, serials)


def _earlier(session: Session, customer: Customer | None, row: Ticket) -> list[Entry]:
    """The customer's other tickets, newest first."""
    if customer is None:
        return []
    found = ticket_list.newest(session, Wanted(customer_id=customer.id), EARLIER + 1)
    return [entry for entry in found if entry.id != row.id][:EARLIER]
