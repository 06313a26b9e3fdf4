"""Voted digits: segments whose digits are as sure, and as right, as several readings make them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rules.transcript import second_reading, vote
from rules.triage.timed_words import timed_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.transcript.second_reading import Stretch, Way
    from rules.transcript.vote import Verdict
    from rules.triage.timed_words import TimedWord
    from transcription.result import Word

    Segments = list[dict[str, Any]]

AGREED, DISAGREED = 0.9, 0.3  # at least, and at most, how sure digits are after further readings


def voted(read: Segments, language: str, again: Callable[[Stretch, Way], str]) -> Segments:
    """The segments after the vote; a way of reading is asked only while something is not settled."""
    text = " ".join(segment["text"].strip() for segment in read)
    words = [word for segment in read for word in segment["words"]]
    found = second_reading.stretches(text, timed_words(text, [asdict(word) for word in words]))
    heard: list[str] = []
    verdicts: list[Verdict] = []
    for way in second_reading.WAYS if found else ():
        open_ = [stretch for stretch in found if not _is_settled(stretch, verdicts)]
        heard += [again(stretch, way) for stretch in open_]
        verdicts = vote.verdicts(text, heard, language)
    return _with(text, read, verdicts)


def _is_settled(stretch: Stretch, verdicts: Sequence[Verdict]) -> bool:
    within = [one for one in verdicts if stretch.start <= one.start and one.end <= stretch.end]
    return bool(within) and all(one.is_sure for one in within)


def _with(text: str, read: Segments, verdicts: Sequence[Verdict]) -> Segments:
    """The segments, their words as sure as they now are; in one where digits are corrected."""
    words = _as_sure(text, [word for segment in read for word in segment["words"]], verdicts)
    if not any(one.digits for one in verdicts):
        sure = iter(words)
        return [segment | {"words": [next(sure) for _ in segment["words"]]} for segment in read]
    for one in reversed(verdicts):
        text, words = _corrected(text, words, one)
    logs = [float(segment["log"]) for segment in read]
    return [{"text": text, "words": words, "log": sum(logs) / len(logs)}]


def _as_sure(text: str, words: list[Word], verdicts: Sequence[Verdict]) -> list[Word]:
    """The words, those of digits as sure as they now are; a word that the text lacks stays."""
    settled = list(words)
    for at, place in _placed(text, words):
        for one in verdicts:
            if place.start < one.end and place.end > one.start:
                sure = settled[at].confidence
                sure = max(sure, AGREED) if one.is_sure else min(sure, DISAGREED)
                settled[at] = replace(settled[at], confidence=sure)
    return settled


def _corrected(text: str, words: list[Word], one: Verdict) -> tuple[str, list[Word]]:
    """Text and words with the digits that other readings agree on, as one word of all its seconds."""
    if one.digits is None:
        return text, words
    within = [
        (at, place)
        for at, place in _placed(text, words)
        if place.start < one.end and place.end > one.start
    ]
    corrected = text[: one.start] + one.digits + text[one.end :]
    if not within:
        return corrected, words
    (first, begins), (last, ends) = within[0], within[-1]
    written = text[begins.start : one.start] + one.digits + text[one.end : ends.end]
    whole = replace(words[first], text=written, end=words[last].end, confidence=AGREED)
    return corrected, [*words[:first], whole, *words[last + 1 :]]


def _placed(text: str, words: Sequence[Word]) -> list[tuple[int, TimedWord]]:
    """Which word stands where in the text, without those that it lacks."""
    places = [{"text": word.text, "start": at, "end": at} for at, word in enumerate(words)]
    return [(round(place.from_s), place) for place in timed_words(text, places)]
