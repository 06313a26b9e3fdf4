"""Languages' names in Italian, by the codes that Whisper knows; those that are heard around here."""

NAMES = {
    **{"it": "italiano", "en": "inglese", "de": "tedesco", "fr": "francese", "es": "spagnolo"},
    **{"pt": "portoghese", "nl": "olandese", "ro": "rumeno", "sq": "albanese", "pl": "polacco"},
    **{"uk": "ucraino", "ru": "russo", "sl": "sloveno", "hr": "croato", "sr": "serbo"},
    **{"bs": "bosniaco", "mk": "macedone", "bg": "bulgaro", "el": "greco", "tr": "turco"},
    **{"hu": "ungherese", "cs": "ceco", "ar": "arabo", "zh": "cinese", "ja": "giapponese"},
    **{"hi": "hindi", "ur": "urdu", "bn": "bengalese", "pa": "punjabi", "si": "singalese"},
    **{"tl": "tagalog", "la": "latino", "ca": "catalano"},
}


def language_in_italian(code: str) -> str:
    """`tedesco` for "de"; the code itself for one that has no name here."""
    return NAMES.get(code, f"lingua «{code}»")
