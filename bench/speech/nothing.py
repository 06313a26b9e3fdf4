"""Nothing said: sounds of a telephone line on which nobody speaks to us, made from seeds.

Most are synthesised; music on hold, a telephone that rings and monkeys are Debian's recordings where
they are installed (asterisk-moh-opsound-wav, asterisk-core-sounds-it-wav). A television and a far voice
are Kokoro's: people who speak in the room and not to us, twenty-four decibels and more below somebody at
the telephone, through the room's echo. Whoever speaks as loud as a caller is
one as far as anybody can tell, and what is said in such a television is read.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, resample_poly

from bench.speech import tones
from bench.speech.sound_shapes import (
    SCALE,
    Pick,
    Values,
    amplitude,
    coloured,
    faded,
    loud,
    peak,
    scattered,
    times,
)
from transcription.audio import read_audio
from transcription.examination.line import RATE, mu_law, narrowed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

HOLD = Path("/usr/share/asterisk/moh")
MONKEYS = Path("/usr/share/asterisk/sounds/it_IT_m_Carlo/tt-monkeys.wav")
SHORTEST, LONGEST = 2.0, 20.0  # seconds
FAR = (24.0, 40.0)  # dB below a caller's peak of -1 to -6 dBFS
# What a television or somebody in the room says: none of it is for us, half of it not in Italian.
ROOM = (
    (
        "it",
        "if_sara",
        "E adesso le previsioni del tempo per la giornata di domani su tutta la penisola.",
    ),
    ("it", "im_nicola", "Il presidente ha incontrato ieri sera i rappresentanti delle due parti."),
    ("it", "if_sara", "Metti giù quella roba, dai, che poi la sistemiamo dopo pranzo."),
    ("it", "im_nicola", "Ma hai visto che cosa hanno fatto quelli di là? Non ci credo."),
    (
        "it",
        "im_nicola",
        "Calcio d'angolo, la palla arriva in mezzo all'area, tiro, e fuori di poco.",
    ),
    ("it", "if_sara", "Due caffè e una brioche al tavolo sette, grazie."),
    ("en-us", "af_heart", "Coming up next, the story of a family that left everything behind."),
    ("en-us", "am_michael", "The markets closed higher today after a volatile week of trading."),
    ("en", "bf_emma", "And now the shipping forecast, issued by the Met Office this evening."),
    ("en", "bm_george", "He takes the shot, and it is just wide of the post."),
    ("es", "ef_dora", "Esta noche, un programa especial dedicado a la música de los años ochenta."),
    ("fr", "ff_siwis", "Et maintenant, la météo de demain avec des averses sur toute la région."),
)


class Room:
    """What is at hand while clips are made: somebody who speaks, if anybody does."""

    def __init__(self, speak: Callable[[str, str, str], tuple[NDArray[np.float32], int]]) -> None:
        self._speak = cache(speak)

    def voice(self, pick: Pick) -> Values:
        """Somebody who speaks in the room, at the line's rate, as loud as at the telephone."""
        language, name, text = ROOM[pick.integers(len(ROOM))]
        samples, rate = self._speak(text, name, language)
        return peak(resample_poly(samples.astype(np.float64), RATE, rate))


