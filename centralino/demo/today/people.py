"""Who is there this morning: colleagues with their shifts, customers with what they have of Leotron."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from rules import rota as rules
from rules.hours.mid_morning import Morning
from rules.hours.schedule import Day, Hours, calendar
from rules.staff.accounts import Role
from rules.wall_clock import zone_of
from simulator.state.script import Press
from simulator.state.subscriber import Answers, Subscriber
from store.customers import directory, installations
from store.models import Hardware
from store.staff import accounts, rota

ANNA, BRUNO = "anna", "bruno"
LOOKER = "prova"  # who signs in
TELEPHONE = "+393331112222"  # theirs, which answers by itself
NOBODY_THERE = "+393387142905"  # of a customer who does not pick up
TALKS = 90.0  # seconds, so that one sees the call going on
WITH_PRINTER, PRINTER = "L6133", "EP-90417"  # a customer's code, the serial number
# Code, name, numbers, and what they have beyond what `centralino.demo.customers` gives.
MORE: tuple[tuple[str, str, str, dict[str, bool]], ...] = (
    ("L5118", "Panetteria Adige", "+390458307512", {"contract": True}),
    ("L5240", "Gelateria Europa", "+393496608124", {}),
    ("L5377", "Cartoleria Verde", "+390456289417", {"contract": True}),
    ("L6021", "Enoteca Bacco", "+390458104411", {"j_system": True}),
    ("L6048", "Ottica Lumen", "+390458207733", {}),
    ("L6112", "Edicola Bra", "+390458309955", {}),
    ("L6133", "Tabaccheria Arena", "+390458402266", {"contract": True}),
    ("L6155", "Merceria Filo", "+390458605544", {}),
)


def customers(session: Session, now: datetime) -> None:
    """Further customers, with what they pay for; one printer is beyond its warranty."""
    for code, name, number, facts in MORE:
        row = directory.add(session, code=code, name=name, phones=[number], **facts)
        if code == WITH_PRINTER:
            bought = date(now.year - 3, 5, 2)
            printer = Hardware(item="Stampante Epson", serial=PRINTER, bought_on=bought)
            printer.customer_id = row.id
            session.add(printer)


def programs(session: Session, codes: Iterable[str], now: datetime) -> Mapping[str, str]:
    """The token of each customer's J2K, by the customer's code."""
    return {code: installations.add(session, code, "Cassa 1", now=now)[1] for code in codes}


def colleagues(session: Session, now: datetime) -> Mapping[str, str]:
    """Two technicians and whoever looks on; their tokens for the API, by name."""
    for name, full, role, phone in (
        (ANNA, "Anna Bianchi", Role.TECHNICIAN, "+393331113333"),
        (BRUNO, "Bruno Conti", Role.TECHNICIAN, "+393331114444"),
        (LOOKER, "Prova", Role.SUPERVISOR, TELEPHONE),
    ):
        row = accounts.add(session, name, secrets.token_urlsafe(16), role, now=now)
        row.full_name, row.phone = full, phone
    return {name: accounts.new_token(session, name, now=now) for name in (ANNA, BRUNO)}


def shifts(session: Session, morning: Morning, hours: Hours) -> None:
    """Two weeks of the desk, each in their half-days, and somebody on call whenever it is closed."""
    monday = morning.day.date - timedelta(days=morning.day.date.weekday())
    for count, day in enumerate(calendar(monday, monday + timedelta(days=13), hours)):
        for turn, (start, end) in enumerate(day.spans):
            at_work = (ANNA, BRUNO)[(count + turn) % 2]
            rota.add(session, rules.Shift(at_work, rules.Kind.DUTY, start, end))
        on_call = (ANNA, BRUNO)[count // 7 % 2]
        for place, name in enumerate((on_call, BRUNO if on_call == ANNA else ANNA), 1):
            rota.add(session, _on_call(name, day, place))


def _on_call(name: str, day: Day, place: int) -> rules.Shift:
    start = datetime.combine(day.date, datetime.min.time(), zone_of(day.timezone))
    return rules.Shift(name, rules.Kind.ON_CALL, start, start + timedelta(days=1), place)


def numbers() -> list[str]:
    """Those of the further customers."""
    return [number for _, _, number, _ in MORE]


def telephones(numbers: Iterable[str]) -> list[Subscriber]:
    """Whoever can be rung: the technician presses 1 by themselves, customers talk for a while."""
    customers = [
        Subscriber(
            number, Answers.NEVER if number == NOBODY_THERE else Answers.PERSON, talks_s=TALKS
        )
        for number in numbers
    ]
    return [*customers, Subscriber(TELEPHONE, rings_s=4, script=[Press("1", when="premi 1")])]
