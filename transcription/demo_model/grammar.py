"""The small world of the demonstration model: what callers of a support line say, as a grammar.

Every utterance is a tuple of units, and a unit is a word as it is written beside the words as they
are spoken ("J2K" is spoken "gei due cappa"). Nothing here knows of sound or of the model.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from transcription.demo_model.words import (
    CLOSINGS,
    FIRMS,
    FIRST_NAMES,
    GREETINGS,
    INTRODUCTIONS,
    NUMBER_LEADS,
    OPENERS,
    PROBLEMS,
    REQUESTS,
    SHOPS,
    SPOKEN,
    SURNAMES,
    TOWNS,
    URGENCIES,
)

DIGITS = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
TEENS = (
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
)
TENS = (
    "",
    "",
    "venti",
    "trenta",
    "quaranta",
    "cinquanta",
    "sessanta",
    "settanta",
    "ottanta",
    "novanta",
)


@dataclass(frozen=True)
class Unit:
    """A written word and the words it is spoken as; `number` marks words of a dictated number."""

    text: str
    spoken: str
    number: bool = False


@dataclass(frozen=True)
class Utterance:
    """What one caller says in one breath."""

    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The written words, first letter upper case, with a full stop."""
        text = " ".join(unit.text for unit in self.units)
        return text[:1].upper() + text[1:] + "."

    @property
    def spoken(self) -> str:
        """The words as a speech synthesiser must read them."""
        return " ".join(unit.spoken for unit in self.units)


def tens_in_words(number: int) -> str:
    """10 to 99 as one Italian word (`45` is `quarantacinque`, `21` is `ventuno`)."""
    if number < 20:
        return TEENS[number - 10]
    ten, one = divmod(number, 10)
    if one == 0:
        return TENS[ten]
    stem = TENS[ten][:-1] if one in (1, 8) else TENS[ten]
    return stem + ("tré" if one == 3 else DIGITS[one])


def group_in_words(group: str, pick: random.Random) -> str:
    """A group of one to three digits, as one of the ways Italians say it."""
    singly = " ".join(DIGITS[int(digit)] for digit in group)
    if len(group) == 1 or pick.random() < 0.45:
        return singly
    if len(group) >= 2 and group[0] == group[1] and pick.random() < 0.5:
        rest = " ".join(DIGITS[int(digit)] for digit in group[2:])
        return f"doppio {DIGITS[int(group[0])]} {rest}".strip()
    if len(group) == 2 and group[0] != "0":
        return tens_in_words(int(group))
    if len(group) == 3 and group[0] != "0":
        hundreds = "cento" if group[0] == "1" else DIGITS[int(group[0])] + "cento"
        over = int(group[1:])
        if over == 0:
            return hundreds
        return f"{hundreds} {DIGITS[over] if over < 10 else tens_in_words(over)}"
    return singly


def dictated(digits: str, pick: random.Random) -> tuple[Unit, ...]:
    """A number dictated in groups, a pause (a comma) after some of them."""
    singly, groups, at = pick.random() < 0.4, [], 0
    while at < len(digits):
        size = pick.choice((1, 2, 2, 3, 3))
        group = digits[at : at + size]
        at += size
        groups.append(
            " ".join(DIGITS[int(digit)] for digit in group)
            if singly
            else group_in_words(group, pick)
        )
    units: list[Unit] = []
    for index, words in enumerate(groups):
        comma = "," if index < len(groups) - 1 and pick.random() < 0.45 else ""
        said = words.split()
        units += [Unit(word, word, True) for word in said[:-1]]
        units.append(Unit(said[-1] + comma, said[-1] + comma, True))
    return tuple(units)


def words(text: str) -> tuple[Unit, ...]:
    """Plain words to units; what is spoken differently from its spelling is looked up."""
    units = []
    for word in text.split():
        bare = word.rstrip(",")
        units.append(Unit(word, SPOKEN.get(bare, bare) + word[len(bare) :]))
    return tuple(units)


def telephone(pick: random.Random) -> str:
    """An Italian number as its digits: Verona's landlines, other landlines, mobiles."""
    tail = "".join(str(pick.randrange(10)) for _ in range(7))
    kind = pick.random()
    if kind < 0.35:
        return "045" + tail
    if kind < 0.5:
        return pick.choice(("02", "030", "0444", "0442", "049", "041", "0376", "0464")) + tail[:6]
    return (
        pick.choice(("333", "338", "347", "349", "328", "320", "340", "392", "366", "351")) + tail
    )


