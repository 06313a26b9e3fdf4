"""Work minutes of a ticket: read, written, confirmed, and put in order by corrections."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Literal

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BeforeValidator, Field
from sqlalchemy.orm import Session

from rules.billing.payer import check_said, started
from rules.billing.work_minutes import LONGEST
from rules.errors import BadInput
from store import reading
from store.billing import work_corrections, work_minutes
from store.billing.work_corrections import Correction
from store.billing.work_minutes import WorkMinutes
from store.models import Ticket, WorkEntry
from store.tickets import lifecycle
from store.views.as_json.work_json import work_json
from web.api import schemas
from web.api.access import STAFF, caller_of
from web.api.errors import found
from web.api.fields import ID, AnyInstant, Body, Line200, Text1000
from web.api.schemas.base import told
from web.api.services import Services

Pays = Annotated[
    Literal["contract", "j_system", "warranty", "billable", "quote", "free"] | None,
    told("Who pays; left out, whoever pays for the ticket.", "contract"),
]
BEGAN = "2026-11-24T09:58:00+01:00"


def _whole(value: object) -> object:
    """65.0 is a whole number to JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Minutes = Annotated[int, Field(strict=True, ge=1, le=LONGEST), BeforeValidator(_whole)]
Key = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern="^[!-~]+$",
        description="The same for each time that one entry is sent: it is written once.",
        examples=["anna-20261124-3"],
    ),
]


class WorkIn(Body):
    """Minutes that a technician worked."""

    key: Key
    minutes: Annotated[Minutes, told("How many.", 20)]
    started_at: Annotated[AnyInstant | None, told("Left out, the work ends now.", BEGAN)] = None
    pays: Pays = None
    note: Annotated[Text1000 | None, told("What was done.", "Aggiornato il driver")] = None


class CorrectionIn(Body):
    """What an entry should have said; no minutes take it back."""

    minutes: Annotated[
        int,
        Field(strict=True, ge=0, le=LONGEST, description="How many it was.", examples=[15]),
        BeforeValidator(_whole),
    ]
    started_at: Annotated[AnyInstant | None, told("Left out, as it was.", BEGAN)] = None
    pays: Pays = None
    why: Annotated[
        Line200,
        Field(min_length=1, description="Why it is corrected.", examples=["Erano quindici"]),
    ]


class ConfirmationIn(Body):
    """What a technician says of minutes that a call proposed."""

    minutes: Annotated[Minutes | None, told("Left out, as they were proposed.", 10)] = None
    pays: Pays = None
    why: Annotated[
        Annotated[Line200, Field(min_length=1)] | None, told("Why nobody pays.", "omaggio")
    ] = None


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /tickets/{ticket_id}/work."""

    @api.get("/tickets/<int:ticket_id>/work")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Work)
    @api.doc(operation_id="listWork")
    def list_work(ticket_id: int) -> Response:
        """The minutes of a ticket, with what pays for them

        An entry that was corrected stays, and no longer counts.
        """
        with reading(services.sessions) as session:
            row = _ticket(session, ticket_id)
            return jsonify(work_json(session, work_minutes.entries(session, row.id)))

    @api.post("/tickets/<int:ticket_id>/work")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(WorkIn)
    @api.output(schemas.Work, status_code=201)
    @api.doc(operation_id="addWork", responses={409: "Nobody pays yet, or it is still to come"})
    def add_work(ticket_id: int, json_data: WorkIn) -> Response:
        """Write minutes of work

        They count at once, in the months in which they passed. Sent again with the same key they
        change nothing. The answer is the whole of the ticket's work.
        """
        now, caller = services.now(), caller_of(auth)
        with _conflicts(), services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            cover = json_data.pays or row.cover
            check_said(cover or "", json_data.note or row.cover_why)
            began = started(now, json_data.minutes, json_data.started_at)
            work = WorkMinutes(caller.name, began, json_data.minutes, json_data.note)
            key = f"{caller.key}:{ticket_id}:{json_data.key}"
            work_minutes.write(
                session, row.id, work, key=key, terms=services.terms, now=now, cover=cover
            )
            response = jsonify(work_json(session, work_minutes.entries(session, row.id)))
        response.status_code = 201
        return response

    @api.post("/tickets/<int:ticket_id>/work/<int:entry_id>/correction")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(CorrectionIn)
    @api.output(schemas.Work, status_code=201)
    @api.doc(operation_id="correctWork", responses={409: "It counts no more, or not yet"})
    def correct_work(ticket_id: int, entry_id: int, json_data: CorrectionIn) -> Response:
        """Put an entry in order by another one that refers to it

        What was freed of J-System's minutes pays for other work of the month that was billed for
        want of them. The answer is the whole of the ticket's work.
        """
        now, by = services.now(), caller_of(auth).name
        with _conflicts(), services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            entry_id, told = _entry(session, row, entry_id).id, json_data.started_at
            check_said(json_data.pays or "", json_data.why)
            began = started(now, json_data.minutes, told) if told else None
            wanted = Correction(json_data.minutes, began, json_data.pays, json_data.why)
            work_corrections.correct(
                session, entry_id, wanted, by=by, terms=services.terms, now=now
            )
            response = jsonify(work_json(session, work_minutes.entries(session, row.id)))
        response.status_code = 201
        return response

    @api.post("/tickets/<int:ticket_id>/work/<int:entry_id>/confirmation")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(ConfirmationIn)
    @api.output(schemas.Work, status_code=201)
    @api.doc(operation_id="confirmWork", responses={409: "It was decided on, or nobody pays yet"})
    def confirm_work(ticket_id: int, entry_id: int, json_data: ConfirmationIn) -> Response:
        """Count minutes that a call proposed

        They stay the work of whoever made the call. The answer is the whole of the ticket's work.
        """
        now, by = services.now(), caller_of(auth).name
        with _conflicts(), services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            entry = _entry(session, row, entry_id)
            cover = json_data.pays or row.cover
            check_said(cover or "", json_data.why or row.cover_why)
            work_minutes.confirm(
                session,
                entry.id,
                technician=by,
                terms=services.terms,
                now=now,
                minutes=json_data.minutes,
                cover=cover,
            )
            response = jsonify(work_json(session, work_minutes.entries(session, row.id)))
        response.status_code = 201
        return response

    @api.post("/tickets/<int:ticket_id>/work/<int:entry_id>/rejection")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Work, status_code=201)
    @api.doc(operation_id="rejectWork", responses={409: "It was decided on"})
    def reject_work(ticket_id: int, entry_id: int) -> Response:
        """Say that what a call proposed was no work

        The answer is the whole of the ticket's work.
        """
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            entry, by = _entry(session, row, entry_id), caller_of(auth).name
            work_minutes.reject(session, entry.id, technician=by, now=services.now())
            response = jsonify(work_json(session, work_minutes.entries(session, row.id)))
        response.status_code = 201
        return response


@contextmanager
def _conflicts() -> Iterator[None]:
    """What is well said and cannot be so: nobody pays, nothing says why, it is still to come."""
    try:
        yield
    except BadInput as error:
        raise HTTPError(HTTPStatus.CONFLICT, str(error)) from error


def _ticket(session: Session, ticket_id: int) -> Ticket:
    return found(lifecycle.find(session, ticket_id) if ticket_id <= ID else None, "ticket")


def _entry(session: Session, row: Ticket, entry_id: int) -> WorkEntry:
    entry = session.get(WorkEntry, entry_id) if entry_id <= ID else None
    return found(entry if entry is not None and entry.ticket_id == row.id else None, "entry")
