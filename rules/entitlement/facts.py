"""Coverage facts: what a request's coverage hangs on, kept with it, with who said each and its words.

A machine proposes a fact, a person settles it: what a person said stays, whatever is read anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.entitlement.request import ACTIVITIES, Activity, Place, Request
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.tickets.ticket import SERVICE, Category

Value = str | bool | None
LONGEST_SERIAL = 60


@dataclass(frozen=True)
class FactKind:
    """One fact: its question in Italian, and the answers that there are; none is a text."""

    question: str
    choices: Mapping[Value, str]


@dataclass(frozen=True)
class Proposed:
    """What a text says of a fact, with the place of the words in it."""

    name: str
    value: Value
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """What is known of a fact: by whom (SERVICE for a machine), and in which words."""

    value: Value
    by: str
    words: str | None = None

    @property
    def by_person(self) -> bool:
        return self.by != SERVICE


_YES_NO: Mapping[Value, str] = {True: "Sì", False: "No", None: "Non so"}
KINDS: Mapping[str, FactKind] = {
    "activity": FactKind(
        "Che cosa serve?",
        {
            Activity.USE.value: "Uso del programma",
            Activity.PERIPHERALS.value: "Periferica nel programma",
            Activity.OPERATOR_ERROR.value: "Errore dell'operatore",
            Activity.OS_UPDATE.value: "Aggiornamento del sistema operativo",
            Activity.SALES_MANDATE.value: "Mandato di vendita",
            Activity.EQUIPMENT.value: "Configurazione di apparecchiature",
            Activity.REINSTALL.value: "Reinstallazione, altri software",
            Activity.RECOVERY.value: "Archivi e dati da ricostruire",
            Activity.SYSTEM_CHECK.value: "Sistema, rete, driver, periferiche",
            Activity.VIRUS.value: "Virus",
            Activity.PRINTS.value: "Personalizzazione delle stampe",
            Activity.WEEKEND.value: "Programma non accessibile",
            Activity.REPAIR.value: "Riparazione di hardware",
            Activity.OUTSIDE.value: "Niente di tutto questo",
            None: "Non so",
        },
    ),
    "unusable": FactKind("Il programma è inaccessibile o inutilizzabile?", _YES_NO),
    "leotron_software": FactKind("Si tratta di un programma di Leotron?", _YES_NO),
    "latest_version": FactKind("Il programma è all'ultima versione?", _YES_NO),
    "supported": FactKind(
        "Hardware, sistema operativo e periferiche sono tra quelli supportati?", _YES_NO
    ),
    "place": FactKind(
        "Dove si lavora?",
        {
            Place.REMOTE.value: "Da remoto",
            Place.OUR_OFFICE.value: "Presso la nostra sede",
            Place.THEIR_OFFICE.value: "Presso il cliente",
            None: "Non so",
        },
    ),
    "serial": FactKind("Quale apparecchio (matricola)?", {}),
    "bought_from_us": FactKind("È stato acquistato da Leotron?", _YES_NO),
    "conformity_defect": FactKind("È un vizio di conformità?", _YES_NO),
}

_ASKED: Mapping[Category, tuple[str, ...]] = {
    Category.SOFTWARE: ("activity", "leotron_software", "latest_version", "supported", "place"),
    Category.SYSTEM: ("activity", "place"),
    Category.HARDWARE: ("activity", "serial", "bought_from_us", "conformity_defect"),
    Category.OTHER: ("activity", "leotron_software"),
    Category.COMMERCIAL: ("activity",),
}


def asked(category: Category, flow: Flow, known: Mapping[str, Known]) -> list[str]:
    """The facts to show of a request: those that decide about its kind, and those that are known."""
    activity = activity_of(known)
    kind = ACTIVITIES[activity] if activity is not None else category
    wanted = {*_ASKED[kind], *known, *(("unusable",) if flow is Flow.WEEKEND else ())}
    return [name for name in KINDS if name in wanted]


def request_of(category: Category, flow: Flow, known: Mapping[str, Known]) -> Request:
    """The request with all that is known of it.

    A machine's guess takes nobody's week-end help away: "J2K non si apre, è da reinstallare" is
    help with a program that cannot be used, until a person says what else it is.
    """
    value = {name: one.value for name, one in known.items()}
    helps = flow is Flow.WEEKEND and category in (Category.SOFTWARE, Category.OTHER)
    if helps and value.get("unusable") is True:
        guessed = ("activity", "leotron_software")
        value = {
            name: one for name, one in value.items() if name not in guessed or known[name].by_person
        }
    activity, place = value.get("activity"), value.get("place")
    return Request(
        category=category,
        flow=flow,
        activity=Activity(str(activity)) if activity else None,
        unusable=_flag(value.get("unusable")),
        leotron_software=value.get("leotron_software") is not False,
        latest_version=_flag(value.get("latest_version")),
        supported=_flag(value.get("supported")),
        place=Place(str(place)) if place else Place.REMOTE,
        serial=str(value["serial"]) if value.get("serial") else None,
        bought_from_us=_flag(value.get("bought_from_us")),
        conformity_defect=_flag(value.get("conformity_defect")),
    )


def _flag(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def checked(name: str, value: object) -> Value:
    """The value, as it is kept; raises BadInput for a fact or an answer that there is not."""
    if name not in KINDS:
        raise BadInput(f"expected a fact ({', '.join(KINDS)}), found {str(name)[:40]!r}")
    choices = KINDS[name].choices
    if not choices:
        return _serial(value)
    for choice in choices:
        if choice is value or (isinstance(choice, str) and choice == value):
            return choice
    told = ", ".join("null" if one is None else str(one).lower() for one in choices)
    raise BadInput(f"expected {name} as one of {told}; found {str(value)[:40]!r}")


def _serial(value: object) -> str | None:
    text = " ".join(value.split()) if isinstance(value, str) else value
    if text is None or text == "":
        return None
    is_line = isinstance(text, str) and not any(sign < " " or sign == "\x7f" for sign in text)
    if isinstance(text, str) and is_line and len(text) <= LONGEST_SERIAL:
        return text
    raise BadInput(f"expected a serial number of at most {LONGEST_SERIAL} signs")


def fits(activity: Activity, category: Category) -> bool:
    """Whether work of the category may be that activity: else one of the two is mistaken."""
    if category is Category.SOFTWARE:  # its prints and its installation are Leotron's own program
        return ACTIVITIES[activity] is not Category.HARDWARE
    return category is Category.OTHER or category in (
        ACTIVITIES[activity],
        *_ALSO.get(activity, ()),
    )


_ALSO: Mapping[Activity, tuple[Category, ...]] = {
    Activity.OS_UPDATE: (Category.SYSTEM,),
    Activity.PERIPHERALS: (Category.SYSTEM, Category.HARDWARE),
    Activity.EQUIPMENT: (Category.HARDWARE,),
    Activity.OUTSIDE: (Category.SYSTEM, Category.HARDWARE),
}


def read(kept: Any) -> dict[str, Known]:
    """What is kept on a ticket; a fact that we do not know any more is passed over."""
    found = {}
    for name, told in (kept or {}).items():
        try:
            value = checked(name, told["value"])
        except BadInput:
            continue
        found[name] = Known(value, told["by"], told.get("words"))
    return found


def written(known: Mapping[str, Known]) -> dict[str, Any]:
    """The same as it is kept."""
    return {
        name: {"value": one.value, "by": one.by, "words": one.words} for name, one in known.items()
    }


def proposed(
    known: Mapping[str, Known],
    found: Iterable[tuple[str, Value, str]],
    category: Category,
    *,
    only_adds: bool = False,
) -> dict[str, Known]:
    """What is known once a text was read: fact, value and words of each.

    What a person said stays; what the text before said goes, unless this one `only_adds`. An
    activity that does not fit the category, which a person or the words told, is none.
    """
    kept = {name: one for name, one in known.items() if one.by_person or only_adds}
    for name, value, words in found:
        no_such = name == "activity" and not fits(Activity(str(value)), category)
        if name not in kept and not no_such:
            kept[name] = Known(value, SERVICE, words)
    return kept


def settled(known: Mapping[str, Known], said: Mapping[str, Value], by: str) -> dict[str, Known]:
    """What is known once a person said so; None is "nobody knows", and stands as well."""
    return {**known, **{name: Known(value, by) for name, value in said.items()}}


def of_category(known: Mapping[str, Known], category: Category) -> dict[str, Known]:
    """What is known once a person told the category: the activity goes where the two contradict."""
    activity = activity_of(known)
    if activity is None or fits(activity, category):
        return dict(known)
    return {name: one for name, one in known.items() if name != "activity"}


def category_of(known: Mapping[str, Known], category: Category) -> Category:
    """The category of a request whose activity a person told: it follows where it contradicts."""
    activity = activity_of(known)
    if activity is None or activity is Activity.OUTSIDE or fits(activity, category):
        return category
    return ACTIVITIES[activity]


def activity_of(known: Mapping[str, Known]) -> Activity | None:
    """The activity that is known or proposed."""
    told = known.get("activity")
    return Activity(str(told.value)) if told is not None and told.value is not None else None
