"""History in words: each event of the audit log in Italian, read after the name of who did it."""

import re
from collections.abc import Callable
from datetime import datetime

from rules.callbacks.outcomes import Outcome
from rules.deliveries import said_of
from rules.tickets.ticket import State
from store.models import TicketHistory
from web.console.words import (
    COVERS,
    FIELDS,
    OUTCOMES,
    STATES,
    date_,
    hour,
)

EVENTS = {
    "opened": "ha registrato la richiesta",
    "message_came": "ha ricevuto il messaggio",
    "enriched": "ha letto il messaggio",
    "corrected": "ha corretto",
    "moved": "ha cambiato lo stato",
    "claimed": "ha preso in mano la richiesta",
    "released": "ha rimesso la richiesta in coda",
    "called_back": "ha parlato con il cliente",
    "not_reached": "non ha trovato il cliente",
    "given_up": "ha smesso di richiamare",
    "call_agreed": "ha concordato un'altra ora",
    "not_joined": "non ha preso la chiamata, e il cliente aspettava",
    "not_called": "non è riuscito a chiamare",
    "needs_person": "chiede che qualcuno decida",
    "put_back": "ha deciso che si richiama ancora",
    "handed_on": "ha passato la richiesta a",
    "undone": "ha annullato l'esito",
    "merged_into": "ha unito questa richiesta alla",
    "merged_from": "ha unito a questa la",
    "apart": "ha separato questa richiesta dalla",
    "apart_from": "ha separato da questa la",
    "split_off": "ha fatto di una chiamata la richiesta",
    "split_from": "ha fatto di una chiamata questa richiesta: era nella",
    "owner_taken": "segue la richiesta",
    "owner_given": "ha passato la richiesta, senza richiamo, a",
    "owner_left": "l'ha lasciata senza padrone: la seguiva",
    "put_off": "ci torna il",
    "put_off_no_more": "non la rimanda più",
    "idle": "ha avvertito: da troppo nessuno ci lavora",
    "fault_joined": "ha messo la richiesta nel guasto comune",
    "fault_left": "ha tolto la richiesta dal guasto comune",
    "fault_over": "ha chiuso la richiesta con la fine del guasto comune, e lo dice al cliente:",
    "fault_over_to_ring": "nessun messaggio arriva al cliente: il guasto è risolto, da dire a voce",
    "fault_over_withdrawn": "aveva detto, e ha ritirato, che il guasto era risolto",
    "note_withdrawn": "aveva scritto, e ha ritirato",
    "taken_back": "aveva detto, e ha ritirato, che il cliente non risponde",
    "rehearsed": "ha fatto la prova del mattino",
    "not_rehearsed": "nella prova ha parlato qualcun altro: la richiesta è in coda",
    "quarantined": "ha messo la richiesta in quarantena",
    "unquarantined": "ha tolto la richiesta dalla quarantena",
    "no_speech": "non ha trovato parole nel messaggio",
    "note": "ha scritto",
    "dictated": "ha dettato una nota a voce",
    "program_report": "ha ricevuto un rapporto del programma",
    "promise_at_risk": "ha avvertito: la promessa rischia di non essere mantenuta",
    "promise_renewed": "ha promesso una nuova ora: entro il",
    "promise_sooner": "ha promesso un'ora più vicina, per il week-end, e lo dice al cliente: entro il",
    "promise_moved": "ha spostato la promessa prima che scadesse, e lo dice al cliente: entro il",
    "rang_back": "il cliente ha richiamato",
    "remote_code": "ha digitato un codice di teleassistenza",
    "remote_code_used": "ha usato il codice di teleassistenza",
    "number_read": "ha sentito rileggere il numero",
    "number_refused": "ha detto che il numero riletto non è giusto",
    "number_keyed": "ha digitato il numero a cui richiamare",
    "weekend_gate": "ha deciso dell'aiuto nel week-end",
    "alerted": "ha avvisato chi è reperibile",
    "nobody_on_call": "non ha più nessun reperibile da avvisare",
    "alert_unreachable": "non ha potuto avvisare, né per SMS né per telefono, il reperibile",
    "supervisors_told": "ha avvisato i responsabili",
    "no_supervisor_reached": "non ha potuto avvisare nessun responsabile",
    "quote_drafted": "ha preparato un preventivo",
    "quote_discarded": "ha tolto un preventivo ancora vuoto",
    "quote_sent": "ha inviato un preventivo",
    "message_failed": "non è riuscito ad avvisare il cliente",
    "not_told": "non ha avvisato il cliente",
    "files_not_kept": "non ha tenuto gli allegati: troppi in un giorno",
    "message_again": "invia di nuovo il messaggio",
    "message_cancelled": "ha annullato, prima che partisse, un messaggio al cliente",
    "message_settled": "ha avvisato il cliente in altro modo",
    "worked": "ha registrato minuti di lavoro",
    "work_corrected": "ha corretto minuti di lavoro",
    "payer_said": "ha detto perché paga così",
    "invoiced": "ha segnato come fatturato",
    "response_at_risk": "ha avvertito: il tempo di risposta sta per scadere",
    "no_work": "ha tolto minuti di lavoro",
    "added_to": "il cliente ha aggiunto un messaggio",
    "asked_again": "il cliente ha chiamato di nuovo",
    "parted": "ha separato una chiamata che parlava d'altro, ora richiesta",
    "parted_from": "ha separato la chiamata, che parlava d'altro, dalla richiesta",
    "customer_added": "ha aggiunto",
    "addition_seen": "ha visto quello che il cliente ha aggiunto",
    "number_changed": "ha cambiato il numero",
    "time_chosen": "ha scelto quando essere richiamato",
    "price_agreed": "ha accettato il prezzo",
    "price_declined": "ha rifiutato il prezzo",
    "payer_changed": "ha deciso di nuovo chi paga",
    "withdrawn": "ha ritirato quello che era stato detto a mano",
    "read_again": "ha riletto il messaggio corretto",
    "text_corrected": "ha corretto il testo del messaggio",
    "erased": "ha cancellato i dati di questa richiesta",
    "listened": "ha ascoltato il messaggio",
    "file_opened": "ha aperto l'allegato",
}
_MERGED = {"merged_into", "merged_from", "apart", "apart_from", "split_off", "split_from"}
_NAMED = {"handed_on", "owner_given", "owner_left", "parted", "parted_from", "alert_unreachable"}
_SID_NOTES = {"added_to", "asked_again", "listened"}  # the note is a SID: what it names is shown
_FIELDS = FIELDS | {"by_hand": "a mano", "cover": "chi paga"}


