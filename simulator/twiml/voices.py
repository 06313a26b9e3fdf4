"""The voices of <Say>: which exist, what they speak, how long a text they take.

Twilio docs: Text-to-Speech. The Italian table is complete as of 2026; of the English voices those
for Britain and the United States are here. Voices change monthly: one that is missing here is
added here.
"""

import re
from itertools import product

LEGACY = {"man", "woman", "alice"}

_STANDARD = {
    "it-IT": "Bianca Carla Giorgio",
    "en-GB": "Amy Brian Emma",
    "en-US": "Ivy Joanna Joey Justin Kendra Kimberly Matthew Salli",
    "en-AU": "Nicole Russell",
    "en-IN": "Aditi Raveena",
}
_NEURAL = {
    "it-IT": "Adriano Bianca",
    "en-GB": "Amy Arthur Brian Emma",
    "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli "
    "Stephen",
    "en-AU": "Olivia",
    "en-IN": "Kajal",
}
_GENERATIVE = {"it-IT": "Bianca", "en-GB": "Amy", "en-US": "Danielle Joanna Matthew Ruth Stephen"}
_GOOGLE = {
    "it-IT": {"Standard": "AEF", "Wavenet": "AEF", "Neural2": "F"},
    "en-GB": {"Standard": "ABCDFNO", "Wavenet": "ABCDFNO", "Neural2": "ABCDFNO"},
    "en-US": {"Standard": "ABCDEFGHIJ", "Wavenet": "ABCDEFGHIJ", "Neural2": "ACDEFGHIJ"},
}
_CHIRP = ["Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr"]


def _polly(names: dict[str, str], suffix: str) -> dict[str, str]:
    return {f"Polly.{name}{suffix}": lang for lang, some in names.items() for name in some.split()}


def _google() -> dict[str, str]:
    lettered = {
        f"Google.{lang}-{family}-{letter}": lang
        for lang, families in _GOOGLE.items()
        for family, letters in families.items()
        for letter in letters
    }
    chirp = {f"Google.{lang}-Chirp3-HD-{name}": lang for lang, name in product(_GOOGLE, _CHIRP)}
    return lettered | chirp


LANGUAGE_OF: dict[str, str] = (
    _polly(_STANDARD, "")
    | _polly(_NEURAL, "-Neural")
    | _polly(_GENERATIVE, "-Generative")
    | _google()
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?-([A-Z]{2}|\d{3})|arb")


def is_voice(voice: str) -> bool:
    return voice in LEGACY or voice in LANGUAGE_OF


def is_language(language: str) -> bool:
    """Whether it is written as Twilio wants it: it-IT, where plain `it` is refused."""
    return _LANGUAGE.fullmatch(language) is not None


def fits(voice: str, language: str) -> bool:
    """Whether the voice speaks the language; the old voices take any."""
    return LANGUAGE_OF.get(voice, language) == language


def longest(voice: str) -> int:
    """The characters that one <Say> may hold, by the family of its voice (13521)."""
    return {"Polly": 3000, "Google": 5000}.get(voice.partition(".")[0], 4096)


def seconds(text: str) -> float:
    """How long a text takes to say: some fourteen characters a second, as the voices speak."""
    return round(max(0.5, len(text) / 14), 2)
