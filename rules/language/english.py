"""Days, times and amounts as the English say them: "this afternoon at a quarter to three"."""

from datetime import date, datetime

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PLUS = "plus"

_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NIGHT_ENDS, _NOON, _EVENING = 5, 12, 18


def instant(local: datetime, days: int) -> str:
    """A local time, so many days after today."""
    part, time = _part(local), _time(local)
    if days == 0:
        return f"this {part} {time}" if part else f"today {time}{_by_night(local)}"
    if 0 < days < 7:  # in a week's time the weekday alone would be taken for today's
        near = "tomorrow" if days == 1 else f"on {_WEEKDAYS[local.weekday()]}"
        return f"{near} {part} {time}" if part else f"{near} {time}{_by_night(local)}"
    of_day = f" in the {part}" if part else _by_night(local)
    return f"on {day(local.date())} {time}{of_day}"


def until(local: datetime, days: int) -> str:
    """The latest time: "by eleven forty this morning", "by nine fifty on Monday morning"."""
    return f"by {_bare_time(local)}{_on_day(local, days)}"


def since(local: datetime, days: int) -> str:
    """The earliest time: "from a quarter past nine on Monday morning"."""
    return f"from {_bare_time(local)}{_on_day(local, days)}"


def written_until(local: datetime, days: int) -> str:
    """The latest time, short: "by 11:40 today", "by 9:50 on Monday 30 November"."""
    hour = f"{local.hour}:{local:%M}"
    if days == 0:
        return f"by {hour} today"
    return f"by {hour} on {_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def day(day_: date) -> str:
    """The day with its weekday and without its year."""
    weekday, month = _WEEKDAYS[day_.weekday()], _MONTHS[day_.month - 1]
    return f"{weekday} the {_ordinal(day_.day)} of {month}"


def _part(local: datetime) -> str:
    """The part of the day, where the time does not say it already."""
    if local.hour < _NIGHT_ENDS or (local.hour == _NOON and local.minute == 0):
        return ""
    if local.hour < _NOON:
        return "morning"
    return "afternoon" if local.hour < _EVENING else "evening"


def _by_night(local: datetime) -> str:
    if 0 < local.hour < _NIGHT_ENDS:
        return " in the morning"
    return " at night" if local.hour == 0 and local.minute else ""


def _time(local: datetime) -> str:
    match local.hour, local.minute:
        case 0, 0:
            return "at midnight"
        case 12, 0:
            return "at noon"
        case hour, 15:
            return f"at a quarter past {_hour(hour)}"
        case hour, 30:
            return f"at half past {_hour(hour)}"
        case hour, 45:
            return f"at a quarter to {_hour(hour + 1)}"
        case hour, minute:
            return f"at {_hour(hour)}{_minutes(minute)}"


def _bare_time(local: datetime) -> str:
    return _time(local).removeprefix("at ")


def _on_day(local: datetime, days: int) -> str:
    """The day, said after the time."""
    part = _part(local)
    if days == 0:
        return f" this {part}" if part else f"{_by_night(local)} today"
    if 0 < days < 7:
        near = "tomorrow" if days == 1 else f"on {_WEEKDAYS[local.weekday()]}"
        return f" {near} {part}" if part else f"{_by_night(local)} {near}"
    of_day = f" in the {part}" if part else _by_night(local)
    return f"{of_day} on {day(local.date())}"


def _hour(hour: int) -> str:
    return _number(hour % 12 or 12)


def _minutes(minute: int) -> str:
    if minute == 0:
        return ""
    return f" {'oh ' if minute < 10 else ''}{_number(minute)}"


def money(euros: int, cents: int) -> str:
    """An amount below a million euros."""
    whole = "one euro" if euros == 1 else f"{_number(euros)} euros"
    if not cents:
        return whole
    part = "one cent" if cents == 1 else f"{_number(cents)} cents"
    return f"{whole} and {part}" if euros else part


def _number(number: int) -> str:
    """The cardinal number, below a million."""
    if number >= 1000:
        thousands, rest = f"{_number(number // 1000)} thousand", number % 1000
        joined = " and " if 0 < rest < 100 else " "
        return f"{thousands}{joined}{_number(rest)}" if rest else thousands
    if number >= 100:
        hundreds, rest = f"{DIGITS[number // 100]} hundred", number % 100
        return f"{hundreds} and {_number(rest)}" if rest else hundreds
    if number < 20:
        return (DIGITS + _TEENS)[number]
    tens, ones = _TENS[number // 10 - 2], number % 10
    return f"{tens}-{DIGITS[ones]}" if ones else tens


def _ordinal(number: int) -> str:
    if number < 20:
        return _ORDINALS[number]
    tens, ones = _TENS[number // 10 - 2], number % 10
    return f"{tens}-{_ORDINALS[ones]}" if ones else f"{tens[:-1]}ieth"
