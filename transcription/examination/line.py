"""Telephone line: the band, noise and coding through which a voice reaches us."""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

RATE = 8_000
BAND = (300, 3_400)  # Hz

Samples = NDArray[np.float32]


def telephone(samples: Samples, rate: int, noise_db: float, pick: random.Random) -> Samples:
    """What arrives at 8 kHz, from -1 to 1: `noise_db` is the noise's distance below the voice."""
    narrow = narrowed(np.asarray(resample_poly(samples, RATE, rate), np.float64))
    narrow = narrow / (np.abs(narrow).max() + 1e-6) * 10 ** pick.uniform(-0.6, -0.1)
    lead, tail = pick.uniform(0.2, 0.9), pick.uniform(0.2, 0.6)
    narrow = np.concatenate([np.zeros(int(RATE * lead)), narrow, np.zeros(int(RATE * tail))])
    level = np.sqrt(np.mean(narrow**2)) * 10 ** (-noise_db / 20)
    return mu_law(narrow + _noise(len(narrow), pick) * level)


def narrowed(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a telephone's band leaves of a sound at 8 kHz."""
    band = butter(4, BAND, "bandpass", fs=RATE, output="sos")
    return np.asarray(sosfilt(band, samples), np.float64)


def mu_law(samples: NDArray[np.float64]) -> Samples:
    """As ITU-T G.711 rounds them."""
    loud = np.clip(np.abs(samples), 0, 1)
    steps = np.sign(samples) * np.round(np.log1p(255 * loud) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, np.float32)


def _noise(count: int, pick: random.Random) -> NDArray[np.float64]:
    """Of power one: a shop's hiss, rumble and hum."""
    source = np.random.default_rng(pick.getrandbits(32))
    rumble = sosfilt(
        butter(1, pick.uniform(150, 900), fs=RATE, output="sos"), source.standard_normal(count)
    )
    hum = np.sin(2 * np.pi * 50 * pick.choice((1, 2, 3)) * np.arange(count) / RATE)
    mixed = (
        source.standard_normal(count) * pick.random()
        + 3 * rumble * pick.random()
        + 0.5 * hum * pick.random()
    )
    return np.asarray(mixed / (np.sqrt(np.mean(mixed**2)) + 1e-6))
