"""Retention times as people say them: "90 giorni", "2 anni", "one year"."""

YEAR = 365
_UNITS = {
    "it": (("un giorno", "giorni"), ("un anno", "anni")),
    "en": (("one day", "days"), ("one year", "years")),
}


def kept_for(days: int, language: str) -> str:
    """So many days; whole years as years, of two or more whichever leap days are counted with them."""
    of_days, of_years = _UNITS[language]
    years, rest = divmod(days, YEAR)
    if years and rest <= years // 4:
        return _counted(years, *of_years)
    return _counted(days, *of_days)


def _counted(count: int, one: str, more: str) -> str:
    return one if count == 1 else f"{count} {more}"
