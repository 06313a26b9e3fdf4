"""What belongs to a ticket in the API's answers: customer, recording, owner, messages and the like."""

from typing import Annotated

from rules.callbacks.callback import State as CallbackState
from rules.calls.recording import RecordingState
from rules.deliveries import Delivery
from rules.tickets.owner import Whose
from web.api.schemas.base import Answer, Written, at, one_of, told


class TicketCustomer(Answer):
    """Who asks; `sure` is false for a customer guessed from the number called from."""

    id: Annotated[int, told("The customer's row.", 7)]
    code: Annotated[str, told("The customer's code.", "L1042")]
    name: Annotated[str, told("What the customer is called.", "Ferramenta Rossi")]
    sure: Annotated[bool, told("Whether anything but the number says so.", True)]


class TicketRecording(Answer):
    """The sound of a message; its bytes are at /recordings/{sid}/audio."""

    sid: Annotated[
        str, told("Its name at the telephone company.", "RE00000000000000000000000000000001")
    ]
    state: Annotated[str, one_of("How far it is", RecordingState, "transcribed")]
    duration_s: Annotated[int | None, told("How long it is, in seconds.", 31)]
    error: Annotated[str | None, told("Why it could not be fetched or read.", "404 Not Found")]


class TicketCallback(Answer):
    """How calling the customer stands, in short; GET /callbacks/{id} says the rest."""

    id: Annotated[int, told("By which it is claimed.", 501)]
    status: Annotated[str, one_of("How far it is", CallbackState, "waiting")]
    number: Annotated[str | None, told("The number that is rung.", "+390458001234")]
    attempts: Annotated[int, told("How often the customer was called.", 1)]
    claimed_by: Annotated[str | None, told("Who has it in hand.", "anna")]


class TicketUnclear(Answer):
    """A fact that the message tells and nobody could make out, in the message's words."""

    field: Annotated[str, told("Which fact.", "callback_number")]
    text: Annotated[str, told("The message's words.", "quattro cinque otto zero")]
    perhaps: Annotated[
        str | None,
        told("What it may be: to be believed once somebody has listened.", "+390458001234"),
    ]
    from_s: Annotated[
        float | None, told("From which second of the first call's recording on.", 4.2)
    ]
    to_s: Annotated[float | None, told("And to which.", 9.8)]


class TicketWeekend(Answer):
    """Whether the customer is helped at the week-end, and why."""

    gate: Annotated[str, told("granted, to_verify or refused.", "granted")]
    reason: Annotated[str | None, told("What is to be verified, or why not.", "subscriber")]
    sentence: Annotated[
        str, told("The sentence of the terms.", "L'assistenza week-end è riservata agli abbonati.")
    ]


class TicketFact(Answer):
    """A fact that coverage hangs on."""

    value: Annotated[str | bool | None, told("What is known of it; null for nothing.", True)]
    by: Annotated[str, told("Who said it; centralino: proposed by triage.", "anna")]
    words: Annotated[
        str | None, told("The message's words that it rests on.", "la stampante fiscale")
    ]


class TicketAttachment(Answer):
    """A file that the customer sent; its bytes are at /tickets/{id}/attachments/{id}."""

    id: Annotated[int, told("By which it is fetched.", 3)]
    name: Annotated[str, told("As the customer's machine called it.", "errore.png")]
    media_type: Annotated[str, told("What it is, as its bytes say.", "image/png")]
    bytes: Annotated[int, told("How large it is.", 48211)]
    words: Annotated[
        str | None, told("What is said in a voice note, once it was read.", "La cassa è ferma.")
    ]
    created_at: Annotated[Written, at("When it came.")]


class TicketOwner(Answer):
    """Whose it is, by name where it is one's."""

    whose: Annotated[str, one_of("Who sees to it", Whose, "owned")]
    name: Annotated[str | None, told("The technician, where it is one's.", "anna")]
    since: Annotated[Written | None, at("Since when.")]
    back_at: Annotated[Written | None, at("Until when they put it off.")]
    idle: Annotated[bool, told("Whether for too long nobody worked on it.", False)]


class TicketMessage(Answer):
    """A message to the customer: how far it came, and in Italian why it did not."""

    id: Annotated[int, told("Its number.", 88)]
    about: Annotated[str, told("What it tells.", "ticket_opened")]
    kind: Annotated[str, told("sms or email.", "sms")]
    to: Annotated[str, told("Whom it went to, masked.", "+39 347 ••• 4567")]
    delivery: Annotated[str, one_of("How far it came", Delivery, "delivered")]
    reason: Annotated[str | None, told("Why it did not arrive.", "il numero non riceve SMS")]
    at: Annotated[Written, at("When it was written.")]
    needs_person: Annotated[bool, told("Whether somebody has to tell the customer instead.", False)]


class TicketStretch(Answer):
    """From when to when, in seconds of the recording."""

    from_s: Annotated[float, told("The first second.", 4.2)]
    to_s: Annotated[float, told("The last.", 6.0)]


class TicketTranscription(Answer):
    """How the text came to be; `not_understood` are the seconds of what it has no words for."""

    language: Annotated[str | None, told("In which it was read.", "it")]
    confidence: Annotated[float | None, told("From 0 to 1, how sure the recogniser is.", 0.87)]
    no_speech: Annotated[bool, told("Whether nobody spoke.", False)]
    flagged: Annotated[list[object], told("Words that are likely invented.", ["grazie"])]
    not_understood: Annotated[
        list[TicketStretch], told("Where somebody spoke and was not understood.")
    ]
    model: Annotated[str | None, told("Which model read it.", "base")]


class TicketAgreement(Answer):
    """What the customer answered to a price."""

    answer: Annotated[str, told("agreed, clarify or declined.", "agreed")]
    words: Annotated[str, told("What they were asked, word for word.", "60 euro più IVA l'ora")]
    total: Annotated[
        str | None, told("In euro, VAT included; null for a price by the hour.", "73.20")
    ]
    at: Annotated[Written, at("When they answered.")]


class TicketLaterCall(Answer):
    """A later call about the ticket, with what was said in it."""

    call_sid: Annotated[str, told("The call.", "CA00000000000000000000000000000002")]
    at: Annotated[Written, at("When it came.")]
    what: Annotated[str, told("What it was: an addition, or asking again.", "added")]
    recording: Annotated[TicketRecording | None, told("Its sound; null where nothing was said.")]
    transcript: Annotated[
        str | None, told("What was said in it.", "Richiamate pure dopo le undici.")
    ]
