"""Reading: what all engines do with a recording; an engine only turns one piece of it into segments.

A recording is read piece by piece between its pauses. Where somebody speaks and a piece has no word for
it, that stretch is read again by itself. Where a piece holds digits it is read again, in other ways, and
what two readings give alike is sure: see `rules.transcript.vote`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.language.transcribed import language_to_read
from rules.transcript import second_reading
from rules.transcript.not_understood import MARK
from rules.transcript.trade_words import misheard
from rules.triage.timed_words import DOUBTFUL
from rules.triage.vocabulary import as_known
from transcription import calibration, inventions
from transcription.pieces import pieces
from transcription.result import NOTHING, NoSpeech, Transcript, Word
from transcription.said import places, said, text_of
from transcription.speech import activity
from transcription.text import tidy
from transcription.unread import mark, placed, reread, unread, without_echo
from transcription.voted_digits import voted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.triage.vocabulary import Vocabulary
    from transcription.audio import Audio
    from transcription.models import ModelChoice, Settings
    from transcription.speech import Activity, Span

# As Whisper's own: a piece that it takes for silence, and is unsure of, is silence.
NO_SPEECH = 0.6
UNSURE = -1.0
# No sampling beyond the second try: a model that is unsure then only invents more freely.
TEMPERATURES = (0.0, 0.2)
# A loop ends where its sound could hold no more: nobody says as many tokens a second.
MOST_TOKENS, TOKENS_A_SECOND, TOKENS_BESIDE = 224, 16, 24
MOST_UNREAD = 4  # stretches without words that are read again, of one piece
MOST_OF_IT = 0.8  # of a piece: what was read in vain without a prompt is not read again
UNSURE_WORD = 0.5  # how sure a word is at most that was put in the place of another
NOBODY, FAR = "silence or noise", "a voice from afar"

Segment = dict[str, Any]  # Whisper's own: text, avg_logprob, words
Segments = list[Segment]


def most_tokens(seconds: float) -> int:
    """How many tokens a piece of so many seconds may become; Whisper's own bound is 224."""
    return min(MOST_TOKENS, round(seconds * TOKENS_A_SECOND) + TOKENS_BESIDE)


class Reader(ABC):
    """One model in memory; one recording at a time."""

    def __init__(self, choice: ModelChoice, settings: Settings) -> None:
        self._choice, self._settings = choice, settings
        self._inventions = inventions.of(choice)
        self._calibration = calibration.of(choice)
        self.witness: Callable[[Sequence[Word]], object] | None = (
            None  # of words as the model has them
        )
        self.between: Callable[[], object] = lambda: None  # raises PutBack where others wait

    @abstractmethod
    def segments(
        self, audio: Audio, language: str | None, prompt: str | None, *, timed: bool
    ) -> tuple[Segments, str]:
        """One piece as Whisper's segments, and its language; `timed` with words and their seconds."""

    @property
    def model(self) -> str:
        """The model's name."""
        return self._choice.name

    def transcribe(
        self, audio: Audio, words: Vocabulary = NOTHING, language: str | None = None
    ) -> Transcript | NoSpeech:
        """Read one recording, in the language of its call; the `words` mend what is unsure."""
        heard = activity(audio)
        if not heard.has_speech:
            return NoSpeech(FAR if heard.is_far else NOBODY)
        known = self._choice.language or language_to_read(self._settings.language, language)
        found: Segments = []
        for span in pieces(heard, self._choice.longest_piece_s):
            self.between()
            piece = audio.between(span.start, span.end)
            read, known = self.segments(piece, known, self._settings.prompt or None, timed=True)
            one = _as_one(
                [self._weighed(_moved(segment, span), known) for segment in read],
                heard,
                self._inventions,
            )
            if self._choice.times_words:
                one = self._with_unread(audio, heard, span, one, known)
            (one,) = self._read_twice(audio, [one], known)
            one = _in_the_trade(_mended(one, words))
            found.append(_marked(one, heard, span) if self._choice.times_words else one)
        return _as_transcript(found, known or "")

    def _with_unread(
        self, audio: Audio, heard: Activity, span: Span, one: Segment, language: str
    ) -> Segment:
        """The piece with what it left out: where nobody was understood, that stretch is read by itself."""
        for left in unread(heard, span, one["words"])[:MOST_UNREAD]:
            if left.seconds > MOST_OF_IT * span.seconds and not self._settings.prompt:
                continue  # it would be read as it was
            around = reread(left, span, one["words"])
            read, _ = self.segments(
                audio.between(around.start, around.end), language, None, timed=True
            )
            more = _as_one(
                [self._weighed(_moved(part, around), language) for part in read],
                heard,
                self._inventions,
            )
            new = without_echo(more["words"], one["words"])
            if new and more["log"] >= UNSURE:
                text, both = placed(one["text"], one["words"], text_of(more["text"], new), new)
                one = one | {"text": text, "words": both}
        return one

    def _weighed(self, segment: dict[str, Any], language: str) -> dict[str, Any]:
        """The segment, each word as sure as the model's calibration says."""
        words: list[Word] = segment["words"]
        if self.witness is not None:
            self.witness(words)
        return segment | {"words": calibration.calibrated(words, self._calibration, language)}

    def _read_twice(self, audio: Audio, read: Segments, language: str) -> Segments:
        """The segments, their digits as sure, and as right, as further readings make them."""
        if language not in second_reading.DICTATED or not self._choice.takes_prompt:
            return read

        def again(stretch: second_reading.Stretch, way: second_reading.Way) -> str:
            self.between()
            sound = audio.between(stretch.from_s, stretch.to_s).paced(way.pace)
            others, _ = self.segments(sound, language, way.prompt(language), timed=False)
            return " ".join(segment["text"].strip() for segment in others)

        return voted(read, language, again)


