"""What the API answers, as its document says it; the tests hold the two together.

More keys may come: whoever reads an answer passes over those that it does not know.
"""

from typing import Annotated

from pydantic import Field, RootModel

from web.api.ticket_schemas import Answer, TicketMessage, TicketOwner, TicketTranscription, Written

Date = Annotated[str, Field(json_schema_extra={"format": "date"})]


class TicketCustomer(Answer):
    """Who asks; `sure` is false for a customer guessed from the number called from."""

    id: int
    code: str
    name: str
    sure: bool


class TicketRecording(Answer):
    sid: str
    state: str
    duration_s: int | None
    error: str | None


class TicketCallback(Answer):
    id: int
    status: str
    number: str | None
    attempts: int
    claimed_by: str | None


class TicketUnclear(Answer):
    """A fact that the message tells and nobody could make out, in the message's words."""

    field: str
    text: str
    perhaps: Annotated[
        str | None, Field(description="What it may be: to be believed once somebody has listened.")
    ]
    from_s: Annotated[
        float | None, Field(description="Seconds of the first call's recording, from and to.")
    ]
    to_s: float | None


class TicketWeekend(Answer):
    """Whether the customer is helped at the week-end (granted, to_verify, refused), and why."""

    gate: str
    reason: str | None
    sentence: str


class TicketFact(Answer):
    """A fact that coverage hangs on: who said it (centralino: proposed by triage), and its words."""

    value: str | bool | None
    by: str
    words: str | None


class TicketAttachment(Answer):
    """A file that the customer sent; its bytes are at /tickets/{id}/attachments/{id}."""

    id: int
    name: str
    media_type: str
    bytes: int
    created_at: Written


class Ticket(Answer):
    """One request for help."""

    id: int
    number: str
    status: str
    kind: str
    channel: str
    origin: str | None
    merged_into: int | None
    call_sid: str | None
    customer: TicketCustomer | None
    customer_certainty: str
    caller_number: str | None
    callback_number: str | None
    caller_name: str | None
    company: str | None
    product: str | None
    customer_code: str | None
    wants: str | None
    language: str | None
    category: str
    urgency: str
    subject: str | None
    unclear: list[TicketUnclear]
    cover: str | None
    cover_certain: Annotated[
        bool, Field(description="False while it hangs on a customer who is only perhaps theirs.")
    ]
    cover_rule: str | None
    weekend: TicketWeekend | None
    coverage_facts: dict[str, TicketFact]
    cover_why: str | None
    message: str | None
    attachments: list[TicketAttachment]
    software_version: str | None
    last_error: str | None
    transcript: str | None
    transcription: TicketTranscription | None
    recording: TicketRecording | None
    owner: TicketOwner
    messages: list[TicketMessage]
    callback: TicketCallback | None
    created_at: Written
    updated_at: Written
    in_charge_at: Written
    promised_at: Written | None
    agreed_at: Written | None
    call_due_at: Written | None
    response_due_at: Written | None
    link: str | None = None  # of the customer's own page; not in lists


class PlacedCallback(Answer):
    """A callback in the queue, with the reason for its place."""

    place: int
    reason: str
    id: int
    number: str | None
    urgency: str
    kind: str
    j_system: bool
    attempts: int
    created_at: Written
    in_charge_at: Written
    due_at: Written
    agreed_at: Written | None
    call_due_at: Written | None
    late_since: Written | None
    ticket: Ticket


class Attempt(Answer):
    """The last time that the customer was called, or is being called."""

    id: int
    callback_id: int
    technician: str | None
    placed: bool
    state: str
    started_at: Written
    answered_at: Written | None
    ended_at: Written | None
    seconds: int | None
    machine: str | None
    reason: str | None
    proposed: str | None
    outcome: str | None
    note: str | None


class Callback(Answer):
    id: int
    ticket_id: int
    status: str
    number: str | None
    urgency: str
    attempts: int
    claimed_by: str | None
    lease_until: Written | None
    handed_to: str | None
    in_charge_at: Written
    next_at: Written
    agreed_at: Written | None
    call_due_at: Written | None
    attempt: Attempt | None


class ClaimedCallback(Callback):
    """A callback in hand; `token` releases it, or tells its outcome."""

    token: str


class DecidedCallback(Callback):
    """A callback of which the outcome was told; `warning` is for the technician, in Italian."""

    warning: str | None
    quote_id: int | None
    undo_until: Written


class CallTicket(Answer):
    id: int
    number: str


class Call(Answer):
    sid: str
    direction: str
    from_number: str | None
    to_number: str
    line: str | None
    flow: str | None
    language: str
    status: str
    customer_code: str | None
    started_at: Written
    finished_at: Written | None
    duration_s: int | None
    fault: str | None
    ticket: CallTicket | None


class CallTurn(Answer):
    at: Written
    step: str
    digits: str
    heard: str | None


class CallStory(Call):
    """A call with its turns: what was said, and what was keyed."""

    turns: list[CallTurn]


class ProblemError(Answer):
    """One field, and the rule that it breaks."""

    place: str = Field(alias="in")
    field: str
    rule: str


class Problem(Answer):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[ProblemError] | None = None


class WorkShare(Answer):
    """Minutes of one month, and who pays for them."""

    month: str
    pays: str
    minutes: int


class WorkEntry(Answer):
    id: int
    technician: str
    started_at: Written
    minutes: int
    note: str | None
    state: str
    corrects_id: int | None
    cover: str | None  # who was said to pay
    counts: bool
    shares: list[WorkShare]


class Work(RootModel[list[WorkEntry]]):
    pass


class Tickets(RootModel[list[Ticket]]):
    pass


class PlacedCallbacks(RootModel[list[PlacedCallback]]):
    pass


class Calls(RootModel[list[Call]]):
    pass
