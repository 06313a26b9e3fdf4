"""Event titles: a shift as a calendar writes it, "anna: reperibilità 2"."""

import re
from dataclasses import dataclass

from rules.errors import BadInput
from rules.rota.shifts import Kind

WORDS = {Kind.DUTY: "turno", Kind.ON_CALL: "reperibilità", Kind.ABSENCE: "assenza"}

_KINDS = {
    **{word: kind for kind, word in WORDS.items()},
    "reperibilita": Kind.ON_CALL,
    "reperibile": Kind.ON_CALL,
    "ferie": Kind.ABSENCE,
    "malattia": Kind.ABSENCE,
    "assente": Kind.ABSENCE,
    "duty": Kind.DUTY,
    "on call": Kind.ON_CALL,
    "on-call": Kind.ON_CALL,
    "absence": Kind.ABSENCE,
    "away": Kind.ABSENCE,
}
_TITLE = re.compile(r"\s*(?P<who>[^:]*?)\s*(?::\s*(?P<kind>[^\d:]*?)\s*(?P<place>\d{1,2})?\s*)?")


@dataclass(frozen=True)
class Event:
    """Whose shift an event is, of which kind, and the place among those on call."""

    who: str
    kind: Kind
    place: int = 1


def title_of(event: Event) -> str:
    """What `read_title` reads again."""
    place = f" {event.place}" if event.place > 1 else ""
    return f"{event.who}: {WORDS[event.kind]}{place}"


def read_title(title: str, who: str | None = None, kind: Kind | None = None) -> Event:
    """What the title says; `who` and `kind` stand for what it leaves out, or for all titles.

    Raises BadInput for a title that names nobody or a word that is no kind.
    """
    found = _TITLE.fullmatch(title)
    if found is None:
        raise BadInput(f'expected a title such as "anna: reperibilità", found "{title[:80]}"')
    name = who or found["who"]
    if not name:
        raise BadInput(f'expected whose shift it is, found the title "{title[:80]}"')
    word = (found["kind"] or "").casefold()
    known = kind or _KINDS.get(word)
    if known is None:
        expected = ", ".join(WORDS.values())
        raise BadInput(f'expected one of {expected} after the name, found "{title[:80]}"')
    return Event(name, known, max(1, int(found["place"] or 1)))
