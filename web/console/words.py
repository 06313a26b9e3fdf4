"""Words of the console: instants, spans, money and the ledger's words, in Italian."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from rules.billing.costs import euro, quantity
from rules.callbacks import callback, outbound_call
from rules.callbacks.outcomes import KINDS as OUTCOME_KINDS
from rules.callbacks.outcomes import OFFERED
from rules.callbacks.promise_state import Promised, call_due_at, late_since
from rules.customers.rows import LABELS
from rules.language.italian import WEEKDAYS
from rules.phone_numbers import display
from rules.promise.response_time import ResponseTimes
from rules.tickets import arrival
from rules.tickets.identity import Certainty
from rules.tickets.ticket import Channel, Kind, Origin, State
from rules.wall_clock import zone_of
from store.models import Recording
from store.models.states import RecordingState
from store.views.ticket_list import Entry

STATES = {
    State.OPEN: "Aperta",
    State.IN_PROGRESS: "In lavorazione",
    State.RESOLVED: "Risolta",
    State.CLOSED: "Chiusa",
    State.CANCELLED: "Annullata",
}
# What makes it so: a button says what it does.
MOVES = {
    State.OPEN: "Riapri",
    State.IN_PROGRESS: "Metti in lavorazione",
    State.RESOLVED: "Risolvi",
    State.CLOSED: "Chiudi",
    State.CANCELLED: "Annulla la richiesta",
}
LIVE = "aperte"  # those that somebody still has to do something about
LIVE_STATES = (State.OPEN, State.IN_PROGRESS)
UNDECIDED = "da-decidere"  # of these, those whom nobody rings any more unless somebody decides
MINE, NOBODYS = "mie", "senza-padrone"
NOT_ARRIVED = "messaggi"  # in any state: a message to the customer did not arrive
QUARANTINE = "quarantena"  # put aside as a nuisance, and brought back by a click
STATE_CHOICES = (
    (LIVE, "aperte e in lavorazione"),
    (UNDECIDED, "da decidere"),
    (MINE, "le mie"),
    (NOBODYS, "senza padrone"),
    (NOT_ARRIVED, "con messaggi non arrivati"),
    (QUARANTINE, "in quarantena"),
    *((state.value, word.lower()) for state, word in STATES.items()),
)
CALLBACK_STATES = {
    callback.State.WAITING: "da richiamare",
    callback.State.CLAIMED: "in mano a",
    callback.State.DONE: "richiamato",
    callback.State.GIVEN_UP: "non raggiunto, decide una persona",
    callback.State.CANCELLED: "non serve più",
}
OUTCOMES = {outcome: kind.label for outcome, kind in OUTCOME_KINDS.items()}
OUTCOME_VERBS = {one: OUTCOME_KINDS[one].does or OUTCOMES[one] for one in OFFERED}
OUTCOME_KEYS = {outcome: OUTCOME_KINDS[outcome].key for outcome in OFFERED}
# How a call goes on, to whoever is in it and to everybody else.
CALLING = {
    outbound_call.State.TO_PLACE: ("Sta per squillare il tuo telefono.", "sta chiamando"),
    outbound_call.State.PLACING: ("Sta per squillare il tuo telefono.", "sta chiamando"),
    outbound_call.State.UNSURE: (
        "Guardiamo se la chiamata è partita: un momento.",
        "sta chiamando",
    ),
    outbound_call.State.TECHNICIAN_RINGING: (
        "Squilla il tuo telefono: rispondi e premi 1.",
        "sta chiamando",
    ),
    outbound_call.State.CUSTOMER_RINGING: ("Squilla il telefono del cliente.", "sta chiamando"),
    outbound_call.State.TALKING: ("In linea con il cliente.", "è in linea con il cliente"),
}
# The same where the customer is rung first, as far as it differs.
CUSTOMER_FIRST = {
    outbound_call.State.TO_PLACE: "Sta per squillare il telefono del cliente.",
    outbound_call.State.PLACING: "Sta per squillare il telefono del cliente.",
    outbound_call.State.CUSTOMER_RINGING: "Squilla il telefono del cliente: resta al tuo.",
    outbound_call.State.TECHNICIAN_RINGING: "Il cliente aspetta: rispondi al tuo telefono e premi 1.",
}
URGENCIES = {
    "blocking": "Bloccante",
    "high": "Urgente",
    "normal": "Normale",
    "low": "Non urgente",
}
CATEGORIES = {
    "software": "Software",
    "hardware": "Hardware",
    "system": "Sistema",
    "commercial": "Commerciale",
    "other": "Da capire",
}
# Why a message cannot be heard; the fault itself is in the log of the service.
NO_AUDIO = {
    RecordingState.ANNOUNCED: "non è ancora arrivato da Twilio",
    RecordingState.FAILED: "Twilio non ce l'ha dato; si riprova ogni giorno, e il motivo è nella storia",
    RecordingState.DELETED: "è stato cancellato alla sua scadenza",
}
GONE = "Twilio non ce l'ha dato, e non ce l'ha più"


def no_audio(recording: Recording) -> str | None:
    """Why a message cannot be heard."""
    return GONE if recording.gone_at else NO_AUDIO.get(recording.state)


CHANNELS = {Channel.PHONE: "Telefono", Channel.WEB: "Modulo", Channel.PROGRAM: "Programma"}
ORIGINS = {origin: arrival.came(Channel.PHONE, origin) for origin in Origin}
came = arrival.came
CHANNEL_CHOICES = tuple((channel.value, word) for channel, word in CHANNELS.items())
KINDS = {
    Kind.MESSAGE: "Messaggio",
    Kind.MISSED: "Senza messaggio",
    Kind.WRITTEN: "Scritta",
}
COVERS = {
    "contract": "Contratto",
    "j_system": "J-System",
    "warranty": "Garanzia",
    "billable": "A pagamento",
    "quote": "Preventivo",
    "free": "Gratis",
    "unknown": "Da chiarire",
}
# Why a request's customer is not sure.
DOUBTS = {
    Certainty.NUMBER: "lo dice solo il numero da cui chiama: da confermare",
    Certainty.CLAIMED: "lo dice chi chiede, e niente lo conferma: da verificare",
    Certainty.SHARED: "il numero è di più clienti: da confermare",
}

FIELDS = {
    "subject": "Oggetto",
    "category": "Categoria",
    "urgency": "Urgenza",
    "callback_number": "Da richiamare al",
    "customer_code": "Codice cliente",
    "caller_name": "Nome",
    "company": "Ditta",
    "product": "Prodotto",
    "language": "Lingua",
    "wants": "Vuole",
    "activity": "Che cosa serve",
    "unusable": "Programma inutilizzabile",
    "leotron_software": "Programma di Leotron",
    "latest_version": "Ultima versione",
    "supported": "Apparecchiature supportate",
    "place": "Dove si lavora",
    "serial": "Matricola",
    "bought_from_us": "Acquistato da Leotron",
    "conformity_defect": "Vizio di conformità",
}
# Each column of a customer and of a piece of hardware, also those that stand beside another.
CUSTOMER_FIELDS = LABELS | {
    "contract_until": "Contratto fino al",
    "j_system_until": "J-System fino al",
    "software_version": "Versione",
    "hardware": "Hardware",
    "item": "Apparecchio",
    "serial": "Matricola",
    "bought_on": "Comprato il",
    "warranty_months": "Mesi di garanzia",
}
WANTS = {"callback": "essere richiamato", "information": "un'informazione", "cancel": "annullare"}
LINES = {"weekday": "Feriale", "weekend": "Week-end"}
LINE_KINDS = {"parts": "Ricambi", "labour": "Manodopera", "transport": "Spese di trasporto"}
QUOTES = {
    "draft": "Bozza",
    "sent": "Inviato, in attesa di risposta",
    "accepted": "Accettato",
    "declined": "Non accettato",
}
ROLES = {"technician": "Tecnico", "supervisor": "Responsabile"}
# What the caller said of the number that was read back.
NUMBER_CHECKS = {
    "confirmed": "confermato dal chiamante",
    "to_verify": "riletto, da verificare",
    "refused": "quello capito non era giusto: da verificare",
    "heard": "solo sentito nel messaggio: ascoltalo prima di chiamare",
}
FLOWS = {"weekday": "Giorno feriale", "weekend": "Week-end", "holiday": "Festività"}


def weekday(day: date) -> str:
    """The day's name, short: "lun"."""
    return WEEKDAYS[day.weekday()][:3]


