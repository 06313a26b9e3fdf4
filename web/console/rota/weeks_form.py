"""Weeks of the rota as a supervisor fills them: each half-day of each person, and how they go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules import rota
from rules.rota import FILLINGS, MOST_WEEKS, Half, Pattern, Wanted
from rules.rota.weeks import Cell, Filled, Filling
from web.console.refusals import Refused

PATTERNS = {
    Pattern.SAME: "uguali",
    Pattern.ALTERNATE: "una sì e una no",
    Pattern.ROTATE: "a rotazione: chi è reperibile cambia ogni settimana",
}
CHOICES = {
    "": "–",
    "duty": "In turno",
    "on_call": "Reperibile",
    "both": "In turno e reperibile",
    "absence": "Assente",
}


@dataclass(frozen=True)
class Weeks:
    """What was filled in: the first week's halves, and how it goes on for so many weeks."""

    monday: date
    filled: Filled
    weeks: int = 1
    pattern: Pattern = Pattern.SAME
    was: str = ""  # the digest of the first week's shifts, as the page that was filled showed them
    people: Sequence[str] = field(default=())

    def wanted(self, halves: Sequence[Half]) -> list[Wanted]:
        """How the halves of all the weeks are filled; those that a week does not have are left out."""
        weeks = [
            rota.repeated(self.filled, self.people, self.pattern, week)
            for week in range(self.weeks)
        ]
        return [
            Wanted(who, half, weeks[week][who, *half.place], spares_absence=week > 0)
            for half in halves
            for week in ((half.day - self.monday).days // 7,)
            for who in self.people
            if (who, *half.place) in weeks[week]
        ]

    def hidden(self) -> dict[str, str]:
        """The fields by which another form sends the same."""
        cells = {field_name(cell): name_of(kinds) for cell, kinds in self.filled.items()}
        return {
            **cells,
            "settimana": self.monday.isoformat(),
            "settimane": str(self.weeks),
            "come": self.pattern.value,
        }


def read(form: Mapping[str, str], people: Sequence[str], monday: date) -> Weeks:
    """What was sent; raises Refused, which names the field."""
    filled: dict[Cell, Filling] = {}
    for name, value in form.items():
        if name.startswith("c."):
            filled[_cell(name, people)] = _filling(value)
    return Weeks(monday, filled, _weeks(form), _pattern(form), form.get("com_era", "")[:64], people)


def field_name(cell: Cell) -> str:
    """What the cell's field is called: c.5.0.anna is Saturday's first half, of anna."""
    who, day, index = cell
    return f"c.{day}.{index}.{who}"


def name_of(kinds: Filling) -> str:
    """The choice that the filling is."""
    return next(name for name, one in FILLINGS.items() if one == kinds)


def _cell(name: str, people: Sequence[str]) -> Cell:
    _, day, index, who = (*name.split(".", 3), "", "", "")[:4]
    digits = day.isascii() and day.isdigit() and index.isascii() and index.isdigit()
    if not digits or len(day + index) > 3 or who not in people:
        raise Refused(
            f"Una casella è di chi non è più nell'elenco, o non c'è: «{name[:60]}». "
            "Ricomincia dalla settimana."
        )
    return who, int(day), int(index)


def _filling(value: str) -> Filling:
    if value not in FILLINGS:
        allowed = ", ".join(CHOICES.values())
        raise Refused(f"Una casella dice «{value[:20]}»: vale una di queste, {allowed}.")
    return FILLINGS[value]


def _weeks(form: Mapping[str, str]) -> int:
    typed = form.get("settimane", "1").strip()
    good = typed.isascii() and typed.isdigit() and len(typed) < 4
    if not good or not 1 <= int(typed) <= MOST_WEEKS:
        rule = f"Per quante settimane: un numero da 1 a {MOST_WEEKS}"
        raise Refused(f"{rule}, ed è arrivato «{typed[:20]}».", "settimane")
    return int(typed)


def _pattern(form: Mapping[str, str]) -> Pattern:
    chosen = form.get("come", Pattern.SAME.value)
    if chosen not in set(Pattern):
        allowed = "; ".join(PATTERNS.values())
        raise Refused(f"Le settimane dopo: {allowed}; ed è arrivato «{chosen[:20]}».", "come")
    return Pattern(chosen)
