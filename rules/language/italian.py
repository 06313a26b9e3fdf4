"""Days, times and amounts as Italians say them: "oggi alle quattordici e quarantacinque".

The hour is that of the twenty-four; quarters and halves go with the hours up to noon.
"""

from datetime import date, datetime

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
DIGITS = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
PLUS = "più"

_TEENS = (
    *("dieci", "undici", "dodici", "tredici", "quattordici"),
    *("quindici", "sedici", "diciassette", "diciotto", "diciannove"),
)
_TENS = (
    *("venti", "trenta", "quaranta", "cinquanta"),
    *("sessanta", "settanta", "ottanta", "novanta"),
)
_MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
_NIGHT_ENDS, _NOON, _EVENING = 5, 12, 18


def counted(count: int, one: str, more: str) -> str:
    """So many of something: "1 minuto", "3 minuti"."""
    return f"{count} {one if count == 1 else more}"


def instant(local: datetime, days: int) -> str:
    """A local time, so many days after today."""
    return f"{_day_and_part(local, days)} {_time(local)}"


def until(local: datetime, days: int) -> str:
    """The latest time: "entro le undici e quaranta", "entro lunedì mattina alle nove e dieci"."""
    return f"entro {_bare(_time(local))}" if days == 0 else f"entro {instant(local, days)}"


def since(local: datetime, days: int) -> str:
    """The earliest time: "lunedì mattina, dalle nove e un quarto"."""
    return f"{_day_and_part(local, days)}, d{_time(local)}"  # alle, all'una, a mezzogiorno


def written_until(local: datetime, days: int) -> str:
    """The latest time, short: "entro le 11:40 di oggi", "entro lunedì 30/11 alle 9:50"."""
    hour = f"{local.hour}:{local:%M}"
    at = f"all'{hour}" if local.hour == 1 else f"alle {hour}"
    if days == 0:
        return f"entro {_bare(at)} di oggi"
    return f"entro {WEEKDAYS[local.weekday()]} {local.day}/{local.month} {at}"


def day(day_: date) -> str:
    """The day with its weekday and without its year."""
    number = "primo" if day_.day == 1 else _number(day_.day)
    return f"{WEEKDAYS[day_.weekday()]} {number} {_MONTHS[day_.month - 1]}"


def money(euros: int, cents: int) -> str:
    """An amount below a million euro; cents below ten are named, or they would sound like tens."""
    if not euros and cents:
        return "un centesimo" if cents == 1 else f"{_number(cents)} centesimi"
    whole = "un euro" if euros == 1 else f"{_number(euros)} euro"
    if not cents:
        return whole
    if cents < 10:
        return f"{whole} e {money(0, cents)}"
    return f"{whole} e {_number(cents)}"


def cardinal(number: int) -> str:
    """A number below a million in words: "ottocentododici"."""
    return _number(number)


def _number(number: int) -> str:
    """The cardinal number, below a million."""
    if number < 100:
        return _below_hundred(number)
    if number < 1000:
        hundreds = "cento" if number < 200 else f"{DIGITS[number // 100]}cento"
        if number % 100 // 10 == 8:
            hundreds = hundreds[:-1]  # centottanta
        return hundreds + _tail(number % 100)
    thousands = "mille" if number < 2000 else f"{_number(number // 1000)}mila".replace("é", "e")
    return thousands + _tail(number % 1000)


def _tail(number: int) -> str:
    """What follows hundreds or thousands: nothing for zero, and a final tre takes its accent."""
    if not number:
        return ""
    return "tré" if number == 3 else _number(number)


def _below_hundred(number: int) -> str:
    if number < 20:
        return (DIGITS + _TEENS)[number]
    tens, ones = _TENS[number // 10 - 2], number % 10
    match ones:
        case 0:
            return tens
        case 1 | 8:
            return f"{tens[:-1]}{DIGITS[ones]}"  # ventuno, trentotto
        case 3:
            return f"{tens}tré"
        case _:
            return f"{tens}{DIGITS[ones]}"


def _day_and_part(local: datetime, days: int) -> str:
    if days == 0:
        return "oggi"
    if days == 1:
        return f"domani{_part(local)}"
    if 1 < days < 7:  # in a week's time the weekday alone would be taken for today's
        return f"{WEEKDAYS[local.weekday()]}{_part(local)}"
    return day(local.date())


def _part(local: datetime) -> str:
    """The part of the day, where the hour does not say it already."""
    if local.hour < _NIGHT_ENDS or local.hour == _NOON:
        return ""
    if local.hour < _NOON:
        return " mattina"
    return " pomeriggio" if local.hour < _EVENING else " sera"


def _time(local: datetime) -> str:
    minutes = _minutes(local.hour, local.minute)
    match local.hour:
        case 0:
            return f"a mezzanotte{minutes}"
        case 1:
            return f"all'una{minutes} di notte"
        case 12 if not minutes:
            return "a mezzogiorno"
        case hour:
            by_night = " di notte" if hour < _NIGHT_ENDS else ""
            return f"alle {_number(hour)}{minutes}{by_night}"


def _bare(time: str) -> str:
    """The time with its article alone: le undici, l'una, mezzogiorno."""
    return time.removeprefix("al").removeprefix("a ")


def _minutes(hour: int, minute: int) -> str:
    match minute:
        case 0:
            return ""
        case 1:
            return " e un minuto"
        case 15 if hour <= _NOON:
            return " e un quarto"
        case 30 if hour <= _NOON:
            return " e mezza"
        case _:
            return f" e {_number(minute)}"