def date_(at: datetime, timezone: str) -> str:
    """The day: "24/11/2026"."""
    return f"{at.astimezone(zone_of(timezone)):%d/%m/%Y}"


def hour(at: datetime, timezone: str) -> str:
    """The time: "09:15"."""
    return f"{at.astimezone(zone_of(timezone)):%H:%M}"


def moment(at: datetime, now: datetime, timezone: str) -> str:
    """An instant, as short as it stays clear: "10:20", "ieri 18:02", "lun 23/11 09:15"."""
    zone = zone_of(timezone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    named = {0: "", -1: "ieri ", 1: "domani "}
    if days in named:
        return f"{named[days]}{local:%H:%M}"
    weekday = WEEKDAYS[local.weekday()][:3]
    if local.year == today.year:
        return f"{weekday} {local:%d/%m} {local:%H:%M}"
    return f"{local:%d/%m/%Y} {local:%H:%M}"


def span(length: timedelta) -> str:
    """How long: "3 min", "1 h 20 min", "2 giorni"; below a minute "meno di 1 min"."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "meno di 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest:02d} min" if rest else f"{hours} h"
    days = hours // 24
    return "1 giorno" if days == 1 else f"{days} giorni"


def in_(length: timedelta) -> str:
    """How long to wait: "tra 30 secondi", "tra 2 minuti"."""
    seconds = max(1, round(length.total_seconds()))
    if seconds < 60:
        return "tra 1 secondo" if seconds == 1 else f"tra {seconds} secondi"
    minutes = -(-seconds // 60)
    return "tra 1 minuto" if minutes == 1 else f"tra {minutes} minuti"


def left(of: Promised, now: datetime) -> str:
    """What is left of a promise or until an agreed hour, or by how much it is late."""
    late, due = late_since(of, now), call_due_at(of)
    if late is not None:
        return f"in ritardo da {span(now - late)}"
    return f"mancano {span(due - now)}" if due is not None else ""


def response(of: Entry, agreed: ResponseTimes | None, now: datetime, timezone: str) -> str:
    """By when the customer is to be rung as was agreed: "risposta entro le 11:15, mancano 20 min"."""
    due = response_due(of, agreed)
    if due is None:
        return ""
    by = f"risposta entro {moment(due, now, timezone)}"
    if due <= now:
        return f"{by}, in ritardo da {span(now - due)}"
    near = agreed is not None and agreed.is_near(of.cover, due, now)
    return f"{by}, sta per scadere: mancano {span(due - now)}" if near else by


def response_due(of: Entry, agreed: ResponseTimes | None) -> datetime | None:
    """The time that was agreed, while nobody rang the customer."""
    if agreed is None:
        return None
    return agreed.due_unless_rung(of.cover, of.urgency, of.in_charge_at, of.first_rung_at)


def seconds(length: int | None) -> str:
    """The length of a recording: "0:42"."""
    return f"{(length or 0) // 60}:{(length or 0) % 60:02d}"


def money(amount: Decimal) -> str:
    """ "97,60 €"."""
    return euro(amount)


def number(value: Decimal) -> str:
    """A quantity or a share: "1,5"."""
    return quantity(value)


def phone(number: str | None) -> str:
    """ "045 511 7067"; whoever withheld the number has none."""
    return display(number) if number else "numero nascosto"


def fact(field: str, value: str, perhaps: str | None = None) -> str:
    """The value of a fact as one reads it; of one that may have been misheard what it may be."""
    if perhaps:
        return f"forse {fact(field, perhaps)}"
    if not value:
        return "non si capisce"
    known = {"category": CATEGORIES, "urgency": URGENCIES, "wants": WANTS}
    if field == "callback_number":
        return phone(value)
    return known.get(field, {}).get(value, value)
