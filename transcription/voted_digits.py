"""Voted digits: segments whose digits are as sure, and as right, as several readings make them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rules.transcript import second_reading, vote
from rules.triage.timed_words import timed_words
from transcription.result import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.transcript.second_reading import Stretch, Way
    from rules.transcript.vote import Verdict
    from rules.triage.timed_words import TimedWord

    Segments = list[dict[str, Any]]

AGREED, DISAGREED = 0.9, 0.3  # at least, and at most, how sure digits are after further readings
A_PART = 3  # digits that are written together


def voted(read: Segments, language: str, again: Callable[[Stretch, Way], str]) -> Segments:
    """The segments after the vote; a way of reading is asked only while something is not settled."""
    text = " ".join(segment["text"].strip() for segment in read)
    words = [word for segment in read for word in segment["words"]]
    found = second_reading.stretches(text, timed_words(text, [asdict(word) for word in words]))
    heard: list[vote.Again] = []
    verdicts: list[Verdict] = []
    for way in second_reading.WAYS if found else ():
        open_ = [stretch for stretch in found if not _is_settled(stretch, verdicts)]
        heard += [vote.Again(again(stretch, way), way.in_words) for stretch in open_]
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
    return [read[0] | {"text": text, "words": words, "log": sum(logs) / len(logs)}]


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
    """Text and words with the digits that other readings agree on, which take all their seconds."""
    if one.digits is None:
        return text, words
    parts = _parts(one.digits)
    corrected = text[: one.start] + " ".join(parts) + text[one.end :]
    within = [
        (at, place)
        for at, place in _placed(text, words)
        if place.start < one.end and place.end > one.start
    ]
    if not within:
        return corrected, words
    (first, begins), (last, ends) = within[0], within[-1]
    parts[0] = text[begins.start : one.start] + parts[0]
    parts[-1] += text[one.end : ends.end]
    spread = _spread(parts, words[first].start, words[last].end)
    return corrected, [*words[:first], *spread, *words[last + 1 :]]


def _parts(digits: str) -> list[str]:
    """As people write them: "347 512 8806"."""
    cuts = range(0, max(len(digits) - A_PART, 1), A_PART)
    return [digits[cut : cut + A_PART] if cut != cuts[-1] else digits[cut:] for cut in cuts]


def _spread(parts: Sequence[str], start: float, end: float) -> list[Word]:
    """The parts as words, each as long as it is among all."""
    letters, at, spread = sum(map(len, parts)), start, []
    for part in parts:
        until = at + (end - start) * len(part) / letters
        spread.append(Word(part, round(at, 2), round(until, 2), AGREED))
        at = until
    return spread


def _placed(text: str, words: Sequence[Word]) -> list[tuple[int, TimedWord]]:
    """Which word stands where in the text, without those that it lacks."""
    places = [{"text": word.text, "start": at, "end": at} for at, word in enumerate(words)]
    return [(round(place.from_s), place) for place in timed_words(text, places)]
