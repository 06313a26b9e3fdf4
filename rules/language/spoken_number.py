"""A telephone number as people say it: its prefix digit by digit, then groups of three and two.

Spoken as words, so that no voice has to guess whether it is an amount; a comma makes it pause.
"""

from collections.abc import Iterator

from rules.language import italian
from rules.language.spoken import spoken_digits
from rules.phone_numbers import display


def spoken_number(e164: str, language: str) -> str:
    """ "zero quattro cinque, ottocentododici, trentaquattro, cinquantasei"; English says each digit."""
    first, *others = display(e164).split()
    groups = [first, *_groups("".join(others))] if others else [*_groups(first)]
    return ", ".join(_said(group, language, is_first=at == 0) for at, group in enumerate(groups))


def spoken_by_digits(e164: str, language: str) -> str:
    """ "zero, quattro, cinque, otto ..."; without the country, where that is ours."""
    return spoken_digits(display(e164), language)


def _groups(digits: str) -> Iterator[str]:
    """Three digits first where their count is odd, then always two."""
    start = min(3, len(digits)) if len(digits) % 2 else 0
    if start:
        yield digits[:start]
    for at in range(start, len(digits), 2):
        yield digits[at : at + 2]


def _said(group: str, language: str, *, is_first: bool) -> str:
    by_digit = is_first or language != "it" or group.startswith("0") or not group.isdigit()
    return (
        spoken_digits(group, language).replace(",", "")
        if by_digit
        else italian.cardinal(int(group))
    )
