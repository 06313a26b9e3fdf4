"""A recogniser that mishears dictated numbers as often, and in the ways, that `base` was measured to.

It gives readings; whether one is believed is decided by the real vote, the real rule of doubt and
the real triage. Its shares are those of docs/speech.md (Numbers, after the words had to agree).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.callers.people import Person
from rules.language.spoken_number import spoken_by_digits
from rules.transcript.second_reading import Stretch, Way
from rules.triage.vocabulary import Vocabulary
from transcription.audio import Audio
from transcription.result import NoSpeech, Transcript, Word
from transcription.voted_digits import voted

# Of a hundred dictated numbers by noise below the voice: heard alike and right by all readings; heard
# alike and wrong by all. Of the others each reading makes something else. At 20 dB half were right and
# at 10 dB one in six; two of 64 clips that nothing was tuned on were wrong and believed.
RIGHT = {30: 0.50, 20: 0.50, 10: 0.17}
WRONG = {30: 0.03, 20: 0.03, 10: 0.03}
PROMPT_LANGUAGE = "it"
A_WORD_S = 0.4


@dataclass
class Mishearing:
    """Whisper's place: it is told what was said, and hears it as `base` would."""

    model: str = "base, as it was measured"
    _of: Person | None = None
    _pick: random.Random = field(default_factory=random.Random)

    def hears(self, person: Person) -> None:
        """Whose message comes next."""
        self._of, self._pick = person, random.Random(f"heard {person.meant}")

    def transcribe(
        self,
        audio: Audio,  # noqa: ARG002 - what is in it was told
        words: Vocabulary | None = None,  # noqa: ARG002
        language: str | None = None,
    ) -> Transcript | NoSpeech:
        """The message with its number as the vote leaves it."""
        person = self._of
        if person is None:
            return NoSpeech("nobody spoke")
        if person.said is None:
            return _transcript([_segment(person.saying)], language)
        readings = self._readings(person.said, person.noise_db)
        first = [_segment(person.saying.format(_grouped(readings[0])))]
        others = iter(readings[1:])

        def again(stretch: Stretch, way: Way) -> str:  # noqa: ARG001
            heard = next(others, readings[-1])
            return spoken_by_digits("+39" + heard, "it") if way.in_words else _grouped(heard)

        return _transcript(voted(first, PROMPT_LANGUAGE, again), language)

    def _readings(self, said: str, noise_db: int) -> list[str]:
        """What the four ways of reading give; where they err alike it is the same number for all."""
        drawn = self._pick.random()
        if drawn < RIGHT[noise_db]:
            return [said] * 4
        if drawn < RIGHT[noise_db] + WRONG[noise_db]:
            return [_mistaken(said, self._pick)] * 4
        return [_garbled(said, self._pick) for _ in range(4)]


def _mistaken(said: str, pick: random.Random) -> str:
    """One digit for another, as 611 for "seicentouno": a number that somebody may have."""
    at = pick.randrange(4, len(said))
    return said[:at] + pick.choice("0123456789".replace(said[at], "")) + said[at + 1 :]


def _garbled(said: str, pick: random.Random) -> str:
    """A digit left out, heard once where it is doubled, or another; two such slips in three of ten."""
    for _ in range(1 if pick.random() < 0.7 else 2):
        at = pick.randrange(2, len(said))
        said = said[:at] + said[at + 1 :] if pick.random() < 0.6 else _mistaken(said, pick)
    return said


def _grouped(digits: str) -> str:
    return " ".join([digits[:3], *(digits[at : at + 3] for at in range(3, len(digits), 3))])


def _segment(text: str) -> dict[str, object]:
    words = [
        Word(word, at * A_WORD_S, (at + 1) * A_WORD_S, 0.8) for at, word in enumerate(text.split())
    ]
    return {"text": text, "words": words, "log": -0.2}


def _transcript(read: list[dict[str, object]], language: str | None) -> Transcript:
    words = [word for segment in read for word in segment["words"]]  # type: ignore[attr-defined]
    text = " ".join(str(segment["text"]) for segment in read)
    return Transcript(text, language or "it", 0.9, tuple(words))
