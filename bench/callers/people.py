"""Callers who were made up: what number they mean, what they say of it, and how patient they are.

The shares are assumptions of ours, as nobody counted them at the desk; figures are therefore also
given by kind of caller, so that other shares can be reckoned.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bench.speech.dictated import MOBILES

Some = TypeVar("Some")
AREAS = ("045", "049", "0442", "0444", "0425", "02")
WITHHELD = "anonymous"


class Kind(StrEnum):
    """Which number the caller means, and whether the telephone shows it."""

    OWN = "own number, not said"
    OWN_SAID = "own number, said"
    OTHER = "another number, said"
    HIDDEN = "number withheld, said"
    HIDDEN_SILENT = "number withheld, not said"


class Manner(StrEnum):
    """How long the caller stays after the message."""

    EARLY = "hangs up after the message"
    HEARS = "hears the number, and hangs up if it is right"
    HOLDS = "holds to the end"
    HASTY = "holds, and does not listen to the number"


KINDS = {Kind.OWN: 62, Kind.OWN_SAID: 15, Kind.OTHER: 15, Kind.HIDDEN: 6, Kind.HIDDEN_SILENT: 2}
MANNERS = {Manner.EARLY: 15, Manner.HEARS: 45, Manner.HOLDS: 37, Manner.HASTY: 3}
NOISES = {30: 40, 20: 40, 10: 20}  # dB below the voice: an office, a shop, a street
SAYINGS = (
    "Buongiorno, la stampante fiscale è bloccata. {}Grazie.",
    "Salve, il programma non si apre e siamo fermi. {}Arrivederci.",
    "Buonasera, la bilancia non comunica con la cassa. {}Grazie mille.",
    "Buongiorno, non riesco a stampare la fattura, non è urgente. {}Grazie.",
    "Il lettore di codici a barre non legge più niente. {}Buona giornata.",
    "Buongiorno, vorrei un preventivo per una stampante nuova. {}Grazie.",
)
CALL_ME = ("Richiamatemi al {}. ", "Il mio numero è {}. ", "Mi trovate al {}. ")
SLOW_TO_KEY = 0.03  # of all who key a number: a key too few or another, which they hear read back


@dataclass(frozen=True)
class Person:
    """One caller; numbers are E.164, `meant` is where a call would reach them."""

    kind: Kind
    manner: Manner
    noise_db: int
    shown: str  # as the telephone company tells it
    meant: str
    said: str | None  # the digits as they are said
    saying: str  # with a place for the number
    text_after_s: float  # until the recogniser has read it

    @property
    def caller(self) -> str | None:
        return None if self.shown == WITHHELD else self.shown


def drawn(seed: int, count: int, first: int = 0) -> list[Person]:
    """So many people, by chance from the seed; no two have a number in common."""
    return [_person(random.Random(f"{seed} {at}"), at) for at in range(first, first + count)]


def _person(pick: random.Random, at: int) -> Person:
    kind, manner = _one_of(pick, KINDS), _one_of(pick, MANNERS)
    own = "+39" + _number(pick, at)
    meant = "+39" + _number(pick, at + 50_000) if kind is Kind.OTHER else own
    says = kind in {Kind.OWN_SAID, Kind.OTHER, Kind.HIDDEN}
    saying = pick.choice(SAYINGS).format(pick.choice(CALL_ME) if says else "")
    hidden = kind in {Kind.HIDDEN, Kind.HIDDEN_SILENT}
    return Person(
        kind,
        manner,
        _one_of(pick, NOISES),
        WITHHELD if hidden else own,
        meant,
        meant.removeprefix("+39") if says else None,
        saying,
        # bench hang-up: median 1.8 s, slowest 2.6 s; one in twenty comes when others are read before it
        pick.uniform(1.2, 2.6) if pick.random() > 0.05 else pick.uniform(4.0, 30.0),
    )


def _number(pick: random.Random, at: int) -> str:
    """A mobile or a fixed line; the last five digits are nobody else's."""
    tail = f"{at * 7919 % 100_000:05}"
    if pick.random() < 0.5:
        return f"{pick.choice(MOBILES)}{pick.randrange(100):02}{tail}"
    area = pick.choice(AREAS)
    return area + f"{pick.randrange(10**4, 10**5)}"[: 5 - len(area)] + tail


def _one_of(pick: random.Random, shares: dict[Some, int]) -> Some:
    return pick.choices(list(shares), list(shares.values()))[0]
