"""Spoken notes: the outcome, the minutes and the agreed hour in what a technician said after a call.

Twenty words at the desk ("ho parlato con Rossi, risolto, venti minuti") are quicker than a form. What is
found here fills the form in and books nothing: where words contradict one another the more careful
outcome wins, and what is not said plainly is left to the technician.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.billing.work_minutes import LONGEST
from rules.callbacks.outcomes import FARTHEST, Outcome
from rules.errors import BadInput
from rules.hours import working_time
from rules.hours.schedule import Hours
from rules.language.italian import WEEKDAYS
from rules.triage.number_words import value_of
from rules.triage.tokens import plain
from rules.wall_clock import day_of, zone_of

MOST_SECONDS = 30  # of one note


@dataclass(frozen=True)
class Proposal:
    """What the words say, to be confirmed; None where they do not say it."""

    outcome: Outcome | None = None
    minutes: int | None = None  # of work
    at: datetime | None = None  # of CALL_AGAIN: the instant agreed on, in UTC


def read(text: str, now: datetime, hours: Hours, *, j_system: bool) -> Proposal:
    """The proposal in a transcript; an hour that may be morning or evening is that of an open desk."""
    said = _in_digits(plain(text[:_LONGEST]))
    wait = _WAIT.sub(" ", said)  # "richiamo fra venti minuti" is no work of twenty minutes
    outcome = _outcome(said)
    at = _agreed(said, now, hours, j_system=j_system) if outcome is Outcome.CALL_AGAIN else None
    return Proposal(outcome, _minutes(wait), at)


_LONGEST = 2000  # characters: more than anybody says in that time

# What follows stands in plain lower case, with numbers in digits.
_NOT = r"\b(?:non|mai|da|ancora da)\b(?:\s+(?:e'?|ho|si|l'ho|abbiamo|ancora|stato|era|del tutto)){0,4}\s+"
_DONE = r"(?:risolt[oaie]|risolvere|sistemat[oaie]|sistemare|chius[oaie]|chiudere)\b"
_WRONG = re.compile(r"\bnumero (?:e )?(?:sbagliato|errato)\b|\bha sbagliato numero\b")
_NO_ANSWER = re.compile(
    r"\bnon (?:mi |ci )?(?:risponde(?:va)?|rispondono|rispondevano|ha(?:nno)? risposto)\b"
    r"|\bness(?:una risposta|uno (?:mi |ci )?(?:risponde|ha risposto))\b|\bsquilla(?:va)? a vuoto\b"
    r"|\bnon (?:l'ho|lo) trov(?:ato|o)\b"
)
_BUSY = re.compile(
    r"\b(?:telefono|linea|numero|sempre|era|suona|dava|da'?) (?:e |era |sempre )?occupat[oa]\b"
    r"|^\W*(?:sempre |ancora |e )?occupat[oa]\b|[,.;] *occupat[oa]\b"
)
_MACHINE = re.compile(r"\bsegreteria\b(?! (?:del|di|dello|della|la signora))")
_LEFT = re.compile(r"\b(?:ho )?lasciato (?:il |un |loro un )?messaggio\b|\bmessaggio lasciato\b")
_SPOKE = re.compile(
    r"\b(?:ho|abbiamo) (?:parlato|sentito|spiegato)\b|\bparlato con\b|\bsentito (?:il|la) \w+"
    r"|\bha risposto\b|\bmi ha (?:detto|chiesto|spiegato|richiamato)\b"
)
_WORKING = re.compile(
    r"\bci (?:lavoro|sto lavorando|lavoriamo)\b|\b(?:resta|rimane) aperta\b|\bin lavorazione\b"
)
_SOLVED = re.compile(
    rf"\b{_DONE}|\btutto (?:a posto|ok|bene|funziona)\b|\bora funziona\b|\badesso funziona\b"
)
_UNSOLVED = re.compile(rf"{_NOT}{_DONE}|\bnon (?:va|funziona)\b(?! (?:piu )?male)")
_QUOTE = re.compile(r"\bpreventiv\w+\b")
_NO_QUOTE = re.compile(
    r"\b(?:senza|niente|non (?:vuole|serve|occorre)) (?:un |il |nessun )?preventiv"
)
_AGAIN = re.compile(
    r"\b(?:lo |la |li |le |ti )?(?:richiam(?:o|iamo|are|arl[oaie]|ar[ei])|risent(?:o|iamo|irl[oa]|irci))\b"
    r"(?! (?:lui|lei|loro)\b)|\bci (?:sentiamo|risentiamo)\b"
)


def _outcome(said: str) -> Outcome | None:
    """Who was reached was reached, whatever went before: "non rispondeva, poi ho parlato con lui"."""
    if _WRONG.search(said):
        return Outcome.WRONG_NUMBER
    reached = _NO_ANSWER.sub(" ", said)
    spoke = bool(_SPOKE.search(reached))
    if not spoke and (vain := _in_vain(said)):
        return vain
    return _spoken_of(said, spoke=spoke)


def _in_vain(said: str) -> Outcome | None:
    if _MACHINE.search(said):
        return Outcome.MAILBOX if _LEFT.search(said) else Outcome.MACHINE
    if _BUSY.search(said):
        return Outcome.BUSY
    return Outcome.NO_ANSWER if _NO_ANSWER.search(said) else None


def _spoken_of(said: str, *, spoke: bool) -> Outcome | None:
    if _AGAIN.search(said):
        return Outcome.CALL_AGAIN
    if _QUOTE.search(said) and not _NO_QUOTE.search(said):
        return Outcome.TO_BE_QUOTED
    if _WORKING.search(said) or _UNSOLVED.search(said):
        return Outcome.SPOKEN
    if _SOLVED.search(said):
        return Outcome.SOLVED
    return Outcome.SPOKEN if spoke else None


_NUMBER = re.compile(r"[a-z]+")


def _in_digits(said: str) -> str:
    """Each number word as its digits; "un'ora" and "mezz'ora" stay words."""
    said = said.replace("all'una", "alle 1").replace("un'", "1 ")
    return _NUMBER.sub(lambda one: value_of(one.group()) or one.group(), said)


_MORE = (
    r"(?: e (?:(?P<mezza>mezz[ao])|(?P<quarto>(?:1|un) quarto)|(?P<quarti>3 quarti)"
    r"|(?P<piu>\d{1,2})(?: minut[oi])?))?"
)
_WORK_HOURS = re.compile(rf"\b(?P<ore>\d{{1,2}}) or[ae]\b(?! di (?:notte|sera)){_MORE}")
_PARTS = (
    (re.compile(r"\b3 quarti d'ora\b"), 45),
    (re.compile(r"\b(?:1|un) quarto d'ora\b"), 15),
    (re.compile(r"\bmezz'? ?ora\b|\bmezza ora\b"), 30),
)
_WORK_MINUTES = re.compile(r"\b(\d{1,4}) (?:minut[oi]|min)\b")
_AMOUNT = (
    r"(?:\d{1,4} (?:minut[oi]|min|or[ae])(?: e mezz[ao])?|mezz'? ?ora|(?:1|un) quarto d'ora"
    r"|3 quarti d'ora)"
)
_WAIT = re.compile(rf"\b(?:fra|tra|dopo|entro) (?:circa )?{_AMOUNT}|\b{_AMOUNT} fa\b")


def _minutes(said: str) -> int | None:
    """The minutes of work, where the words give one length; two that differ are left to people."""
    lengths, rest = set(), said
    for match in _WORK_HOURS.finditer(said):
        lengths.add(int(match["ore"]) * 60 + _beyond(match))
    rest = _WORK_HOURS.sub(" ", rest)
    for part, minutes in _PARTS:
        if part.search(rest):
            lengths.add(minutes)
            rest = part.sub(" ", rest)
    lengths |= {int(match[1]) for match in _WORK_MINUTES.finditer(rest)}
    found = lengths.pop() if len(lengths) == 1 else 0
    return found if 1 <= found <= LONGEST else None


def _beyond(match: re.Match[str]) -> int:
    if match["mezza"]:
        return 30
    if match["quarto"]:
        return 15
    return 45 if match["quarti"] else int(match["piu"] or 0)


_IN = re.compile(
    rf"\b(?:fra|tra) (?:circa )?(?:(?P<mezzora>mezz'? ?ora)|(?P<quartodora>(?:1|un) quarto d'ora)"
    rf"|(?P<minuti>\d{{1,4}}) minut[oi]|(?P<ore>\d{{1,2}}) or[ae]\b{_MORE})"
)
_CLOCK = re.compile(
    rf"\b(?:alle|per le|verso le|all'|dalle)(?: ore)? ?(?:(?P<ora>\d{{1,2}})(?:[:.](?P<min>\d\d))?{_MORE}"
    r"|(?P<mezzogiorno>mezzogiorno))"
)
_DAYS = {"oggi": 0, "stamattina": 0, "stasera": 0, "domani": 1, "domattina": 1, "dopodomani": 2}
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)}|{'|'.join(plain(name) for name in WEEKDAYS)})\b")
_MORNING = re.compile(r"\b(?:mattina|mattino|mattinata|stamattina|domattina)\b")
_LATER = re.compile(r"\b(?:pomeriggio|sera|serata|stasera)\b")
_NOON, _AFTERNOON = 12, time(13)


def _agreed(said: str, now: datetime, hours: Hours, *, j_system: bool) -> datetime | None:
    """The instant that was agreed on; None where it has passed, is too far, or was not said."""
    if soon := _IN.search(said):
        return (now + _length(soon)).replace(second=0, microsecond=0).astimezone(UTC)
    day, clock = _DAY.search(said), _CLOCK.search(said)
    if day is None and clock is None and not _LATER.search(said):
        return None
    today = day_of(now, hours.timezone)
    on = _day(day.group(), today) if day else today
    found = (
        _at_clock(clock, on, said, now, hours, j_system=j_system)
        if clock
        else _in_part(on, said, now, hours, j_system=j_system)
    )
    return found if found is not None and now < found <= now + FARTHEST else None


def _length(match: re.Match[str]) -> timedelta:
    if match["mezzora"]:
        return timedelta(minutes=30)
    if match["quartodora"]:
        return timedelta(minutes=15)
    if match["minuti"]:
        return timedelta(minutes=int(match["minuti"]))
    return timedelta(hours=int(match["ore"]), minutes=_beyond(match))


def _day(name: str, today: date) -> date:
    if name in _DAYS:
        return today + timedelta(days=_DAYS[name])
    ahead = [plain(one) for one in WEEKDAYS].index(name) - today.weekday()
    return today + timedelta(days=ahead if ahead > 0 else ahead + 7)


def _at_clock(
    match: re.Match[str], on: date, said: str, now: datetime, hours: Hours, *, j_system: bool
) -> datetime | None:
    """ "Alle tre" is in the afternoon where the desk is shut at night, "alle nove" in the morning."""
    hour = _NOON if match["mezzogiorno"] else int(match["ora"])
    minute = int(match["min"] or 0) + _beyond(match)
    late = hour < _NOON and bool(_LATER.search(said))
    either = hour < _NOON and not late and not _MORNING.search(said)
    ways = [hour + _NOON] if late else _usual(hour) if either else [hour]
    if max(ways) > 23 or minute > 59:  # no clock shows it
        return None
    zone = zone_of(hours.timezone)
    found = [datetime.combine(on, time(way, minute), zone).astimezone(UTC) for way in ways]
    ahead = [at for at in found if at > now]
    is_open = (at for at in ahead if working_time.is_open(at, hours, j_system=j_system))
    return next(is_open, ahead[0] if ahead else None)


def _usual(hour: int) -> list[int]:
    """The hours of a day that somebody means who says it alone: nobody means the night."""
    if hour < 7:
        return [hour + _NOON]
    return [hour, hour + _NOON] if hour < 9 else [hour]


def _in_part(
    on: date, said: str, now: datetime, hours: Hours, *, j_system: bool
) -> datetime | None:
    """The first instant at which the desk is open in that part of that day; None where it is not."""
    begins = _AFTERNOON if _LATER.search(said) else time.min
    from_then = datetime.combine(on, begins, zone_of(hours.timezone)).astimezone(UTC)
    try:
        at = working_time.after(max(now, from_then), timedelta(), hours, j_system=j_system)
    except BadInput:
        return None  # a desk that never opens again
    return at if day_of(at, hours.timezone) == on else None
