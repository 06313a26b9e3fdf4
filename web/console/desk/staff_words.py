"""The audit log in words: what was done about staff, shifts, customers and settings, in Italian."""

import re
from datetime import date, datetime

from rules.wall_clock import zone_of
from store.models import StaffLog
from web.console.words import CATEGORIES, CUSTOMER_FIELDS, ROLES

STAFF_EVENTS = {
    "added": "ha aggiunto {who} ({note})",
    "password": "ha cambiato la password di {who}",
    "disabled": "ha escluso {who}",
    "enabled": "ha riammesso {who}",
    "telephone": "ha cambiato il telefono di {who}",
    "identity": "ha cambiato con quale indirizzo entra {who}",
    "token": "ha fatto un token per {who}",
    "pin": "ha cambiato il PIN di {who}",
    "pin_removed": "ha tolto il PIN a {who}",
    "role": "ha cambiato il ruolo di {who} ({note})",
    "tokens_revoked": "ha revocato i token di {who}",
    "signed_out": "ha fatto uscire {who} da ogni browser",
    "second_factor": "ha acceso il secondo fattore di {who}",
    "second_factor_off": "ha spento il secondo fattore di {who}",
    "second_factor_reset": "ha tolto il secondo fattore a {who}",
    "recovery_codes": "ha fatto nuovi codici di riserva di {who}",
    "recovery_code": "è entrato con un codice di riserva di {who}",
    "feed": "ha fatto un nuovo indirizzo per il calendario di {who}",
    "skills": "ha cambiato le competenze di {who}: {note}",
    "shift_added": "ha aggiunto un turno di {who}: {note}",
    "shift_removed": "ha tolto un turno di {who}: {note}",
    "fault_known": "ha reso noto il guasto comune {note}",
    "fault_reworded": "ha cambiato le parole del guasto comune {note}",
    "fault_refused": "ha detto che non è un guasto comune {note}",
    "fault_over": "ha risolto il guasto comune {note}",
    "fault_not_over": "ha annullato la fine del guasto comune {note}",
    "shift_given": "ha ceduto un turno a {who}: {note}",
    "rota_weeks": "ha compilato i turni {note}",
    "rota_weeks_undone": "ha annullato quello che era stato compilato nei turni {note}",
    "calendar": "ha letto il calendario {note}",
    "calendar_undone": "ha annullato la lettura del calendario {note}",
    "customer_added": "ha aggiunto il cliente {who}",
    "customer_changed": "ha cambiato il cliente {who}: {note}",
    "customers_file": "ha importato clienti da {note} righe",
    "customers_undone": "ha annullato l'importazione dei clienti da {note}",
    "hardware_undone": "ha annullato l'importazione degli apparecchi da {note}",
    "customers_export": "ha scaricato l'anagrafica ({note})",
    "hardware_file": "ha importato apparecchi da {note} righe",
    "installation_added": "ha fatto un token per l'installazione {who}",
    "installation_rotated": "ha cambiato il token dell'installazione {who}; quello di prima vale ancora "
    "per giorni: {note}",
    "installation_overlap": "ha tolto il token di prima dell'installazione {who}",
    "installation_disabled": "ha escluso l'installazione {who}",
    "webhook_added": "ha collegato il programma {who}",
    "webhook_changed": "ha cambiato il programma {who}",
    "webhook_secret": "ha fatto un segreto nuovo per il programma {who}",
    "webhook_removed": "ha tolto il programma {who}",
    "data_exported": "ha fatto una copia dei dati di qualcuno (richieste: {note})",
    "hours_altered": "ha cambiato gli orari: {note}",
    "hours_undone": "ha annullato una modifica degli orari: {note}",
    "sentence_altered": "ha cambiato una frase del telefono: {note}",
    "sentence_undone": "ha annullato una modifica di una frase: {note}",
    "data_erased": "ha cancellato i dati di qualcuno (richieste: {note})",
}
_READ = re.compile(r"^(.*): ([0-9]+) \+ ([0-9]+) - ([0-9]+)$", re.DOTALL)  # as `rota import` notes
_FILLED = re.compile(r"(\d{4}-\d\d-\d\d) (\d+) (\d+) (\d+) (\d+)", re.ASCII)
SHIFTS = {"on_call": "reperibile", "duty": "in turno", "absence": "assente"}


def staff_event(row: StaffLog, timezone: str) -> str:
    """What was done about somebody, or about a shift."""
    note = row.note or ""
    if row.event.startswith("shift_"):
        kind, start, end, *givers = note.split(" ", 3)
        first, last = (
            datetime.fromisoformat(at).astimezone(zone_of(timezone)) for at in (start, end)
        )
        note = f"{SHIFTS[kind]} dal {first:%d/%m/%Y %H:%M} al {last:%d/%m/%Y %H:%M}"
        note += f", prima di {givers[0]}" if givers else ""
    elif row.event.startswith("rota_weeks"):
        note = _weeks(note)
    elif row.event in ("calendar", "calendar_undone"):
        note = _READ.sub(r"«\1»: turni aggiunti \2, cambiati \3, tolti \4", note)
    elif row.event == "customer_changed":
        note = ", ".join(CUSTOMER_FIELDS.get(one, one) for one in note.split(", ")).lower()
    elif row.event == "skills":
        note = ", ".join(CATEGORIES.get(one, one) for one in note.split(", ")) or "qualsiasi cosa"
    elif row.event in ("added", "role"):
        note = ROLES.get(note, note).lower()
    return STAFF_EVENTS.get(row.event, row.event).format(who=row.who, note=note)


def _weeks(note: str) -> str:
    """What `rota_weeks` notes: the Monday, how many weeks, shifts added, cut, taken away."""
    found = _FILLED.fullmatch(note)
    if found is None:
        return note
    monday, weeks, added, cut, removed = found.groups()
    span = f"dal {date.fromisoformat(monday):%d/%m/%Y}, settimane: {weeks}"
    return f"{span} (aggiunti {added}, accorciati {cut}, tolti {removed})"
