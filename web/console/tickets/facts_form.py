"""The facts of a ticket, as a technician corrects them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import Length

from rules.callbacks.customer_number import Refusal, checked
from rules.phone_numbers import display, parse_number
from store.models import Ticket
from web.console import words
from web.console.forms import ItalianForm

# The field of the form to the ticket's column.
COLUMNS = {
    "oggetto": "subject",
    "urgenza": "urgency",
    "categoria": "category",
    "telefono": "callback_number",
    "nome": "caller_name",
    "ditta": "company",
    "prodotto": "product",
}
NO_NUMBER = "non è un numero che si possa chiamare: per esempio 045 800 1234"
OURS = "è il numero di una nostra linea: serve quello del cliente"


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _choices(named: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in named.items()]


@dataclass(frozen=True)
class Changes:
    """The columns to be written, and the labels of those that a colleague altered meanwhile."""

    columns: dict[str, Any]
    late: tuple[str, ...]


class FactsForm(ItalianForm):
    """Each field is a column; an empty one is not known."""

    oggetto = StringField("Oggetto", [Length(max=255)], filters=[_tidy])
    urgenza = SelectField("Urgenza", choices=_choices(words.URGENCIES))
    categoria = SelectField("Categoria", choices=_choices(words.CATEGORIES))
    telefono = StringField("Telefono da richiamare", [Length(max=40)], filters=[_tidy])
    nome = StringField("Nome", [Length(max=120)], filters=[_tidy])
    ditta = StringField("Ditta", [Length(max=120)], filters=[_tidy])
    prodotto = StringField("Prodotto", [Length(max=120)], filters=[_tidy])
    visto = HiddenField()  # the facts as the page showed them: a colleague may alter them meanwhile

    def __init__(self, ours: Collection[str], **given: Any) -> None:
        self.ours = ours  # our lines, at which no customer can be called
        super().__init__(**given)

    @classmethod
    def of(cls, row: Ticket) -> "FactsForm":
        """The form as the ticket stands."""
        values = {name: getattr(row, column) or "" for name, column in COLUMNS.items()}
        if row.callback_number:
            values["telefono"] = display(row.callback_number)
        values["visto"] = json.dumps({column: getattr(row, column) for column in COLUMNS.values()})
        return cls((), formdata=None, data=values)  # shown, not checked

    def validate_telefono(self, field: StringField) -> None:
        """A number, or nothing."""
        found = checked(field.data, self.ours) if field.data else None
        if isinstance(found, Refusal):
            raise ValidationError(OURS if found is Refusal.OURS else NO_NUMBER)

    def changes(self, row: Ticket) -> Changes:
        """What the technician has altered of what the page showed."""
        seen = self._seen(row)
        typed = {column: self[name].data or None for name, column in COLUMNS.items()}
        typed["callback_number"] = parse_number(self.telefono.data) if self.telefono.data else None
        wanted = {column: value for column, value in typed.items() if seen[column] != value}
        late = [
            name
            for name, column in COLUMNS.items()
            if column in wanted and getattr(row, column) not in {seen[column], wanted[column]}
        ]
        kept = {column: value for column, value in wanted.items() if getattr(row, column) != value}
        for name in late:
            kept.pop(COLUMNS[name], None)
        return Changes(kept, tuple(self[name].label.text for name in late))

    def _seen(self, row: Ticket) -> dict[str, Any]:
        """As the page showed them; as they are, where it does not say."""
        now = {column: getattr(row, column) for column in COLUMNS.values()}
        try:
            seen = json.loads(self.visto.data or "{}")
        except (ValueError, RecursionError):
            return now
        if not isinstance(seen, dict):
            return now
        return now | {column: seen[column] for column in now if column in seen}