def _mended(segment: dict[str, Any], known: Vocabulary) -> dict[str, Any]:
    """The segment with the words that were misheard as they are known, in its text as well."""
    if not known:
        return segment
    text, words, at = str(segment["text"]), list[Word](), 0
    for word in segment["words"]:
        start = text.find(word.text, at)
        instead = as_known(word.text, known) if word.confidence < DOUBTFUL and start >= 0 else None
        if start >= 0:
            text = text[:start] + (instead or word.text) + text[start + len(word.text) :]
            at = start + len(instead or word.text)
        words.append(replace(word, text=instead) if instead else word)
    return segment | {"text": text, "words": words}


def _in_the_trade(segment: Segment) -> Segment:
    """The segment with trade words in the place of those that sound so, which are doubtful from now on."""
    text, words = str(segment["text"]), list(segment["words"])
    for start, end, meant in reversed(list(misheard(text))):
        for at, place in enumerate(places(text, words)):
            if place and place[0] <= start and end <= place[1]:
                word = words[at].text.replace(text[start:end], meant)
                sure = min(words[at].confidence, UNSURE_WORD)
                words[at] = replace(words[at], text=word, confidence=sure)
        text = text[:start] + meant + text[end:]
    return segment | {"text": text, "words": words}


def _moved(segment: dict[str, Any], span: Span) -> dict[str, Any]:
    words = [
        Word(
            tidy(word["word"]),
            round(min(span.start + word["start"], span.end), 2),
            round(min(span.start + word["end"], span.end), 2),
            round(float(word["probability"]), 3),
        )
        for word in segment.get("words", [])
        if tidy(word["word"])
    ]
    return {"text": segment["text"], "words": words, "log": float(segment["avg_logprob"])}


def _as_one(read: Segments, heard: Activity, known: Sequence[str]) -> Segment:
    """The segments of a piece as one, without what nobody said."""
    sure = [segment["log"] for segment in read if segment["text"].strip()]
    found = said(read, heard, known)
    return {
        **{"text": found.text, "words": list(found.words), "flagged": found.flagged},
        "log": sum(sure) / len(sure) if sure else -math.inf,
    }


def _marked(one: Segment, heard: Activity, span: Span) -> Segment:
    """The piece with a mark wherever somebody spoke and was not understood."""
    for left in unread(heard, span, one["words"]):
        word = mark(left)
        text, words = placed(one["text"], one["words"], word.text, [word])
        one = one | {"text": text, "words": words}
    return one


def _as_transcript(pieces: Segments, language: str) -> Transcript | NoSpeech:
    flagged = tuple(text for piece in pieces for text in piece["flagged"])
    text = tidy(" ".join(piece["text"] for piece in pieces))
    if not any(letter.isalnum() for letter in text.replace(MARK, "")):
        return NoSpeech("no words in the sound", flagged)
    words = tuple(word for piece in pieces for word in piece["words"])
    certain = [piece["log"] for piece in pieces if piece["log"] > -math.inf]
    confidence = math.exp(sum(certain) / len(certain))
    return Transcript(text, language, round(min(confidence, 1.0), 3), words, flagged)
