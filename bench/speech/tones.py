"""Tones of a line: hum, keys, ringing, mobiles and faxes."""

from __future__ import annotations

import numpy as np

from bench.speech.sound_shapes import (
    SCALE,
    Pick,
    Values,
    coloured,
    faded,
    loud,
    peak,
    scattered,
    times,
)
from transcription.examination.line import RATE

DTMF_LOW, DTMF_HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)


def hum(pick: Pick, count: int, _: object) -> Values:
    """Mains hum with its overtones, which the telephone's band leaves."""
    base = pick.choice((50, 60, 100, 120)) * pick.uniform(0.995, 1.005)
    tones = [
        pick.random() / part * np.sin(2 * np.pi * base * part * times(count) + part)
        for part in range(1, 30)
    ]
    return peak(np.sum(tones, axis=0)) * loud(pick)


def dtmf(pick: Pick, count: int, _: object) -> Values:
    def key() -> Values:
        length = int(pick.uniform(0.06, 0.4) * RATE)
        pair = pick.choice(DTMF_LOW), pick.choice(DTMF_HIGH)
        return sum(0.5 * np.sin(2 * np.pi * tone * times(length)) for tone in pair)

    return scattered(pick, count, (0.05, 0.8), key) * loud(pick)


def ringing(pick: Pick, count: int, _: object) -> Values:
    """Dialling, ringing, busy and congestion tones of Italian exchanges, and of others'."""
    on, off = ((1, 4), (0.5, 0.5), (0.2, 0.2), (0.6, 1), (60, 0), (2, 4))[pick.integers(6)]
    tones = ((425,), (440, 480), (400, 450), (350, 440), (480, 620))[pick.integers(5)]
    sound = sum(np.sin(2 * np.pi * tone * times(count)) for tone in tones) / len(tones)
    return sound * (times(count) % (on + off) < on) * loud(pick)


def mobile(pick: Pick, count: int, _: object) -> Values:
    """A mobile that rings: a melody of tones with overtones."""

    def note() -> Values:
        tone = 500 * 2 ** (pick.choice(SCALE) / 12)
        length = int(pick.uniform(0.08, 0.25) * RATE)
        wave = sum(np.sin(2 * np.pi * tone * part * times(length)) / part for part in (1, 2, 3))
        return faded(wave, 0.005, 0.2)

    return peak(scattered(pick, count, (0.01, 0.15), note)) * loud(pick)


def fax(pick: Pick, count: int, _: object) -> Values:
    """A fax or modem that calls: 1100 or 2100 Hz, then noise in its band."""
    tone = np.sin(2 * np.pi * pick.choice((1100, 2100)) * times(count))
    tone *= times(count) % 3.5 < 0.5 if pick.random() < 0.5 else 1
    rest = coloured(pick, count, 600, 3000) * (times(count) > pick.uniform(2, 8))
    return (tone * 0.7 + rest * 0.3) * loud(pick)