def dictated_telephone(pick: random.Random) -> tuple[Unit, ...]:
    """A telephone number, now and then with the country's prefix or with a correction."""
    digits = telephone(pick)
    units = dictated(digits, pick)
    if pick.random() < 0.08:
        units = (Unit("più", "più", True), Unit("trentanove,", "trentanove,", True), *units)
    if pick.random() < 0.08:
        wrong = dictated(digits[: pick.randrange(3, 6)], pick)
        units = (*_comma(wrong), *words(pick.choice(("no scusi,", "anzi,", "no,"))), *units)
    return units


def customer_code(pick: random.Random) -> tuple[Unit, ...]:
    """`L` and four digits, the letter by its name."""
    digits = "".join(str(pick.randrange(10)) for _ in range(4))
    return (Unit("elle", "elle", True), *dictated(digits, pick))


def _comma(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    last = units[-1]
    if last.text.endswith(","):
        return units
    return (*units[:-1], Unit(last.text + ",", last.spoken + ",", last.number))


def introduction(pick: random.Random) -> tuple[Unit, ...]:
    """Who is speaking, and from which firm."""
    first, last = pick.choice(FIRST_NAMES), pick.choice(SURNAMES)
    name = pick.choice((f"{first} {last}", f"{first} {last}", last, first))
    firm = pick.choice((pick.choice(FIRMS), pick.choice(SURNAMES), pick.choice(SURNAMES)))
    shop = f"{pick.choice(SHOPS)} {firm}"
    text = pick.choice(INTRODUCTIONS).format(name=name, shop=shop, town=pick.choice(TOWNS))
    return words(text)


def number_phrase(pick: random.Random) -> tuple[Unit, ...]:
    """The number at which to call back, with the words that lead to it."""
    return (*words(pick.choice(NUMBER_LEADS)), *dictated_telephone(pick))


def code_phrase(pick: random.Random) -> tuple[Unit, ...]:
    """The customer's code, with the words that lead to it."""
    lead = pick.choice(("il codice cliente è", "il nostro codice è", "codice cliente", "cliente"))
    return (*words(lead), *customer_code(pick))


def _of(choices: tuple[str, ...]) -> Callable[[random.Random], tuple[Unit, ...]]:
    return lambda pick: words(pick.choice(choices))


def _joined(*parts: tuple[Unit, ...]) -> Utterance:
    units: tuple[Unit, ...] = ()
    for part in parts:
        units = (*_comma(units), *part) if units else part
    return Utterance(units)


greeting = _of(GREETINGS)
problem = _of(PROBLEMS)
urgency = _of(URGENCIES)
request = _of(REQUESTS)
closing = _of(CLOSINGS)
opener = _of(OPENERS)


def sentence(pick: random.Random) -> Utterance:  # noqa: PLR0911  one for each shape
    """A whole sentence without a dictated number."""
    match pick.randrange(8):
        case 0:
            return _joined(greeting(pick), introduction(pick))
        case 1:
            return _joined(problem(pick), urgency(pick))
        case 2:
            return _joined(greeting(pick), problem(pick))
        case 3:
            return _joined((*opener(pick), *problem(pick)))
        case 4:
            return _joined(request(pick), closing(pick))
        case 5:
            return _joined(introduction(pick), (*opener(pick), *problem(pick)))
        case 6:
            return _joined(urgency(pick), request(pick))
        case _:
            return _joined(problem(pick), request(pick), closing(pick))


def number_sentence(pick: random.Random) -> Utterance:
    """A sentence that carries a dictated number."""
    match pick.randrange(7):
        case 0 | 1:
            return _joined(number_phrase(pick))
        case 2:
            return _joined(number_phrase(pick), closing(pick))
        case 3:
            return _joined(request(pick), number_phrase(pick))
        case 4:
            return _joined(code_phrase(pick))
        case 5:
            return _joined(dictated_telephone(pick))
        case _:
            return _joined(introduction(pick), code_phrase(pick))


def generate(pick: random.Random, numbers: float) -> Utterance:
    """One utterance; `numbers` is the share, from 0 to 1, of those with a dictated number."""
    return number_sentence(pick) if pick.random() < numbers else sentence(pick)