# What the ledger notes in English of a message without words, and of a customer who was not told.
_NOTES = {
    "silence or noise": "silenzio o rumore",
    "no words in the sound": "nell'audio non ci sono parole",
    "a voice from afar": "si sente solo una voce lontana, di chi non parla al telefono",
    "abroad": "il numero è di un paese al quale non si mandano SMS",
    "often": "il cliente ha già ricevuto tutti i messaggi di un giorno",
    "crowded": "sono già partiti tutti i messaggi di un'ora o di un giorno",
}
_WAYS = {"sms": "SMS", "email": "e-mail"}
_PEOPLE = {"caller": "il cliente, al telefono", "cliente": "il cliente"}
_AT = re.compile(r"^at (\S+)")  # when a program's report was made


def actor(name: str) -> str:
    """Who did it; what an installation reported is the program's."""
    kind, _, rest = name.partition(" ")
    return f"il programma {rest}" if kind == "program" and rest else _PEOPLE.get(name, name)


def event(row: TicketHistory, timezone: str) -> str:
    """What was done."""
    said = EVENTS.get(row.event, row.event)
    if row.event == "moved" and row.to_state:
        said = f"ha cambiato lo stato: {STATES[State(row.to_state)].lower()}"
    if row.event == "erased" and row.actor == "cliente":
        said = "ha cancellato i propri dati"
    is_told = row.actor != "caller" or row.event in {
        "time_chosen",
        "call_agreed",
    }  # the other notes are numbers
    if not row.note or row.event in _SID_NOTES or not is_told:
        return said
    if row.event == "put_off":
        return f"{said} {_instant(row.note, timezone)}"
    if row.event in {*_NAMED, *_MERGED}:
        return f"{said} {row.note}"
    if row.event in {"promise_renewed", "promise_sooner", "promise_moved"}:
        return f"{said} {_instant(row.note, timezone)}"
    if row.event == "call_agreed":
        return f"{said}: {_instant(row.note, timezone)}"
    return f"{said}: {_note(row.event, row.note, timezone)}"


def _note(event: str, note: str, timezone: str) -> str:
    """The words of a person as they are; those of the ledger as people say them."""
    if event == "program_report":
        return _AT.sub(lambda found: _when(found[1], timezone), note, count=1)
    return _SAID[event](note) if event in _SAID else note


def _fields(note: str) -> str:
    return ", ".join(_FIELDS.get(column, column).lower() for column in note.split(", "))


def _outcome(note: str) -> str:
    return OUTCOMES[Outcome(note)].lower() if note in set(Outcome) else note


def _not_sent(note: str) -> str:
    way, _, why = note.partition(": ")
    return f"{_WAYS.get(way, way)}, {said_of(why)}"


def _payers(note: str) -> str:
    return " → ".join(COVERS.get(cover, cover) for cover in note.split(" → "))


_SAID: dict[str, Callable[[str], str]] = {
    "corrected": _fields,
    "withdrawn": _fields,
    "payer_changed": _payers,
    "read_again": _fields,
    "undone": _outcome,
    "no_speech": lambda note: _NOTES.get(note, note),
    "message_failed": _not_sent,
    "not_told": lambda note: _NOTES.get(note, note),
    "quote_sent": lambda note: note.replace(".", ","),
}


def _instant(written: str, timezone: str) -> str:
    """An instant of the ledger: "24/11/2026 alle 15:30"."""
    at = datetime.fromisoformat(written)
    return f"{date_(at, timezone)} alle {hour(at, timezone)}"


def _when(written: str, timezone: str) -> str:
    """The instant that begins a program's report: "del 24/11/2026 alle 10:00"."""
    comma = "," if written.endswith(",") else ""
    try:
        at = datetime.fromisoformat(written.removesuffix(","))
    except ValueError:
        return f"at {written}"
    return f"del {_instant(at.isoformat(), timezone)}{comma}"
