"""Refusals in Italian: the console's sentence for each error code of the rules."""

from datetime import datetime
from string import Formatter

from flask import flash, request

from rules.errors import BadInput
from rules.wall_clock import zone_of

UNSAID = "Quello che hai scritto non va bene, e non è stato registrato nulla: ricontrollalo."

# The code of a refusal of rules/ and store/ to what technicians read; see rules.errors.BadInput.
SENTENCES = {
    "name": "Nome per entrare: al massimo {longest} fra lettere di un solo alfabeto, cifre, punti e "
    "trattini, senza spazi; comincia con una lettera o una cifra.",
    "name_taken": "Nome per entrare: «{name}» c'è già.",
    "own_name": "Nome: al massimo {most} caratteri, prima una lettera o una cifra, senza a capo, senza "
    "< > \\ {{ }} e senza parti di un percorso come ../",
    "password_short": "Password: almeno {least} caratteri, e ne sono arrivati {found}.",
    "password_long": "Password: al massimo {most} caratteri.",
    "password_signs": "Password: contiene caratteri che non si vedono; riscrivila.",
    "password_easy": "Password: troppo facile; non deve ripetersi né contenere il nome per entrare.",
    "pin": "PIN: da {least} a {most} cifre.",
    "pin_easy": "PIN: troppo facile; niente cifre in fila né parti del numero di telefono.",
    "second_factor": "Il codice non è quello che l'app mostra adesso: controlla anche l'ora del telefono.",
    "phone_taken": "Il numero è già di {who}: ciascuno ne ha uno suo.",
    "last_supervisor": "È l'unica persona responsabile: prima nominane un'altra.",
    "disabled": "{who} è fuori: prima va riammesso.",
    "text": "Il testo: da 1 a {most} caratteri, e ne sono arrivati {found}.",
    "nobody_pays": "Prima dei minuti serve sapere chi paga: conferma prima il cliente, sotto «Cliente».",
    "free_why": "Se è gratis, scrivi perché.",
    "work_future": "Inizio: un giorno e un'ora già passati.",
    "work_old": "Inizio: un giorno degli ultimi cinque anni.",
    "colleague": "Scegli il collega a cui la passi.",
    "agreed_time": "L'ora concordata: da adesso a {days} giorni.",
    "merge_same": "Scegli un'altra richiesta: questa è la stessa.",
    "merge_over": "La {number} è già finita: si uniscono richieste aperte.",
    "merge_held": "È in mano a {who}: si unisce quando la lascia.",
    "merge_accounts": "La {number} ha minuti o prezzi suoi, che restano dove sono: unisci l'altra in "
    "questa.",
    "merged_not": "Non è unita a nessun'altra.",
    "back_at": "Quando torni sulla richiesta: da adesso a {days} giorni.",
    "shift_absence": "Un'assenza non si cede.",
    "shift_own": "Il turno è già di {who}: scegli un'altra persona.",
    "shift_over": "Il turno è finito il {end}: non si cede più.",
    "shift_long": "Un turno dura al massimo {days} giorni.",
    "shift_taken": "{who} ha già un turno di quel tipo, dal {start} al {end}.",
    "way_scheme": "L'indirizzo comincia con uno di questi: {allowed}.",
    "way_address": "L'indirizzo: al massimo mille caratteri, senza spazi.",
    "way_unclear": "L'indirizzo può indicare due macchine diverse: nella password scrivi %40 per @, "
    "%23 per #, %2F per /, %3F per ?.",
    "way_most": "Al massimo {most} indirizzi: togline uno.",
    "quiet_hours": "Le ore di silenzio: due orari come 20:00 e 08:00, o nessuno.",
    "webhook_url": "L'indirizzo: uno come https://crm.example.it/hooks, senza utente, password e #.",
    "webhook_https": "L'indirizzo: comincia con https://.",
    "webhook_private": "L'indirizzo: di una macchina su Internet, o di una rete permessa dalla "
    "configurazione (webhooks.networks).",
    "webhook_event": "Di che cosa: {known}; nient'altro.",
    "webhook_most": "Al massimo {most} programmi: togline uno.",
    "overlap_days": "Per quanti giorni vale ancora quello di prima: un numero da 0 a {most}.",
    "installation_name": "Nome: da 1 a {most} caratteri, come «cassa 1».",
    "fault_title": "Il titolo: da 1 a {most} caratteri, e ne sono arrivati {found}.",
    "fault_said": "Che cosa sente chi chiama: al massimo {most} caratteri, perché il segnale arrivi entro "
    "dodici secondi, e ne sono arrivati {found}.",
    "fault_said_en": "In inglese: al massimo {most} caratteri, perché il segnale arrivi entro dodici "
    "secondi, e ne sono arrivati {found}.",
    "own_account": "Non puoi escludere te stesso: deve farlo qualcun altro.",
    "person_disabled": "{who} non può più entrare: scegli un'altra persona.",
    "hours_half": "{day}: servono sia l'inizio sia la fine, o nessuno dei due.",
    "hours_order": "{day}: la fine viene dopo l'inizio, e «{span}» va al contrario.",
    "hours_overlap": "{day}: «{span}» comincia prima che finisca l'orario di prima.",
    "hours_time": "{day}: un'ora come 09:15.",
    "hours_length": "La regola: da 1 a {most} caratteri.",
    "hours_syntax": "La regola «{found}» non si capisce: scrivila come Mo-Fr 09:15-12:45,14:45-18:15.",
    "hours_solar": "La regola vuole ore d'orologio, e «{found}» cambia con il sole.",
    "hours_never": "«{part}» non varrebbe mai: {why}.",
    "hours_none": "Così non si lavorerebbe più in nessun giorno feriale: ci vuole qualche ora.",
    "closed_and_working": "Il {day} è fra le chiusure e fra i festivi lavorati: uno dei due.",
    "closure_reason": "Il motivo: da 1 a {most} caratteri in una riga, senza < > {{ }} &: chi chiama lo "
    "sente.",
    "day_unknown": "Il giorno: uno come 24/12/2026.",
    "days_most": "Al massimo {most} giorni in tutto.",
    "prompt_signs": "La frase contiene segni che non si vedono: riscrivila.",
    "prompt_long": "La frase: al massimo {most} caratteri, e ne sono arrivati {found}.",
    "prompt_placeholders": "La frase: parole, e fra graffe {wanted}; nient'altro fra graffe.",
    "overtaken": "Nel frattempo è stato cambiato da {who}: guarda com'è adesso, e riprova.",
}


