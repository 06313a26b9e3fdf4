"""People's recorded digits, joined to numbers: two Italians, from Debian's packages of Asterisk's prompts.

asterisk-core-sounds-it-wav and asterisk-prompt-it-menardi-wav (CC BY-SA) are heard where they are
installed; nothing of them lies in the repository.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PEOPLE_RATE = 8_000
PEOPLE = {
    "Carlo": Path("/usr/share/asterisk/sounds/it_IT_m_Carlo/digits"),
    "Menardi": Path("/usr/share/asterisk/sounds/it_IT_f_Menardi/digits"),
}

Samples = NDArray[np.float32]


def at_hand() -> list[str]:
    """Whose digits are installed."""
    return [person for person, folder in PEOPLE.items() if (folder / "0.wav").is_file()]


def digits(number: str, person: str, gap: float = 0.12, group_gap: float = 0.35) -> Samples:
    """A number as a person recorded its digits, at `PEOPLE_RATE`; blanks part groups."""
    heard: list[Samples] = []
    for sign in number:
        if sign == " ":
            heard.append(np.zeros(round(group_gap * PEOPLE_RATE), np.float32))
            continue
        with wave.open(str(PEOPLE[person] / f"{sign}.wav")) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        heard += [
            (samples / 32768).astype(np.float32),
            np.zeros(round(gap * PEOPLE_RATE), np.float32),
        ]
    return np.concatenate(heard)