def clips(
    count: int, seed: int, room: Room | None = None, only: Collection[str] = ()
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """So many clips at the line's rate, each with its kind's name; kinds come in turn.

    Without a room nobody speaks in it; without Debian's recordings their kinds are left out.
    """
    kinds = [name for name in only or KINDS if _is_at_hand(name, room)]
    for at in range(count):
        name = kinds[at % len(kinds)]
        pick = np.random.default_rng([seed, at])
        sound = KINDS[name](pick, round(pick.uniform(SHORTEST, LONGEST) * RATE), room)
        yield name, mu_law(_line(sound, pick))


def _is_at_hand(name: str, room: Room | None) -> bool:
    if name in {"television", "far voice"}:
        return room is not None
    if name == "music on hold":
        return HOLD.is_dir()
    return name != "monkeys" or MONKEYS.is_file()


def _line(sound: Values, pick: Pick) -> Values:
    """Through the telephone's band, over the line's own noise."""
    narrow = narrowed(sound)
    noise = pick.standard_normal(len(sound)) * amplitude(pick.uniform(-72, -50))
    return np.clip(narrow + noise, -1, 1)


def silence(_pick: Pick, count: int, _: Room | None) -> Values:
    return np.zeros(count)


def hiss(pick: Pick, count: int, _: Room | None) -> Values:
    return coloured(pick, count, 300, pick.uniform(1000, 3400)) * loud(pick)


def music_on_hold(pick: Pick, count: int, _: Room | None) -> Values:
    found = sorted(HOLD.glob("*.wav"))
    whole = _recorded(found[pick.integers(len(found))])
    at = pick.integers(max(1, len(whole) - count))
    return peak(whole[at : at + count]) * loud(pick)


def melody(pick: Pick, count: int, _: Room | None) -> Values:
    """Music from a chip: chords, a tune, and a beat; a voice's pitch and overtones included."""

    def notes() -> Values:
        length = int(pick.uniform(0.2, 1.2) * RATE)
        base = pick.choice((110, 147, 196, 220, 330)) * 2 ** (pick.choice(SCALE) / 12)
        chord = (base, base * 1.26, base * 1.5)[: pick.integers(1, 4)]
        wave = sum(
            np.sin(2 * np.pi * tone * part * times(length))
            for tone in chord
            for part in range(1, 6)
        )
        return faded(wave, 0.005, pick.uniform(0.1, 1))

    whole = scattered(pick, count, (0, 0.05), notes)
    return peak(whole) * loud(pick)


def coughs(pick: Pick, count: int, _: Room | None) -> Values:
    """Bursts of breath through a throat: a hard beginning, formants, now and then some voice."""

    def cough() -> Values:
        length = int(pick.uniform(0.2, 0.5) * RATE)
        burst = sum(
            coloured(pick, length, tone * 0.8, tone * 1.25)
            for tone in (pick.uniform(400, 900), pick.uniform(1100, 1900), pick.uniform(2300, 3000))
        )
        if pick.random() < 0.4:
            base = pick.uniform(90, 260)
            throat = np.sign(np.sin(2 * np.pi * base * times(length) * (1 - 0.3 * times(length))))
            burst = burst + 0.4 * throat * (times(length) > 0.1)
        return faded(peak(burst), 0.01, pick.uniform(0.05, 0.15))

    return scattered(pick, count, (0.1, 3), cough) * loud(pick)


def breathing(pick: Pick, count: int, _: Room | None) -> Values:
    """In and out, into the microphone."""
    pace = pick.uniform(1.2, 4)
    swell = np.abs(np.sin(np.pi * times(count) / pace)) ** pick.uniform(1, 4)
    air = coloured(pick, count, pick.uniform(200, 500), pick.uniform(1200, 3000))
    return air * swell * loud(pick)


def road(pick: Pick, count: int, _: Room | None) -> Values:
    """Rumble, cars that pass, and now and then a horn."""
    time = times(count)
    whole = coloured(pick, count, 60, 500) * 0.4
    for _at in range(pick.integers(1, 6)):
        centre, width = pick.uniform(0, count / RATE), pick.uniform(0.5, 2)
        whole += coloured(pick, count, 150, 1800) * np.exp(-(((time - centre) / width) ** 2))
    if pick.random() < 0.5:
        base, at = pick.uniform(300, 500), pick.uniform(0, count / RATE)
        horn = sum(np.sign(np.sin(2 * np.pi * base * part * time)) for part in (1, 1.25))
        whole += 0.5 * horn * ((time > at) & (time < at + pick.uniform(0.2, 1)))
    return peak(whole) * loud(pick)


def wind(pick: Pick, count: int, _: Room | None) -> Values:
    gusts = np.abs(coloured(pick, count, 0.2, 2)) ** 0.5
    return coloured(pick, count, 80, 900) * gusts * loud(pick)


def monkeys(pick: Pick, count: int, _: Room | None) -> Values:
    whole = _recorded(MONKEYS)
    speed = pick.uniform(0.85, 1.2)  # other monkeys
    whole = np.interp(np.arange(0, len(whole) - 1, speed), np.arange(len(whole)), whole)
    at = pick.integers(max(1, len(whole) - count))
    return peak(whole[at : at + count]) * loud(pick)


def dog(pick: Pick, count: int, _: Room | None) -> Values:
    """Barks: a pitch that falls, with overtones, and some breath."""

    def bark() -> Values:
        length = int(pick.uniform(0.12, 0.3) * RATE)
        base = pick.uniform(300, 700) * np.exp(-times(length) * pick.uniform(1, 4))
        phase = 2 * np.pi * np.cumsum(base) / RATE
        wave = sum(np.sin(phase * part) / part for part in range(1, 6))
        return faded(peak(wave) + 0.3 * coloured(pick, length, 500, 2500), 0.01, 0.1)

    return peak(scattered(pick, count, (0.1, 1.5), bark)) * loud(pick)


def knocks(pick: Pick, count: int, _: Room | None) -> Values:
    """The receiver laid down, a keyboard, things on a desk."""

    def knock() -> Values:
        length = int(pick.uniform(0.02, 0.15) * RATE)
        return faded(coloured(pick, length, 300, pick.uniform(900, 3300)), 0.001, 0.02)

    return peak(scattered(pick, count, (0.03, pick.uniform(0.2, 2)), knock)) * loud(pick)


def till(pick: Pick, count: int, _: Room | None) -> Values:
    """A till or a scanner that beeps, over a printer's ticking."""

    def beep() -> Values:
        length = int(pick.uniform(0.05, 0.3) * RATE)
        return np.sin(2 * np.pi * pick.uniform(800, 2800) * times(length))

    pulses = np.sign(np.sin(2 * np.pi * pick.uniform(20, 120) * times(count))) > 0.2
    ticking = coloured(pick, count, 500, 3000) * pulses * (pick.random() * 0.5)
    return (scattered(pick, count, (0.3, 3), beep) + ticking) * loud(pick)


def broken(pick: Pick, count: int, _: Room | None) -> Values:
    """A line that crackles, and drops out."""
    crackle = (pick.random(count) < pick.uniform(0.0005, 0.01)) * pick.uniform(-1, 1, count)
    drops = (
        coloured(pick, count, 300, 3000) * (pick.random(count // 400 + 1).repeat(400) > 0.5)[:count]
    )
    return (crackle + 0.3 * drops) * loud(pick)


def television(pick: Pick, count: int, room: Room | None) -> Values:
    """A set across the room: people's voices, music under them."""
    tune = melody(pick, count, None)
    return _across(_talk(pick, count, room, (0.1, 0.8)) + 0.4 * peak(tune), pick)


def far_voice(pick: Pick, count: int, room: Room | None) -> Values:
    """Somebody across the room, who does not speak to us."""
    return _across(_talk(pick, count, room, (0.5, 3)), pick)


def _talk(pick: Pick, count: int, room: Room | None, gap: tuple[float, float]) -> Values:
    if room is None:
        raise ValueError("expected a room in which somebody speaks")
    return scattered(pick, count, gap, lambda: room.voice(pick))


def _across(sound: Values, pick: Pick) -> Values:
    """With the room's echo, and as faint as it is far."""
    length = int(0.4 * RATE)
    echo = pick.standard_normal(length) * np.exp(-times(length) / pick.uniform(0.05, 0.15)) * 0.3
    echo[0] = 1.0
    heard = peak(fftconvolve(sound, echo)[: len(sound)])
    return heard * amplitude(pick.uniform(-6, -1) - pick.uniform(*FAR))


@cache
def _recorded(path: Path) -> Values:
    audio = read_audio(path)
    return np.asarray(resample_poly(audio.samples, RATE, audio.rate), np.float64)


KINDS: dict[str, Callable[[Pick, int, Room | None], Values]] = {
    "silence": silence,
    "hiss": hiss,
    "hum": tones.hum,
    "DTMF": tones.dtmf,
    "ringing": tones.ringing,
    "mobile": tones.mobile,
    "fax": tones.fax,
    "music on hold": music_on_hold,
    "melody": melody,
    "coughs": coughs,
    "breathing": breathing,
    "road": road,
    "wind": wind,
    "monkeys": monkeys,
    "dog": dog,
    "knocks": knocks,
    "till": till,
    "broken line": broken,
    "television": television,
    "far voice": far_voice,
}
