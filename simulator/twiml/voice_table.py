"""The table of voices that <Say> has: which there are, and what each speaks.

From Twilio's own list in twilio-node 6.0.2 of 30 July 2026 (src/twiml/VoiceResponse.ts, SayVoice),
with the languages of Amazon Polly's voices (docs.aws.amazon.com/polly/latest/dg/available-voices.html).
Twilio adds voices: one that is missing here is added here, with where it was read.
"""

from collections.abc import Iterator, Mapping

SOURCE = "Twilio's list of July 2026"
CHIRP = ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")

# A language; families with the names, or the letters, of their voices.
TABLE = """
af-ZA | Standard: A
am-ET | Standard: AB; Wavenet: AB
ar-AE | Neural: Hala Zayd
ar-XA | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
arb | Polly: Zeina
bg-BG | Standard: AB
bn-IN | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
ca-ES | Neural: Arlet; Standard: AB
cmn-CN | Polly: Zhiyu; Neural: Zhiyu; Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
cmn-TW | Standard: ABC; Wavenet: ABC
cs-CZ | Standard: AB; Wavenet: AB
cy-GB | Polly: Gwyneth
da-DK | Polly: Mads Naja; Neural: Sofie; Standard: ACDEFG; Wavenet: ACDEFG; Neural2: DF
de-AT | Neural: Hannah
de-DE | Polly: Hans Marlene Vicki; Neural: Daniel Vicki; Generative: Daniel Vicki
de-DE | Standard: ABCDEFGH; Wavenet: ABCDEFGH; Neural2: ABCDFGH; Chirp3-HD: all
el-GR | Standard: AB; Wavenet: AB
en-AU | Polly: Nicole Russell; Neural: Olivia; Generative: Olivia
en-AU | Standard: ABCD; Wavenet: ABCD; Neural2: ABCD; Chirp3-HD: all
en-GB | Polly: Amy Brian Emma; Neural: Amy Arthur Brian Emma; Generative: Amy
en-GB | Standard: ABCDFNO; Wavenet: ABCDFNO; Neural2: ABCDFNO; Chirp3-HD: all
en-GB-WLS | Polly: Geraint
en-IE | Neural: Niamh
en-IN | Polly: Aditi Raveena; Neural: Kajal; Generative: Kajal
en-IN | Standard: ABCDEF; Wavenet: ABCDEF; Neural2: ABCD; Chirp3-HD: all
en-NZ | Neural: Aria
en-US | Polly: Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Salli
en-US | Neural: Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen
en-US | Generative: Danielle Joanna Matthew Ruth Stephen
en-US | Standard: ABCDEFGHIJ; Wavenet: ABCDEFGHIJ; Neural2: ACDEFGHIJ; Chirp3-HD: all
en-ZA | Neural: Ayanda; Generative: Ayanda
es-ES | Polly: Conchita Enrique Lucia; Neural: Lucia Sergio; Generative: Lucia Sergio
es-ES | Standard: ABCDEFGH; Wavenet: BCDEFGH; Neural2: ABCDEFGH; Chirp3-HD: all
es-MX | Polly: Mia; Neural: Andres Mia; Generative: Andres Mía
es-US | Polly: Lupe Miguel Penelope; Neural: Lupe Pedro; Generative: Lupe Pedro
es-US | Standard: ABC; Wavenet: ABC; Neural2: ABC; Chirp3-HD: all
eu-ES | Standard: AB
fi-FI | Neural: Suvi; Standard: AB; Wavenet: AB
fil-PH | Standard: ABCD; Wavenet: ABCD
fil-ph | Neural2: AD
fr-BE | Neural: Isabelle
fr-CA | Polly: Chantal; Neural: Gabrielle Liam
fr-CA | Standard: ABCD; Wavenet: ABCD; Neural2: ABCD; Chirp3-HD: all
fr-FR | Polly: Celine Lea Mathieu; Neural: Lea Remi; Generative: Lea Rémi
fr-FR | Standard: ABCDEFG; Wavenet: ABCDEFG; Neural2: ABCDEFG; Chirp3-HD: all
gl-ES | Standard: AB
gu-IN | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
he-IL | Standard: ABCD; Wavenet: ABCD
hi-IN | Polly: Aditi; Neural: Kajal; Generative: Kajal
hi-IN | Standard: ABCDEF; Wavenet: ABCDEF; Neural2: ABCD; Chirp3-HD: all
hu-HU | Standard: AB; Wavenet: A
id-ID | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
is-IS | Polly: Dora Karl; Standard: AB
it-IT | Polly: Bianca Carla Giorgio; Neural: Adriano Bianca; Generative: Bianca
it-IT | Standard: ABCDEF; Wavenet: ABCDEF; Neural2: ACF; Chirp3-HD: all
ja-JP | Polly: Mizuki Takumi; Neural: Kazuha Takumi Tomoko
ja-JP | Standard: ABCD; Wavenet: ABCD; Neural2: BCD; Chirp3-HD: all
kn-IN | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
ko-KR | Polly: Seoyeon; Neural: Seoyeon; Standard: ABCD; Wavenet: ABCD; Neural2: ABC; Chirp3-HD: all
lt-LT | Standard: AB
lv-LV | Standard: AB
ml-IN | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
mr-IN | Standard: ABC; Wavenet: ABC; Chirp3-HD: all
ms-MY | Standard: ABCD; Wavenet: ABCD
nb-NO | Polly: Liv; Neural: Ida; Standard: ABCDEFG; Wavenet: ABCDEFG
nl-BE | Neural: Lisa; Standard: ABCD; Wavenet: ABCD
nl-NL | Polly: Lotte Ruben; Neural: Laura; Standard: ABCDEFG; Wavenet: ABCDEFG; Chirp3-HD: all
pa-IN | Standard: ABCD; Wavenet: ABCD
pl-PL | Polly: Ewa Jacek Jan Maja; Neural: Ola; Standard: ABCDEFG; Wavenet: ABCDEFG; Chirp3-HD: all
pt-BR | Polly: Camila Ricardo Vitoria; Neural: Camila Thiago Vitoria
pt-BR | Standard: ABCDE; Wavenet: ABCDE; Neural2: ABC; Chirp3-HD: all
pt-PT | Polly: Cristiano Ines; Neural: Ines; Standard: ABCDEF; Wavenet: ABCDEF
ro-RO | Polly: Carmen; Standard: AB; Wavenet: AB
ru-RU | Polly: Maxim Tatyana; Standard: ABCDE; Wavenet: ABCDE; Chirp3-HD: all
sk-SK | Standard: AB; Wavenet: AB
sr-RS | Standard: A
sv-SE | Polly: Astrid; Neural: Elin; Standard: ABCDEFG; Wavenet: ABCDEFG
ta-IN | Standard: ABCD; Wavenet: ABCD; Chirp3-HD: all
te-IN | Standard: ABCD; Chirp3-HD: all
th-TH | Standard: A; Neural2: C; Chirp3-HD: all
tr-TR | Polly: Filiz; Neural: Burcu; Standard: ABCDE; Wavenet: ABCDE; Chirp3-HD: all
uk-UA | Standard: A; Wavenet: A
vi-VN | Standard: ABCD; Wavenet: ABCD; Neural2: AD; Chirp3-HD: all
yue-CN | Neural: Hiujin
yue-HK | Standard: ABCD
"""
_NAMED = {
    "Polly": "",
    "Neural": "-Neural",
    "Generative": "-Generative",
}  # Polly's; the rest is Google's


def speaks() -> Mapping[str, frozenset[str]]:
    """Each voice, with the languages that it speaks."""
    found: dict[str, set[str]] = {}
    for voice, language in _voices():
        found.setdefault(voice, set()).add(language)
    return {voice: frozenset(languages) for voice, languages in found.items()}


def _voices() -> Iterator[tuple[str, str]]:
    for line in TABLE.strip().splitlines():
        language, _, families = line.partition(" | ")
        for family in families.split("; "):
            name, _, names = family.partition(": ")
            for one in _of(name, names):
                if name in _NAMED:
                    yield f"Polly.{one}{_NAMED[name]}", language
                else:
                    yield f"Google.{language}-{name}-{one}", _plain(language)


def _of(family: str, names: str) -> tuple[str, ...]:
    if names == "all":
        return CHIRP
    return tuple(names.split() if family in _NAMED else names)


def _plain(language: str) -> str:
    """The tag of a language that one of Google's voices spells in small letters."""
    first, _, country = language.partition("-")
    return f"{first}-{country.upper()}"
