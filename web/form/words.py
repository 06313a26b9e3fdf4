"""Words of the customers' pages: instants, states and prices in Italian."""

from datetime import datetime

from rules.billing.costs import Rates, euro, hourly_price
from rules.callbacks.callback import State as CallbackState
from rules.callbacks.promise_state import (
    OPEN,
    Promised,
    PromiseState,
    agreed_hour,
    late_since,
    promise_state,
)
from rules.customer_messages import Untold
from rules.entitlement.account_manager import AccountManager
from rules.language.italian import WEEKDAYS
from rules.language.kept import kept_for
from rules.language.spoken import written_promise
from rules.tickets.known_fault import JoinedBy
from rules.tickets.ticket import State, number_of
from rules.wall_clock import zone_of
from store.models import Callback, Ticket

MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)

_FOLLOW = (
    "Segua la richiesta da questa pagina: la Sua richiesta è registrata e La chiamiamo lo stesso."
)
UNTOLD = {
    Untold.ABROAD: f"A questo numero non mandiamo SMS, perché è di un altro paese. {_FOLLOW}",
    Untold.OFTEN: f"Oggi non Le mandiamo altri messaggi: ne ha già ricevuti molti. {_FOLLOW}",
    Untold.CROWDED: f"In questo momento non riusciamo a mandarLe messaggi. {_FOLLOW}",
}
FILES_LOST = (
    "I file che ha inviato non sono stati registrati, perché oggi ne sono arrivati troppi. La richiesta "
    "c'è: può aggiungerli domani."
)
STATES = {
    State.OPEN: "In attesa",
    State.IN_PROGRESS: "In lavorazione",
    State.RESOLVED: "Risolta",
    State.CLOSED: "Chiusa",
    State.CANCELLED: "Annullata",
}


_NOT_FOUND = (
    "L'abbiamo chiamata più volte senza trovarLa: controlli il numero qui sotto, o ci chiami."
)
_SENTENCES = {
    State.OPEN: "La Sua richiesta è in coda: un tecnico La chiamerà.",
    State.IN_PROGRESS: "Un tecnico se ne sta occupando.",
    State.RESOLVED: "Il problema risulta risolto. Se non è così, ci chiami o scriva di nuovo.",
    State.CLOSED: "La richiesta è chiusa. Per un altro problema ne scriva una nuova.",
    State.CANCELLED: "La richiesta è annullata: non La chiameremo.",
}


def day(at: datetime, timezone: str) -> str:
    """A date with its weekday: "mercoledì 25 novembre"."""
    local = at.astimezone(zone_of(timezone))
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def hour(at: datetime, timezone: str) -> str:
    """The time on the wall: "9:15"."""
    local = at.astimezone(zone_of(timezone))
    return f"{local.hour}:{local:%M}"


def since(at: datetime, now: datetime, timezone: str) -> str:
    """The earliest time: "oggi dalle 14:45", "mercoledì 25 novembre dalle 9:15"."""
    return f"{_seen_from(now, at, timezone)} {from_hour(hour(at, timezone))}"


def _at_hour(at: datetime, now: datetime, timezone: str) -> str:
    """A time that was agreed on: "oggi alle 15:30"."""
    return f"{_seen_from(now, at, timezone)} {_at(hour(at, timezone))}"


def _seen_from(now: datetime, at: datetime, timezone: str) -> str:
    """The day: "oggi", "domani, mercoledì 25 novembre,", "giovedì 26 novembre"."""
    zone = zone_of(timezone)
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    named = {0: "oggi", 1: f"domani, {day(at, timezone)},"}
    return named.get(days, day(at, timezone))


def from_hour(time: str) -> str:
    """dalle, or dall' before one o'clock."""
    return f"dall'{time}" if time.startswith("1:") else f"dalle {time}"


def taken_in_charge(at: datetime, now: datetime, timezone: str) -> str:
    """When a request is taken in charge."""
    return "subito: i nostri tecnici sono al lavoro" if at <= now else since(at, now, timezone)


def in_charge(ticket: Ticket, now: datetime, timezone: str) -> str:
    """When this request is, or was, taken in charge."""
    at = ticket.in_charge_at
    if at <= ticket.created_at:
        return "subito"
    return since(at, now, timezone) if at > now else on(at, timezone)


def on(at: datetime, timezone: str) -> str:
    """An instant that is past: "martedì 24 novembre alle 14:45"."""
    time = hour(at, timezone)
    return f"{day(at, timezone)} {_at(time)}"