# The code of a refusal to the field of the form beside which it is told.
FIELDS = {
    "name": "nome",
    "name_taken": "nome",
    "own_name": "nome_intero",
    "password_short": "nuova",
    "password_long": "nuova",
    "password_signs": "nuova",
    "password_easy": "nuova",
    "pin": "pin",
    "pin_easy": "pin",
    "second_factor": "codice",
    "phone_taken": "telefono",
    "last_supervisor": "ruolo",
    "text": "testo",
    "nobody_pays": "paga",
    "free_why": "perche",
    "work_future": "inizio",
    "work_old": "giorno",
    "colleague": "collega",
    "agreed_time": "quando",
    "back_at": "quando",
    "way_scheme": "indirizzo",
    "way_address": "indirizzo",
    "way_most": "indirizzo",
    "quiet_hours": "dalle",
    "overlap_days": "giorni",
    "installation_name": "nome",
    "fault_title": "titolo",
    "fault_said": "dice",
    "fault_said_en": "dice_en",
    "own_account": "nome",
    "person_disabled": "collega",
    **dict.fromkeys(("hours_length", "hours_syntax", "hours_solar", "hours_never"), "regola"),
    **dict.fromkeys(("prompt_signs", "prompt_long", "prompt_placeholders"), "frase"),
    "closure_reason": "perche",
    "day_unknown": "dal",
    **dict.fromkeys(("merge_same", "merge_over", "merge_held", "merge_accounts"), "numero"),
}


class Refused(BadInput):
    """A refusal of the console's own: its message is Italian already; beside which field it stands."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


OWN_WORDS = ("nota", "testo")


def tell_overtaken(told: str) -> None:
    """Tell that the page was out of date; raises Refused where words were written, which stay in sight."""
    if any(request.form.get(name, "").strip() for name in OWN_WORDS):
        raise Refused(told)
    flash(told)


def said(error: BadInput, timezone: str) -> str:
    """What to tell whoever reads the page; never the English of one that has no sentence here."""
    if isinstance(error, Refused):
        return str(error)
    sentence = SENTENCES.get(error.code)
    if sentence is None:
        return UNSAID
    return sentence.format_map({name: _shown(error.facts[name], timezone) for name in of(sentence)})


def field_of(error: BadInput) -> str | None:
    """The field beside which the refusal is told; None for the whole form."""
    return error.field if isinstance(error, Refused) else FIELDS.get(error.code or "")


def of(sentence: str) -> set[str]:
    """The facts that a sentence speaks of."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _shown(fact: object, timezone: str) -> object:
    if isinstance(fact, datetime):
        return f"{fact.astimezone(zone_of(timezone)):%d/%m/%Y %H:%M}"
    return fact
