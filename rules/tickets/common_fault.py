"""The common fault: whether what several customers tell within an hour is one thing that broke for all.

What the last messages share is weighed by how often messages share it anyhow: three who speak of a
printer within an hour are an ordinary morning, three with one error code are not.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.search_words import stem_of, words_of_text
from rules.tickets.similar import telling
from rules.triage.number_words import value_of
from rules.triage.trades import SHOPS

WITHIN = timedelta(hours=1)
CUSTOMERS = 3  # different ones: one who calls three times is one
LOOKED_BACK = 600  # requests of before, by which it is known what is said anyhow
CHANCE = 3e-4  # at most, that so many share words by accident
CHANCE_OF_CODE = 1e-2  # the same of an error's code, which nobody says by accident
MOST_STEMS = 12  # of a message
HEAD = 5  # letters that words of one family begin with: trasmette, trasmissione
SHARED = 2  # requests that tell a word, for it to be the fault's
NEAR = 6.0  # what a later message shares with them, to be about it: two words that are not common
CODE = "#"  # before a code: it is no word

# What a word's share of messages is taken for, as long as few messages are known.
_KNOWN_AS = 120  # messages
_RARE, _TOGETHER = 0.006, 0.002
_ORDINARY = 0.06
_ORDINARY_WORDS = """
stampante stampa stampare scontrino scontrini cassa fattura fatture programma computer errore blocca
bloccato bloccata funziona apre aprire parte partire lento accende schermo registratore pos password
accesso accedere archivio aggiornamento etichette magazzino cliente clienti articolo articoli prezzo
documento documenti internet rete server mail email backup iva chiusura lettore codice bilancia
contratto appuntamento installare installazione nuovo nuova utente messaggio esce compare dice
printer print receipt till invoice program computer error blocked work open start slow update server
"""
_ORDINARY_STEMS = frozenset(stem_of(word)[:HEAD] for word in words_of_text(_ORDINARY_WORDS))
_ANNOUNCES = frozenset(
    ["errore", "error", "codice", "code", "numero", "number", "messaggio", "il", "e", "is", "the"]
)
_IS_CODE = re.compile(r"0x[0-9a-f]{4,8}|[a-z]{1,4}\d{2,8}[a-z]?")
_LETTERS = re.compile(r"[a-z]{1,4}")
_MOST_DIGITS, _MOST_SAID = 8, 5
_SHOPS = frozenset(map(stem_of, SHOPS))  # a firm's trade tells nothing of what broke


@dataclass(frozen=True)
class Told:
    """What one request tells: whose it is, as far as known, and what it holds."""

    ticket_id: int
    at: datetime
    who: str | None  # the same for one customer's requests; None where nobody knows
    stems: frozenset[str]  # with codes of errors, each behind CODE


@dataclass(frozen=True)
class Past:
    """What was told before this hour: so many requests, and which hold a stem."""

    requests: int
    held: Mapping[str, Set[int]]


@dataclass(frozen=True)
class Alike:
    """What several customers tell alike, and in which requests."""

    shared: tuple[str, ...]  # stems and codes that two of them hold at least, the most held first
    ticket_ids: tuple[int, ...]
    chance: float  # that it is by accident


def told(ticket_id: int, at: datetime, who: str | None, text: str, names: str = "") -> Told:
    """A request as the rule reads it."""
    return Told(ticket_id, at, who, stems_and_codes(text, names))


def stems_and_codes(text: str, names: str = "") -> frozenset[str]:
    """What a text tells; `names` (of whoever asks) tell nothing."""
    stems = [one for one in telling(text, names) if not one.isdecimal() and one not in _SHOPS]
    heads = frozenset(stem[:HEAD] for stem in stems[:MOST_STEMS])
    return heads | codes_of(text)


def codes_of(text: str) -> frozenset[str]:
    """The codes of errors, as they were said or written: "errore 4031", "codice E-12"."""
    words = words_of_text(text)
    found = (
        _code_after(words[place + 1 :])
        for place, word in enumerate(words)
        if word in {"errore", "error", "codice", "code"}
    )
    return frozenset(f"{CODE}{code}" for code in found if code)


def common_fault(newest: Told, before: Iterable[Told], past: Past) -> Alike | None:
    """What the newest request tells alike with those of at least two other customers; None for nothing.

    `before` are requests that may still be counted: neither refused nor a known fault's already.
    """
    hour = [
        one
        for one in before
        if newest.at - WITHIN <= one.at <= newest.at and one.ticket_id != newest.ticket_id
    ]
    if len({one.who for one in hour if one.who} | {newest.who}) < CUSTOMERS:
        return None
    latest = [newest, *sorted(hour, key=lambda one: one.at, reverse=True)]
    found = [*_with_its_code(newest, latest, past)] or [
        one
        for middle in latest
        if middle is newest or _shared(newest.stems, middle)
        for one in _around(middle, latest, past)
        if newest.ticket_id in one.ticket_ids
    ]
    return min(found, key=lambda one: one.chance, default=None)


def _with_its_code(newest: Told, latest: Sequence[Told], past: Past) -> Iterator[Alike]:
    """Those who tell the very code of an error that the newest one tells."""
    for code in filter(_is_code, newest.stems):
        near = [float(code in one.stems) for one in latest]
        share = math.exp(-_weight(code, past))
        found = _at_level(1.0, latest, near, share, CHANCE_OF_CODE)
        if found is not None:
            yield found


def _around(middle: Told, latest: Sequence[Told], past: Past) -> Iterator[Alike]:
    """What those tell who hold one word of that one, and more of it, the more the fewer they are."""
    weight = {stem: _weight(stem, past) for stem in middle.stems}
    shared = [_shared(middle.stems, one) for one in latest]
    for core in middle.stems:
        near = [sum(weight[s] for s in stems) if core in stems else 0.0 for stems in shared]
        if sum(map(bool, near)) < CUSTOMERS:
            continue
        before = _nearness_before(core, weight, past)
        for level in {one for one in near if one >= weight[core]}:
            share = _share_near(level, before, past)
            found = _at_level(level, latest, near, share, CHANCE)
            if found is not None:
                yield found


def is_alike(one: Told, members: Sequence[Told], past: Past) -> bool:
    """Whether a later request is about the fault of which those tell."""
    held = _shared(signature(members), one)
    return any(map(_is_code, held)) or sum(_weight(stem, past) for stem in held) >= NEAR


def signature(members: Sequence[Told]) -> frozenset[str]:
    """What at least two of them tell."""
    every = frozenset[str]().union(*(one.stems for one in members))
    return frozenset(stem for stem in every if sum(stem in one.stems for one in members) >= SHARED)


def _at_level(
    level: float, latest: Sequence[Told], near: Sequence[float], share: float, most: float
) -> Alike | None:
    """Those of the latest messages that are so near, if that is no accident."""
    holders: list[Told] = []
    customers: set[str] = set()
    best: Alike | None = None
    for messages, (one, nearness) in enumerate(zip(latest, near, strict=True), start=1):
        if nearness < level:
            continue
        holders.append(one)
        customers |= {one.who} if one.who else set()
        if len(customers) < CUSTOMERS:
            continue
        chance = _chance(len(customers), messages - len(holders), share)
        if chance <= most and (best is None or chance < best.chance):
            best = Alike(_told_most(holders), tuple(sorted(h.ticket_id for h in holders)), chance)
    return best


def _told_most(holders: Sequence[Told]) -> tuple[str, ...]:
    """What most of them tell, for people to read."""
    often = Counter(stem for stem in signature(holders) for one in holders if stem in one.stems)
    return tuple(stem for stem, _ in sorted(often.items(), key=lambda one: (-one[1], one[0])))


def _nearness_before(core: str, weight: Mapping[str, float], past: Past) -> list[float]:
    """What those of before share that hold the word."""
    near = dict.fromkeys(past.held.get(core, ()), 0.0)
    for stem, counts in weight.items():
        for ticket_id in past.held.get(stem, frozenset()) & near.keys():
            near[ticket_id] += counts
    return list(near.values())


def _share_near(level: float, before: Sequence[float], past: Past) -> float:
    """How many of all messages are so near, by those of before."""
    count = sum(one >= level - 1e-9 for one in before)
    return (count + _KNOWN_AS * max(_TOGETHER, math.exp(-level))) / (past.requests + _KNOWN_AS)


def _weight(stem: str, past: Past) -> float:
    """What a word counts: the more, the fewer tell it."""
    usual = _ORDINARY if stem in _ORDINARY_STEMS else _RARE
    held = len(past.held.get(stem, ()))
    return -math.log((held + _KNOWN_AS * usual) / (past.requests + _KNOWN_AS))


def _chance(customers: int, others: int, share: float) -> float:
    """That so many customers tell what a share of all tells while so few others tell other things.

    Of the newest one nothing is asked: it is what the others are compared with.
    """
    expected = share * (others + 1)
    fewer = math.fsum(expected**k / math.factorial(k) for k in range(customers - 1))
    return max(0.0, 1 - math.exp(-expected) * fewer)


def _shared(stems: frozenset[str], other: Told) -> frozenset[str]:
    return stems & other.stems


def _is_code(stem: str) -> bool:
    return stem.startswith(CODE)


def _code_after(words: Sequence[str]) -> str | None:
    """The code that these words begin with, in one word, in several, or spelled digit by digit."""
    rest = list(words[:10])
    while rest and rest[0] in _ANNOUNCES:  # "è 12" and "E 12" are one, once plain
        rest.pop(0)
    letters = ""
    if len(rest) > 1 and _LETTERS.fullmatch(rest[0]) and _digits(rest[1]):
        letters = rest.pop(0)
    elif rest and _IS_CODE.fullmatch(rest[0]):
        return rest[0].removeprefix("e")
    digits = _digits_of(rest)
    return f"{letters}{digits}" if len(digits) > 1 else None


def _digits_of(words: Sequence[str]) -> str:
    """What the words begin with, said in one number or digit by digit: "quattromila trentuno"."""
    for many in range(min(len(words), _MOST_SAID), 1, -1):
        if all(not word.isdecimal() for word in words[:many]):
            whole = _digits("".join(words[:many]))
            if whole is not None:
                return whole[:_MOST_DIGITS]
    digits = ""
    for word in words:
        more = _digits(word)
        if more is None or len(digits) + len(more) > _MOST_DIGITS:
            break
        digits += more
    return digits


def _digits(word: str) -> str | None:
    if word.isdecimal():
        return word
    found = value_of(word)
    return found if found and found.isdecimal() else None
