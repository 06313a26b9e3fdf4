"""Dictated numbers, as people say them in pairs and hundreds, joined of two people's recorded words.

"Tre quattro sette, cinquecentodue, ottantuno, zero sei": joined digit by digit a number is never heard
as 512 for 502, which is what recognisers err at. Numbers and ways of saying them are drawn by chance,
from a seed.
"""

from __future__ import annotations

import random
import wave
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rules.triage.digit_runs import number_of
from transcription.examination.people import PEOPLE, PEOPLE_RATE, Samples

MOBILES = (
    "320",
    "328",
    "329",
    "333",
    "335",
    "338",
    "340",
    "345",
    "347",
    "349",
    "366",
    "380",
    "392",
)
# Area codes, and how many digits a line there has with its own.
LANDLINES = {
    "045": 10,
    "049": 10,
    "0442": 10,
    "0444": 10,
    "0425": 10,
    "0461": 10,
    "02": 10,
    "0445": 9,
}
BETWEEN, PAUSE = 0.05, 0.28  # seconds of silence between words, and between what is said in one go
QUIET = 0.01  # of the loudest: what is cut off at the ends of a recorded word
RECORDED = frozenset(  # besides those to twenty, and whole tens
    {21, 28, 31, 38, 41, 48, 51, 58, 61, 68, 71, 78, 81, 88, 91, 98}
)
HUNDRED = "hundred"


@dataclass(frozen=True)
class Dictated:
    """A number, and the digits that are said in one go, such as "347", "502", "81", "06"."""

    digits: str
    parts: tuple[str, ...]
    in_digits: tuple[bool, ...]  # of each part whether it is said digit by digit


def drawn(seed: str, count: int) -> Iterator[Dictated]:
    """So many numbers that one may ring, each said in a way of its own."""
    pick = random.Random(seed)
    made = 0
    while made < count:
        head = pick.choice(MOBILES if pick.random() < 0.6 else tuple(LANDLINES))
        length = LANDLINES.get(head, 10) - len(head)
        digits = head + "".join(pick.choice("0123456789") for _ in range(length))
        if number_of(digits) is None:
            continue
        parts = tuple(_parted(digits[len(head) :], pick))
        spelt = tuple(len(part) == 1 or part[0] == "0" or pick.random() < 0.3 for part in parts)
        yield Dictated(digits, (head, *parts), (True, *spelt))
        made += 1


def _parted(digits: str, pick: random.Random) -> Iterator[str]:
    at = 0
    while at < len(digits):
        length = min(pick.choice((2, 2, 2, 3, 3)), len(digits) - at)
        yield digits[at : at + length]
        at += length


def sound(number: Dictated, person: str) -> Samples:
    """The number in a person's recorded words, at `PEOPLE_RATE`."""
    said: list[Samples] = []
    for part, in_digits in zip(number.parts, number.in_digits, strict=True):
        for word in part if in_digits else _words(int(part)):
            said += [_recorded(word, person), _silence(BETWEEN)]
        said.append(_silence(PAUSE))
    return np.concatenate(said)


def _words(value: int) -> Iterator[str]:
    """The names of the recorded words of a number below a thousand."""
    hundreds, rest = divmod(value, 100)
    if hundreds:
        yield from (HUNDRED,) if hundreds == 1 else (str(hundreds), HUNDRED)
    if rest <= 20 or rest % 10 == 0 or rest in RECORDED:
        if rest:
            yield str(rest)
        return
    yield from (str(rest // 10 * 10), str(rest % 10))


def _recorded(word: str, person: str) -> Samples:
    with wave.open(str(PEOPLE[person] / f"{word}.wav")) as file:
        whole = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32_768
    loud = np.flatnonzero(np.abs(whole) > QUIET * np.abs(whole).max())
    return np.asarray(whole[loud[0] : loud[-1] + 1], np.float32)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * PEOPLE_RATE), np.float32)
