"""The facts of a ticket, as a technician corrects them."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import Length

from desk.phone_numbers import display, parse_number
from store.models import Ticket
from web.console import words

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
NO_NUMBER = "non è un numero che si possa chiamare: per esempio 045 511 7067"


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _choices(named: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in named.items()]


class FactsForm(FlaskForm):  # type: ignore[misc]
    """Each field is a column; an empty one is not known."""

    oggetto = StringField("Oggetto", [Length(max=255)], filters=[_tidy])
    urgenza = SelectField("Urgenza", choices=_choices(words.URGENCIES))
    categoria = SelectField("Categoria", choices=_choices(words.CATEGORIES))
    telefono = StringField("Telefono da richiamare", [Length(max=40)], filters=[_tidy])
    nome = StringField("Nome", [Length(max=120)], filters=[_tidy])
    ditta = StringField("Ditta", [Length(max=120)], filters=[_tidy])
    prodotto = StringField("Prodotto", [Length(max=120)], filters=[_tidy])

    @classmethod
    def of(cls, row: Ticket) -> "FactsForm":
        """The form as the ticket stands."""
        values = {name: getattr(row, column) or "" for name, column in COLUMNS.items()}
        if row.callback_number:
            values["telefono"] = display(row.callback_number)
        return cls(formdata=None, data=values)

    def validate_telefono(self, field: StringField) -> None:
        """A number, or nothing."""
        if field.data and parse_number(field.data) is None:
            raise ValidationError(NO_NUMBER)

    def changes(self, row: Ticket) -> dict[str, Any]:
        """The columns that the technician has altered, with their new values."""
        typed = {column: self[name].data or None for name, column in COLUMNS.items()}
        typed["callback_number"] = parse_number(self.telefono.data) if self.telefono.data else None
        return {column: value for column, value in typed.items() if getattr(row, column) != value}
