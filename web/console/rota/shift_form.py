"""A shift as a supervisor types it, once or for several weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import Field, HiddenField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.widgets import DateTimeLocalInput, NumberInput

from rules.errors import BadInput
from rules.rota import Kind, Shift, check_length
from web.console import typed_times
from web.console.forms import ItalianForm
from web.console.refusals import Refused

KINDS = {Kind.ON_CALL: "Reperibile", Kind.DUTY: "In turno", Kind.ABSENCE: "Assente"}
MOST_WEEKS = 26  # of one shift that repeats
WEEK = timedelta(days=7)


def _number(name: str, most: int) -> Field:
    return StringField(name, widget=NumberInput(min=1, max=most), default="1")


class ShiftForm(ItalianForm):
    """Who, what, from when to when; `settimana` is the week that the page showed."""

    chi = SelectField("Chi", validate_choice=False)
    tipo = SelectField(
        "Che cosa",
        choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()],
        validate_choice=False,
    )
    da = StringField("Da", widget=DateTimeLocalInput(), render_kw={"required": True})
    a = StringField("A", widget=DateTimeLocalInput(), render_kw={"required": True})
    posto = _number("Posto fra i reperibili", 99)
    settimane = _number("Per quante settimane", MOST_WEEKS)
    settimana = HiddenField()

    def __init__(self, people: Sequence[str], timezone: str, **given: Any) -> None:
        super().__init__(**given)
        self.chi.choices = [SelectChoice(name, name) for name in people]
        self.timezone = timezone

    @classmethod
    def empty(cls, people: Sequence[str], timezone: str, monday: date) -> "ShiftForm":
        """The form before anything is typed: the week-end of that week."""
        first, last = monday + timedelta(days=5), monday + timedelta(days=6)
        days = {"da": f"{first}T09:15", "a": f"{last}T12:45", "settimana": monday.isoformat()}
        return cls(people, timezone, formdata=None, data=days)

    def validate_chi(self, field: Field) -> None:
        """Somebody who may sign in."""
        if field.data not in {choice.value for choice in self.chi.choices}:
            found = f", ed è arrivato «{field.data[:40]}»" if field.data else ""
            raise ValidationError(f"Chi: scegli una persona dell'elenco{found}.")

    def validate_tipo(self, field: Field) -> None:
        """A kind of shift."""
        if field.data not in set(Kind):
            raise ValidationError(f"Che cosa: {', '.join(KINDS.values())}; nient'altro.")

    def validate_da(self, field: Field) -> None:
        """A time that the clock shows."""
        _check_time(field, self.timezone)

    def validate_a(self, field: Field) -> None:
        """The same, after the start and not long after it."""
        _check_time(field, self.timezone)
        if self.da.errors:
            return
        start, end = (
            typed_times.instant(one.data, self.timezone, one.label.text) for one in (self.da, field)
        )
        kind = Kind(self.tipo.data) if self.tipo.data in set(Kind) else Kind.DUTY
        try:
            check_length(Shift("", kind, start, end))
        except BadInput as error:
            most = error.facts.get("days")
            limit = f", e al massimo {most} giorni dopo" if most else ""
            raise ValidationError(f"A: dopo l'inizio{limit}.") from error

    def validate_posto(self, field: Field) -> None:
        """The order among those on call."""
        _check_number(field, 99)

    def validate_settimane(self, field: Field) -> None:
        """How often it repeats."""
        _check_number(field, MOST_WEEKS)

    def shifts(self) -> Iterator[Shift]:
        """One for each week, at the same time on the wall; raises Refused for a time it skips."""
        who, kind, place = self.chi.data, Kind(self.tipo.data), int(self.posto.data)
        for week in range(int(self.settimane.data)):
            yield Shift(who, kind, self._at(self.da, week), self._at(self.a, week), place)

    def _at(self, field: Field, week: int) -> Any:
        name = field.label.text
        first = typed_times.wall(field.data, self.timezone, name)
        return typed_times.instant_at(first + week * WEEK, self.timezone, name)


def _check_time(field: Field, timezone: str) -> None:
    try:
        shown = typed_times.wall(field.data or "", timezone, field.label.text)
        field.data = f"{shown:%Y-%m-%dT%H:%M}"  # as a browser shows it again
        typed_times.instant_at(shown, timezone, field.label.text)
    except Refused as error:
        raise ValidationError(str(error)) from error


def _check_number(field: Field, most: int) -> None:
    typed = field.data or "1"
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= most):
        rule = f"{field.label.text}: un numero da 1 a {most}"
        raise ValidationError(f"{rule}, ed è arrivato «{typed[:20]}».")
    field.data = typed
