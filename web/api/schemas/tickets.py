"""A ticket, as the API answers it: the contract's keys, and a few more."""

from typing import Annotated

from pydantic import RootModel

from rules.entitlement.decision import Coverage
from rules.tickets.identity import Certainty
from rules.tickets.ticket import Category, Channel, Kind, Origin, State, Urgency
from web.api.schemas.base import Answer, Written, at, one_of, told
from web.api.schemas.ticket_parts import (
    TicketAgreement,
    TicketAttachment,
    TicketCallback,
    TicketCustomer,
    TicketFact,
    TicketLaterCall,
    TicketMessage,
    TicketOwner,
    TicketRecording,
    TicketTranscription,
    TicketUnclear,
    TicketWeekend,
)


class Ticket(Answer):
    """One request for help."""

    id: Annotated[int, told("By which programs ask for it.", 1001)]
    number: Annotated[str, told("The same as people say it, in at least four digits.", "1001")]
    status: Annotated[str, one_of("How far it is", State, "open")]
    kind: Annotated[str, one_of("What was left", Kind, "message")]
    channel: Annotated[str, one_of("By which door it came", Channel, "phone")]
    origin: Annotated[
        str | None,
        one_of("How it came, where a technician wrote it down; else null", Origin, "desk_call"),
    ]
    merged_into: Annotated[
        int | None, told("The ticket that this one is part of now; null for one by itself.", 1000)
    ]
    call_sid: Annotated[
        str | None,
        told(
            "The call that opened it; null where nobody called.",
            "CA00000000000000000000000000000001",
        ),
    ]
    customer: Annotated[
        TicketCustomer | None, told("Who asks, where there is one to think of; else null.")
    ]
    customer_certainty: Annotated[str, one_of("How sure that is", Certainty, "proven")]
    caller_number: Annotated[
        str | None, told("The number that was called from, in E.164.", "+390458001234")
    ]
    callback_number: Annotated[
        str | None, told("The number that the customer asks to be called at.", "+393471234567")
    ]
    confirmed_number: Annotated[
        str | None, told("The number that the caller heard read back, or keyed.", "+393471234567")
    ]
    number_check: Annotated[
        str | None,
        told("confirmed, to_verify, refused, heard (never read back), or null.", "confirmed"),
    ]
    caller_name: Annotated[str | None, told("Who called or wrote, as they said.", "Marco Rossi")]
    company: Annotated[str | None, told("Their firm, as they said.", "Ferramenta Rossi")]
    product: Annotated[str | None, told("What it is about, as they said.", "J2K")]
    customer_code: Annotated[str | None, told("The code that was keyed, said or written.", "L1042")]
    wants: Annotated[
        str | None, told("What they want: callback, information or cancel.", "callback")
    ]
    language: Annotated[str | None, told("In which the customer speaks: it or en.", "it")]
    category: Annotated[str, one_of("What it is about", Category, "software")]
    urgency: Annotated[str, one_of("How pressing it is, the most first", Urgency, "high")]
    subject: Annotated[str | None, told("It in a line.", "Errore alla chiusura di cassa")]
    unclear: Annotated[
        list[TicketUnclear], told("Facts that the message tells and nobody could make out.")
    ]
    cover: Annotated[str | None, one_of("Who pays, once that was decided", Coverage, "contract")]
    cover_certain: Annotated[
        bool, told("False while it hangs on a customer who is only perhaps theirs.", True)
    ]
    cover_rule: Annotated[
        str | None, told("The sentence of the terms it rests on, by its name.", "contract_help")
    ]
    cover_why: Annotated[
        str | None,
        told("Why, in the words of the person who said who pays.", "omaggio per il disguido"),
    ]
    cover_sentence: Annotated[
        str | None,
        told("The sentence of the terms as it is published.", "L'assistenza è compresa."),
    ]
    weekend: Annotated[
        TicketWeekend | None, told("Help at the week-end; null where nobody asked for it.")
    ]
    coverage_facts: Annotated[
        dict[str, TicketFact],
        told(
            "What who pays hangs on, by name.",
            {"supported": {"value": True, "by": "anna", "words": None}},
        ),
    ]
    message: Annotated[
        str | None, told("What was written, where nobody spoke.", "Il programma non parte.")
    ]
    attachments: Annotated[
        list[TicketAttachment], told("The files that the customer sent and that are still here.")
    ]
    software_version: Annotated[str | None, told("As our program told it.", "11.4.2")]
    last_error: Annotated[
        str | None, told("The last error, as our program showed it.", "E2041: archivio bloccato")
    ]
    transcript: Annotated[
        str | None,
        told("What was said, as it was read or corrected.", "Buongiorno, la cassa non chiude."),
    ]
    transcription: Annotated[
        TicketTranscription | None, told("How the text came to be; null where there is none.")
    ]
    recording: Annotated[
        TicketRecording | None, told("The message's sound; null where nobody spoke.")
    ]
    agreements: Annotated[
        list[TicketAgreement], told("What the customer answered to prices, oldest first.")
    ]
    later_calls: Annotated[
        list[TicketLaterCall], told("Calls about it after the one that opened it.")
    ]
    owner: Annotated[TicketOwner, told("Who sees to it.")]
    messages: Annotated[list[TicketMessage], told("What the customer was sent about it.")]
    callback: Annotated[
        TicketCallback | None, told("How calling the customer stands; null where nobody will.")
    ]
    quarantined_at: Annotated[
        Written | None, at("When it was put aside as a nuisance; null for no such.")
    ]
    created_at: Annotated[Written, at("When it came.")]
    updated_at: Annotated[Written, at("When it changed last.")]
    in_charge_at: Annotated[Written, at("From when on its time counts.")]
    promised_at: Annotated[
        Written | None, at("By when the customer was told that we call; null for no promise.")
    ]
    agreed_at: Annotated[Written | None, at("The hour that the customer agreed on or chose.")]
    call_due_at: Annotated[Written | None, at("By when we owe a call; null where we owe none.")]
    response_due_at: Annotated[
        Written | None, at("By when the contract's response time ends; null where none counts.")
    ]
    link: Annotated[
        str | None,
        told(
            "The customer's own page of it, for whoever gives it to them; not in lists.",
            "https://assistenza.example.it/assistenza/r/1001-9c1f",
        ),
    ] = None


class HistoryEntry(Answer):
    """One thing that was done about a ticket."""

    id: Annotated[int, told("Its number; later ones are higher.", 40012)]
    at: Annotated[Written, at("When it was done.")]
    actor: Annotated[
        str, told("Who did it: a user's name, `caller`, `cliente`, or `centralino`.", "anna")
    ]
    event: Annotated[str, told("What was done, by a name that stays the same.", "moved")]
    from_status: Annotated[str | None, told("Of a move: the ticket's status before.", "open")]
    to_status: Annotated[str | None, told("Of a move: and after.", "in_progress")]
    note: Annotated[
        str | None, told("What belongs to it: a person's words, a name, an instant.", "Sente Luca.")
    ]


class Tickets(RootModel[list[Ticket]]):
    pass


class History(RootModel[list[HistoryEntry]]):
    pass
