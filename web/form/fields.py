"""The fields of the form: each with its rule, told in Italian beside the field that breaks it."""

from collections.abc import Collection
from itertools import starmap
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from rules.callbacks.customer_number import Refusal, checked
from rules.customers import cell_rules
from rules.customers.cell_rules import Wrong
from rules.email_addresses import is_accented
from rules.phone_numbers import LONGEST

CATEGORIES = {
    "software": "Software Leotron (programmi, stampanti nel programma)",
    "hardware": "Hardware (computer, registratori, stampanti guaste)",
    "system": "Sistema (Windows, rete, driver, virus, archivi)",
    "commercial": "Commerciale (contratti, fatture, prezzi)",
    "other": "Altro, o non so",
}
LONGEST_MESSAGE = 8000
NOT_TO_RING = {
    Refusal.NO_NUMBER: "scriva un numero di telefono completo, con il prefisso: per esempio "
    "045 8001234 oppure 347 1234567",
    Refusal.TWO_LINES: "scriva un numero solo e per intero, senza la seconda linea o l'interno: per esempio "
    "045 8001234",
    Refusal.NO_LINE: "serve il numero di un telefono fisso o di un cellulare",
    Refusal.OURS: "questo è il nostro numero: scriva il Suo, al quale La chiamiamo",
}
_NEEDED = "questo campo è obbligatorio"


class Needed:
    """Refuses an empty field."""

    def __init__(self, words: str = _NEEDED) -> None:
        self.words = words

    def __call__(self, _form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.words)


class AtMost:
    """Refuses a text that is too long, counted as it will be kept."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Any, field: Any) -> None:
        if len(field.data) > self.longest:
            found = len(field.data)
            raise StopValidation(
                f"al massimo {self.longest} caratteri (ne ha scritti {found}: accorci il testo)"
            )


def one_line(_form: Any, field: Any) -> None:
    """Refuses line breaks, control characters and marks that turn the reading direction."""
    if isinstance(cell_rules.words(len(field.data))(field.data), Wrong):
        raise StopValidation("una sola riga di testo, senza caratteri di controllo")


def some_lines(_form: Any, field: Any) -> None:
    """Refuses control characters."""
    if isinstance(cell_rules.lines(len(field.data))(field.data), Wrong):
        raise StopValidation("solo testo, senza caratteri di controllo")


def telephone(form: "WithNumber", field: Any) -> None:
    """Refuses what cannot be rung, and what would ring ourselves."""
    found = checked(field.data, form.ours)
    if isinstance(found, Refusal):
        raise StopValidation(NOT_TO_RING[found])


def address(_form: Any, field: Any) -> None:
    """Refuses what is no e-mail address."""
    found = cell_rules.email(field.data)
    if isinstance(found, Wrong):
        more = ", senza accenti prima della @" if is_accented(field.data) else ""
        such = f"scriva un indirizzo e-mail come nome@esempio.it{more}, o lasci vuoto"
        raise StopValidation(such)
    field.data = found or ""


def customer_code(_form: Any, field: Any) -> None:
    """Refuses what is no customer's code; whether one has it is not told to anybody."""
    if field.data and isinstance(cell_rules.code(40)(field.data), Wrong):
        raise StopValidation("solo lettere e cifre, per esempio L1042, o lasci vuoto")


def _tidy(data: str | None) -> str:
    return cell_rules.tidy(data or "")


def _line(label: str, longest: int, *rules: Any, hint: str = "", **attributes: str) -> StringField:
    keys = {"maxlength": str(longest), **attributes}
    every = [*(rule for rule in rules if isinstance(rule, Needed)), AtMost(longest), one_line]
    every += [rule for rule in rules if not isinstance(rule, Needed)]
    return StringField(label, every, filters=[_tidy], description=hint, render_kw=keys, default="")


class WithNumber(FlaskForm):  # type: ignore[misc]
    """A form that asks for a number to call; `ours` are our own lines (E.164)."""

    def __init__(self, ours: Collection[str]) -> None:
        self.ours = ours
        super().__init__()


class RequestForm(WithNumber):
    """A request for assistance.

    No field says autocomplete="off": browsers would empty it for whoever goes back to the form.
    """

    azienda = _line("Azienda", 120, Needed(), autocomplete="organization")
    nome = _line("Nome e cognome", 120, Needed(), autocomplete="name")
    telefono = _line(
        "Telefono",
        LONGEST,
        Needed(),
        telephone,
        hint="Il numero al quale La chiamiamo, con il prefisso.",
        type="tel",
        inputmode="tel",
        autocomplete="tel",
    )
    email = _line("E-mail", 254, address, inputmode="email", autocomplete="email", type="text")
    codice = _line(
        "Codice cliente",
        40,
        customer_code,
        hint="Se lo conosce, per esempio L1042.",
    )
    tipo = SelectField(
        "Di che cosa si tratta?",
        choices=[SelectChoice("", "Scelga…"), *starmap(SelectChoice, CATEGORIES.items())],
        validators=[Needed("scelga una voce dell'elenco")],
        validate_choice=False,
        default="",
    )
    fermo = BooleanField("Il lavoro è fermo: non riusciamo ad accedere o a usare il programma")
    programma = _line("Programma", 120, hint="Per esempio J2K.")
    versione = _line("Versione", 40)
    descrizione = TextAreaField(
        "Descrizione del problema",
        [Needed(), AtMost(LONGEST_MESSAGE), some_lines],
        filters=[_tidy],
        description="Che cosa stava facendo, che cosa è successo, quale messaggio è apparso.",
        render_kw={"rows": "6", "maxlength": str(LONGEST_MESSAGE)},
        default="",
    )
    allegati = MultipleFileField("Allegati")
    invio = StringField(default="")  # one value for each form that was shown
    sito = StringField(default="")  # a trap: people do not see it

    def validate_tipo(self, field: Any) -> None:
        """Refuses a category that is not in the list."""
        if field.data not in CATEGORIES:
            raise StopValidation("scelga una voce dell'elenco")


class AddForm(FlaskForm):  # type: ignore[misc]
    """More words and files on a request that stands."""

    parole = TextAreaField(
        "Che cosa vuole aggiungere",
        [AtMost(LONGEST_MESSAGE), some_lines],
        filters=[_tidy],
        render_kw={"rows": "5", "maxlength": str(LONGEST_MESSAGE)},
        default="",
    )
    allegati = MultipleFileField("Fotografie e file")


class NumberForm(WithNumber):
    """Another number to be called at."""

    telefono = _line(
        "Nuovo numero",
        LONGEST,
        Needed(),
        telephone,
        type="tel",
        inputmode="tel",
        autocomplete="tel",
    )


class TimeForm(FlaskForm):  # type: ignore[misc]
    """A later time; empty is as soon as possible."""

    ora = SelectField("Chiamatemi", choices=[], validate_choice=False, default="")


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """A price agreed to or declined: `parole` says to which words."""

    risposta = StringField(default="")
    parole = StringField(default="")


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the wish itself."""
