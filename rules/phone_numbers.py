"""Phone numbers: normalisation to E.164, validity, and E.164 as people read it.

Italian landlines keep their leading zero, as libphonenumber does: "045 123 4567" is +390451234567.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

REGION = "IT"
LONGEST = 40  # characters; nothing longer is a number

# What Twilio sends for a caller who withholds the number: keys that spell a word (ANONYMOUS,
# UNAVAILABLE, UNKNOWN, BLOCKED, RESTRICTED). Some look like Lesotho or Russia, so they come first.
WITHHELD = frozenset({"+266696687", "+86282452253", "+8656696", "+2562533", "+7378742833"})

# What may be rung: an allow-list, because the library calls satellite numbers (+881, +883) VoIP.
DIALABLE = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
# Satellite and other networks of no country, some of which the library calls mobiles.
NOWHERE = "001"
ITALY = 39
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)  # ISO 3166
# Without it each number looks up a dozen patterns in re's own cache, which others fill as well.
phonenumbers.enable_pattern_cache()

_WRITTEN = re.compile(r"[0-9+()/.\s-]+")  # without letters, which the library reads as keys
# "045 8001234/5" on a card means two lines, 8001234 and 8001235; "-12" behind a number an extension.
_BEHIND = re.compile(r"(.*\d)[\s)]*([/(+-])[\s(]*(\d{1,7})[\s)]*", re.DOTALL)
# The same behind a blank or a dot alone: where the number before it is printed in one piece, or has
# all the digits that a customer's number has.
_APART = re.compile(r"(.*\d)[\s.]+()(\d{1,2})\s*", re.DOTALL)
_ONE_PIECE = re.compile(r"\d{7,}\Z")
_OFTEN = (
    5  # a sign that stands so often parts digits, and no line from another: "0-2-6-1-3-5-2-5-3-8"
)
# Digits of a number that is whole already; none has so many as the last.
_SHORTEST_LANDLINE, _SURELY_WHOLE, _MOBILE, _NEVER = 8, 9, 10, 99
_CALLER = re.compile(r"\+?[0-9]{3,20}")


def caller_number(raw: str) -> str | None:
    """Twilio's From as E.164; None for a withheld number, a name, sip: and client: addresses."""
    text = raw.strip()
    if text in WITHHELD or not _CALLER.fullmatch(text):
        return None
    return parse_number(text)


def parse_number(text: str) -> str | None:
    """A number as people write it, Italian unless it says otherwise, to E.164; None if invalid."""
    number = _parsed(text) if _WRITTEN.fullmatch(text) else None
    if number is None or is_two_lines(text) or not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None if e164 in WITHHELD else e164


def is_two_lines(text: str) -> bool:
    """Whether a whole Italian number and the end of a second one, or an extension, stand together.

    Their digits in a row would be a third number, a stranger's.
    """
    if max(map(text[:LONGEST].count, "./-")) >= _OFTEN:
        return False
    parts = _BEHIND.fullmatch(text[:LONGEST]) or _APART.fullmatch(text[:LONGEST])
    number = _parsed(parts[1]) if parts else None
    if parts is None or number is None or number.country_code != ITALY:
        return False
    if not phonenumbers.is_valid_number(number):
        return False
    digits = len(phonenumbers.national_significant_number(number))
    return digits >= _whole_from(number, *parts.groups())


def _whole_from(number: PhoneNumber, before: str, sign: str, behind: str) -> int:
    """From how many digits on the number is whole before the sign, so that another begins behind it."""
    if phonenumbers.number_type(number) == PhoneNumberType.MOBILE:
        return _MOBILE
    if not sign and not _ONE_PIECE.search(before):
        return _MOBILE if len(behind) == 1 else _NEVER
    return _SHORTEST_LANDLINE if sign != "-" or len(behind) == 1 else _SURELY_WHOLE


def display(e164: str) -> str:
    """As an Italian reads it: national form at home, international form abroad."""
    number = _parsed(e164)
    if number is None:
        return e164
    home = phonenumbers.region_code_for_number(number) == REGION
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def masked(e164: str | None) -> str:
    """For logs: the beginning and the last two digits ("+39045•••••34"); "-" for none."""
    if not e164:
        return "-"
    if len(e164) < 9:
        return "•" * len(e164)
    return e164[:6] + "•" * (len(e164) - 8) + e164[-2:]


def is_mobile(e164: str) -> bool:
    """Whether the number is surely a mobile's, and so can take an SMS."""
    number = _parsed(e164)
    return number is not None and phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def country(e164: str) -> str | None:
    """The country of a valid number, as ISO 3166 writes it ("IT"); None for a number of no country."""
    number = _parsed(e164)
    found = phonenumbers.region_code_for_number(number) if number is not None else None
    return None if found == NOWHERE else found


def dialable(e164: str) -> bool:
    """Whether we may ring it: an ordinary line or a mobile, neither premium nor satellite."""
    number = _parsed(e164)
    return (
        number is not None
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in DIALABLE
        and phonenumbers.region_code_for_number(number) != NOWHERE
    )


class NumberKind(StrEnum):
    """The kinds of number to which calls for technicians may go, of Italy alone."""

    FIXED = "fixed"
    MOBILE = "mobile"


_LINES: Mapping[int, NumberKind] = {
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
}


def italian_line(e164: str) -> NumberKind | None:
    """Which of them it is; None for a number from elsewhere, and for premium or other services."""
    number = _parsed(e164)
    if number is None or number.country_code != ITALY or not phonenumbers.is_valid_number(number):
        return None
    return _LINES.get(phonenumbers.number_type(number))


def _parsed(text: str) -> PhoneNumber | None:
    if len(text) > LONGEST:
        return None
    try:
        return phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None
