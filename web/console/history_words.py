"""What happened to a request, in Italian: read after the name of who did it."""

from desk.outcomes import Outcome
from desk.tickets import State
from store.models import TicketHistory
from web.console.words import FIELDS, OUTCOMES, STATES

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
    "not_called": "non è riuscito a chiamare",
    "needs_person": "chiede che qualcuno decida",
    "handed_on": "ha passato la richiesta a",
    "undone": "ha annullato l'esito",
    "note_withdrawn": "aveva scritto, e ha ritirato",
    "taken_back": "aveva detto, e ha ritirato, che il cliente non risponde",
    "no_speech": "non ha trovato parole nel messaggio",
    "note": "ha scritto",
    "program_report": "ha ricevuto un rapporto del programma",
    "promise_at_risk": "ha avvertito: la promessa sta per scadere",
    "rang_back": "il cliente ha richiamato",
    "alerted": "ha avvisato chi è reperibile",
    "nobody_on_call": "non ha più nessun reperibile da avvisare",
    "quote_drafted": "ha preparato un preventivo",
    "quote_discarded": "ha tolto un preventivo ancora vuoto",
    "quote_sent": "ha inviato un preventivo",
    "message_failed": "non è riuscito ad avvisare il cliente",
    "worked": "ha registrato minuti di lavoro",
    "no_work": "ha tolto minuti di lavoro",
    "added_to": "il cliente ha aggiunto un messaggio",
    "asked_again": "il cliente ha chiamato di nuovo",
    "number_changed": "ha cambiato il numero",
    "time_chosen": "ha scelto quando essere richiamato",
    "price_agreed": "ha accettato il prezzo",
    "price_declined": "ha rifiutato il prezzo",
    "text_corrected": "ha corretto il testo del messaggio",
    "erased": "ha cancellato i propri dati",
}
_SID_NOTES = {"added_to", "asked_again"}  # the note is a call's SID: the call itself is shown
_FIELDS = FIELDS | {"by_hand": "a mano", "cover": "chi paga"}


def actor(name: str) -> str:
    """Who did it; what an installation reported is the program's."""
    kind, _, rest = name.partition(" ")
    return f"il programma {rest}" if kind == "program" and rest else name


def event(row: TicketHistory) -> str:
    """What was done."""
    said = EVENTS.get(row.event, row.event)
    if row.event == "moved" and row.to_state:
        said = f"ha cambiato lo stato: {STATES[State(row.to_state)].lower()}"
    if not row.note or row.event in _SID_NOTES:
        return said
    if row.event == "handed_on":
        return f"{said} {row.note}"
    return f"{said}: {_note(row.event, row.note)}"


def _note(event: str, note: str) -> str:
    """The words of a person as they are; those of the ledger as people say them."""
    match event:
        case "corrected":
            return ", ".join(_FIELDS.get(column, column).lower() for column in note.split(", "))
        case "undone" if note in set(Outcome):
            return OUTCOMES[Outcome(note)].lower()
    return note
