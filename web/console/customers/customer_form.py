"""The form of a customer: the columns of the files, each under the rule that the files have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request

from rules.customers.cell_rules import LONGEST_WARRANTY, MOST_PHONES, SHORTEST_WARRANTY, Wrong
from rules.customers.rows import (
    CUSTOMER,
    CUSTOMER_COLUMNS,
    LONGEST_CODE,
    CustomerRow,
    HardwareRow,
    Shape,
    cell_of,
    hardware,
    same_serial,
)
from rules.customers.table import read_fields
from rules.phone_numbers import display
from web.console.words import CUSTOMER_FIELDS

PIECE = ("item", "serial", "bought_on", "warranty_months")
EMPTY_PIECES = 2
MOST_TYPED = 500  # pieces that are read of one form

# What may stand in a field, by its shape, in the words of whoever types it.
_EXPECTED: Mapping[Shape, str] = {
    Shape.EMAIL: "un indirizzo come info@esempio.it",
    Shape.PHONES: f"numeri come 045 800 1234, uno per riga, al massimo {MOST_PHONES}",
    Shape.FLAG: "sì o no",
    Shape.DAY: "un giorno che esiste, come 31/12/2027, o niente",
}
_EXPECTED_BY_NAME = {
    "code": f"lettere (da A a Z) e cifre, al massimo {LONGEST_CODE}",
    "item": "che cosa è, al massimo 200 caratteri",
    "serial": "lettere o cifre, al massimo 60, ognuna una volta sola",
    "bought_on": "il giorno in cui è stato comprato, non dopo oggi",
    "warranty_months": f"mesi interi, da {SHORTEST_WARRANTY} a {LONGEST_WARRANTY}",
}


@dataclass
class CustomerForm:
    """What was typed, or what is kept; and what is wrong with it, by its field."""

    cells: dict[str, str]
    pieces: list[dict[str, str]]
    seen: str  # the customer as the page showed it: a colleague may alter it meanwhile
    errors: dict[str, str] = field(default_factory=dict)
    row: CustomerRow | None = None
    hardware: list[HardwareRow] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The pieces, and a few lines for more."""
        return [*self.pieces, *(dict.fromkeys(PIECE, "") for _ in range(EMPTY_PIECES))]

    def overtaken(self, now: "CustomerForm", told: str) -> None:
        """Keep what was typed and say what else a colleague wrote; sent once more, it counts."""
        self.seen = now.seen
        other = [name for name in CUSTOMER if now.cells[name] != self._as_kept(name)]
        kept = [f"{CUSTOMER_FIELDS[name]}: «{now.cells[name]}»." for name in other]
        if now.pieces != self.pieces:
            kept.append("Anche gli apparecchi sono diversi.")
        self.errors["seen"] = " ".join([told, *(["Adesso c'è"] if kept else []), *kept])

    def _as_kept(self, name: str) -> str:
        return "\n".join(self.cells[name].splitlines()).strip()

    def wrong(self, name: str) -> str | None:
        return self.errors.get(name)


def shown(row: CustomerRow, pieces: Sequence[HardwareRow]) -> CustomerForm:
    """The form as a customer stands."""
    cells = {name: cell_of(getattr(row, name)) for name in CUSTOMER}
    cells["phones"] = "\n".join(display(number) for number in row.phones)
    lines = [{name: cell_of(getattr(piece, name)) for name in PIECE} for piece in pieces]
    return CustomerForm(cells, lines, seen(row, pieces))


def empty(**known: str | None) -> CustomerForm:
    """A form for a new customer, with what is known already."""
    return CustomerForm({name: known.get(name) or "" for name in CUSTOMER}, [], "")


def seen(row: CustomerRow, pieces: Sequence[HardwareRow]) -> str:
    """Tells one state of a customer from another."""
    facts = [cell_of(getattr(row, name)) for name in CUSTOMER]
    kept = sorted([cell_of(getattr(piece, name)) for name in PIECE] for piece in pieces)
    return json.dumps([facts, kept])


def sent(today: date, code: str | None = None) -> CustomerForm:
    """The form as it was sent; `code` is of a customer who has one already."""
    typed = request.form
    cells = {name: typed.get(name, "") for name in CUSTOMER}
    if code is not None:
        cells["code"] = code
    columns = [typed.getlist(name)[:MOST_TYPED] for name in PIECE]
    lines = [dict(zip(PIECE, line, strict=True)) for line in zip(*columns, strict=False)]
    pieces = [line for line in lines if any(value.strip() for value in line.values())]
    form = CustomerForm(cells, pieces, typed.get("visto", ""))
    _read(form, today)
    return form


def _read(form: CustomerForm, today: date) -> None:
    numbers = "|".join(form.cells["phones"].splitlines())
    values = read_fields({**form.cells, "phones": numbers}, CUSTOMER)
    _blame(form, values, "")
    for at, line in enumerate(form.pieces):
        told = {**line, "customer_code": form.cells["code"]}
        piece = read_fields(told, hardware(today))
        if isinstance(piece["customer_code"], Wrong):
            piece["customer_code"] = ""  # told already, of the customer
        if _blame(form, piece, f"{at}."):
            form.hardware.append(HardwareRow(**piece))
    if not form.errors and (twice := same_serial(form.hardware)):
        form.errors[f"{twice[1]}.serial"] = "Matricola: c'è già in un'altra riga."
    if not form.errors:
        form.row = CustomerRow(**values)


def _blame(form: CustomerForm, values: Mapping[str, Any], before: str) -> bool:
    wrong = [name for name, value in values.items() if isinstance(value, Wrong)]
    for name in wrong:
        form.errors[before + name] = f"{CUSTOMER_FIELDS[name]}: {expected(name)}."
    return not wrong


def expected(name: str) -> str:
    """What may stand in the column."""
    if name in _EXPECTED_BY_NAME:
        return _EXPECTED_BY_NAME[name]
    column = CUSTOMER_COLUMNS[name]
    needed = "serve; " if name == "name" else ""
    text = f"{needed}al massimo {column.longest} caratteri"
    one_line = f"{text}, su una riga" if column.shape is Shape.LINE else text
    return _EXPECTED.get(column.shape, one_line)
