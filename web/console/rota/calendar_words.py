"""What a calendar's reading does to the rota, and what is wrong with its events, in words."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.rota import Kind
from store.staff.calendars import Refused as NotTaken
from web.console.rota.shift_form import KINDS

UNSAID = "c'è qualcosa che non si può leggere"
# What is wrong with an event or a file: what the reader writes in English, and Italian for it.
_ERRORS = (
    (r"expected each event once, found it twice", "c'è due volte"),
    (r".*expected at most (\d+) shifts until .*", r"più di \1 turni: scegli meno giorni"),
    (
        r".*expected (?:a calendar \(iCalendar\)|one calendar), found .*",
        "non è un calendario: serve un file .ics, come lo esportano Outlook, Google Calendar o il telefono",
    ),
    (
        r"expected a UID, .*",
        "non ha un UID, da cui riconoscerlo la prossima volta: esporta di nuovo il calendario",
    ),
    (
        r"expected repetitions that can be counted up, gave up .*",
        "si ripete in un modo che non finisce mai di contarsi: scrivi la ripetizione in modo più semplice",
    ),
    (r"expected a start and an end, .*", "serve un inizio e una fine"),
    (r"expected an end after .*", "la fine deve venire dopo l'inizio"),
    (r"expected a shift from (\d+) on, .*", r"comincia prima del \1"),
    (r"expected (?:a repetition|an INTERVAL|events with dates).*", "la ripetizione non si capisce"),
    (
        r'expected a time zone that is defined .*found "(.*?)".*',
        r"del fuso orario «\1» il file non dice abbastanza per quel giorno",
    ),
    (r'expected a time zone .*found "(.*)"', r"il fuso orario «\1» non si conosce"),
    (r"expected .*time zone.*", "il fuso orario non si capisce"),
    (
        r'expected (?:a title such as|one of .* after the name).*found "(.*)"',
        r"il titolo «\1» non dice di chi è e che cos'è: scrivilo come «anna: reperibilità»",
    ),
    (r'expected whose shift it is, found the title "(.*)"', r"il titolo «\1» non dice di chi è"),
    (r'there is no user "(.*)"', r"«\1» non è il nome di nessuno che lavora qui"),
    (
        r"expected somebody who works here, found (.*), who is disabled",
        r"«\1» non può più entrare",
    ),
    (r"expected at most (\d+) days, .*", r"un turno dura al massimo \1 giorni"),
    (
        r"(.*) has two shifts of one kind at a time: .*",
        r"\1 ha già un turno di quel tipo in quelle ore",
    ),
)


def wrong(error: str) -> str:
    """The reader's refusal in Italian."""
    for pattern, italian in _ERRORS:
        found = re.fullmatch(pattern, error, re.DOTALL)
        if found:
            return found.expand(italian)
    return UNSAID


def event(one: NotTaken, zone: ZoneInfo) -> str:
    """Which event: "28/11/2026 09:15 (uid-1@example.it)"."""
    try:
        at = datetime.fromisoformat(one.start)
    except ValueError:
        return one.uid or "senza nome"
    told = f"{at.astimezone(zone):%d/%m/%Y %H:%M}" if at.tzinfo else f"{at:%d/%m/%Y}"
    return f"{told} ({one.uid[:80]})" if one.uid else told


def shift(fact: Mapping[str, Any], names: Mapping[int, str], zone: ZoneInfo) -> str:
    """A shift as a change keeps it: "anna, reperibile, dal 28/11/2026 09:15 al 28/11/2026 12:45"."""
    first, last = (datetime.fromisoformat(fact[name]).astimezone(zone) for name in ("start", "end"))
    place = f" {fact['place']}º" if fact["place"] > 1 else ""
    kind = KINDS[Kind(fact["kind"])].lower()
    span = f"dal {first:%d/%m/%Y %H:%M} al {last:%d/%m/%Y %H:%M}"
    return f"{names.get(fact['user'], '?')}, {kind}{place}, {span}"