def price(rates: Rates) -> str:
    """ "Eventuali interventi che esulano dal contratto o dal modulo J-System vengono addebitati…"."""
    hourly = hourly_price(rates)
    least = hourly.minimum_minutes
    tail = f", con addebito minimo di {_span(least)} di lavoro" if least else ""
    return (
        "Eventuali interventi che esulano dal contratto o dal modulo J-System vengono addebitati "
        f"al costo orario di {euro(hourly.net)} (+ IVA, ovvero {euro(hourly.total)}){tail}."
    )


def retention(keep_days: int, keep_texts_days: int, language: str) -> str:
    """For how long what customers leave with us is kept."""
    sound, texts = kept_for(keep_days, language), kept_for(keep_texts_days, language)
    if language == "en":
        return (
            f"Recordings and files are kept for {sound}. Names, numbers and words of a request are kept "
            f"for {texts} after its end. Then they are deleted; the request's number, times, minutes of "
            "work and prices stay."
        )
    return (
        f"Conserviamo le registrazioni e gli allegati per {sound}, i nomi, i numeri e i testi di una "
        f"richiesta per {texts} da quando è finita. Poi li cancelliamo: restano solo il numero della "
        "richiesta, le date, i minuti di lavoro e i prezzi."
    )


def state_sentence(ticket: Ticket, callback: Callback | None, promised: Promised) -> str:
    """Where the request stands, in one plain sentence."""
    if ticket.merged_into is not None:
        return f"Fa parte della richiesta {number_of(ticket.merged_into)}: ce ne occupiamo insieme."
    if ticket.state is State.OPEN and callback is not None:
        if callback.state is CallbackState.GIVEN_UP:
            return _NOT_FOUND
        if agreed_hour(promised) is not None:
            return "La Sua richiesta è in coda: un tecnico La chiamerà all'ora concordata."
        if ticket.fault_by == JoinedBy.KEY and callback.state is CallbackState.CANCELLED:
            return "È un guasto che conosciamo, e ci lavoriamo: La avvisiamo appena è risolto."
        if callback.attempts:
            return "L'abbiamo chiamata ma non L'abbiamo trovata: riproveremo."
    return _SENTENCES[ticket.state]


def answered_by(manager: AccountManager) -> str:
    """Who answers a commercial request."""
    return f"Alla Sua richiesta risponde {manager.words}."


def when_we_call(
    ticket: Ticket, callback: Callback | None, told: Promised, now: datetime, timezone: str
) -> str | None:
    """When the customer is called; None when nobody is going to call."""
    if ticket.state is not State.OPEN or callback is None:
        return None
    if callback.state is not CallbackState.WAITING:
        return None
    due = max(callback.next_at, ticket.in_charge_at)
    state, agreed, was_rung = promise_state(told, now), agreed_hour(told), told.first_rung_at
    if late_since(told, now) is not None and due <= now:
        return f"appena possibile: {_owed(told, state, now, timezone)}"
    if state is PromiseState.REPLACED and was_rung and agreed is not None and agreed >= now:
        return f"{_at_hour(agreed, now, timezone)}, come concordato"
    if state in OPEN and told.promised_at is not None and told.promised_at >= due:
        return _by(told.promised_at, not_before(ticket, callback, now), now, timezone)
    return "appena possibile" if due <= now else since(due, now, timezone)


def _by(promised: datetime, chosen: datetime | None, now: datetime, timezone: str) -> str:
    """The promise: "entro le 10:40 di oggi"; from the time that was chosen, where one was."""
    if chosen is None:
        return written_promise(promised, now, "it", timezone)
    until = written_promise(promised, now, "it", timezone)
    if day(chosen, timezone) == day(promised, timezone):
        until = f"entro le {hour(promised, timezone)}"
    return f"{since(chosen, now, timezone)} ed {until}"


def _owed(told: Promised, state: PromiseState | None, now: datetime, timezone: str) -> str:
    """What we did not do in time: "dovevamo chiamarLa entro le 10:40 di oggi"."""
    if state is PromiseState.BROKEN and told.promised_at is not None:
        return f"dovevamo chiamarLa {written_promise(told.promised_at, now, 'it', timezone)}"
    agreed = agreed_hour(told) or now
    return f"dovevamo chiamarLa {_at_hour(agreed, now, timezone)}, come concordato"


def not_before(ticket: Ticket, callback: Callback, now: datetime) -> datetime | None:
    """The time from which the customer wants to be called, or is tried again; None once it is past.

    While the desk is closed nobody chose the opening.
    """
    later = callback.next_at > max(ticket.in_charge_at, now)
    return callback.next_at if later else None


def _at(time: str) -> str:
    return f"all'{time}" if time.startswith("1:") else f"alle {time}"


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{minutes} minuti"
    return "1 ora" if hours == 1 else f"{hours} ore"
