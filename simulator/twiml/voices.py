"""The voices of <Say>: which exist, what they speak, how long a text they take.

Twilio docs: Text-to-Speech; TwiML Voice: <Say>. The voices stand in `voice_table`.
"""

import re

from simulator.twiml.voice_table import SOURCE, speaks

LEGACY = frozenset({"man", "woman", "alice"})  # they speak any language, and no SSML
SPEAKS = speaks()
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?-([A-Z]{2}|\d{3})(-[A-Z]{3})?|arb")


def is_voice(voice: str) -> bool:
    return voice in LEGACY or voice in SPEAKS


def is_language(language: str) -> bool:
    """Whether it is written as Twilio wants it: it-IT, where plain `it` is refused."""
    return _LANGUAGE.fullmatch(language) is not None


def fits(voice: str, language: str) -> bool:
    """Whether the voice speaks the language; the old voices take any."""
    return voice in LEGACY or language in SPEAKS.get(voice, frozenset())


def language_of(voice: str) -> str:
    """What a voice speaks that is told no language."""
    return min(SPEAKS.get(voice, {"en-US"}))


def takes_ssml(voice: str) -> bool:
    """Whether the voice understands SSML: man and woman do not."""
    return voice not in {"man", "woman"}


def fault(voice: str, language: str) -> str | None:
    """Why Twilio would not speak so; None where it would."""
    if not is_voice(voice):
        near = [one for one in SPEAKS if one.casefold() == voice.casefold()]
        hint = f", perhaps {near[0]}" if near else ""
        return f"it is not in {SOURCE}{hint}"
    if not fits(voice, language):
        return f"it speaks {' and '.join(sorted(SPEAKS[voice]))}"
    return None


def longest(voice: str) -> int:
    """The characters that one <Say> may hold, by the family of its voice (13521)."""
    return {"Polly": 3000, "Google": 5000}.get(voice.partition(".")[0], 4096)


def seconds(text: str) -> float:
    """How long a text takes to say: some fourteen characters a second, as the voices speak."""
    return round(max(0.5, len(text) / 14), 2)
