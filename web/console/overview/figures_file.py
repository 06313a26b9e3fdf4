"""The figures of "Quadro" as a file for Excel: one line for each, with what it counts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rules.files.spreadsheet import Cell, bytes_of
from web.console.words import phone

HEAD = (
    *("Che cosa", "Di chi o quando", "Richieste o chiamate", "Promesse", "Mantenute"),
    *("Attesa mediana, minuti di lavoro", "Conversazione mediana, minuti"),
)
DAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def data(shown: dict[str, Any]) -> bytes:
    """The file."""
    return bytes_of(_rows(shown))


def _rows(shown: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield HEAD
    for title, groups in shown["groups"].items():
        for one in groups:
            counts = one.requests, one.promised, one.kept
            yield title, one.name, *counts, _minutes(one.waited), _minutes(one.talked)
    for week in shown["weeks"]:
        yield "Promesse della settimana", f"{week.monday:%d/%m/%Y}", None, week.promised, week.kept
    load = shown["load"]
    for day, row in zip(DAYS, load.rows, strict=True):
        for hour, count in zip(load.hours, row, strict=True):
            if count:
                yield "Chiamate per ora", f"{day} {hour}", count
    for one in shown["repeated"]:
        whose = f"{phone(one.number)}, {one.customer}" if one.customer else phone(one.number)
        yield "Chi chiama più volte", whose, one.calls
    for used in shown["used"]:
        yield "Minuti di J-System", used.customer, used.minutes


def _minutes(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.1f}")
