"""The sample callers' messages as WAV files: what a demonstration and the tests speak with.

`python -m transcription.demo_model.callers FOLDER` writes 8 kHz, 16 bit, mono WAV files and
`said.json`, the words really said in each; it needs espeak-ng, the files then need nothing.
"""

from __future__ import annotations

import json
import random
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from transcription.demo_model.grammar import words
from transcription.demo_model.speak import Speaker, Voice

PAUSE = 0.75  # seconds between two sentences


@dataclass(frozen=True)
class Caller:
    """One caller: the name of the file, a way of speaking, the sentences of the message."""

    name: str
    voice: Voice
    sentences: tuple[str, ...]


CALLERS = (
    Caller("ferramenta", Voice("m3", 150, 45, 50), (
        "buongiorno, sono Marco Rossi della ferramenta Rossi",
        "la stampante fiscale è bloccata, siamo fermi",
        "il mio numero è zero quattro cinque, otto zero uno, due tre quattro cinque",
        "grazie, arrivederci",
    )),
    Caller("libreria", Voice("f2", 155, 55, 50), (
        "buongiorno, mi chiamo Elena Tosi della libreria Stella",
        "non riesco a stampare la fattura, non è urgente",
        "potete richiamarmi al tre tre otto, sette uno quattro, due nove zero cinque",
        "grazie mille",
    )),
    Caller("pasticceria", Voice("f5", 150, 50, 45), (
        "buonasera, sono Chiara Conti della pasticceria Aurora",
        "vorrei un preventivo per una stampante nuova",
        "il cellulare è tre quattro sette, due due uno, cinque otto sei nove",
        "grazie e buon lavoro",
    )),
    Caller("farmacia", Voice("m6", 150, 40, 50), (
        "buongiorno, parla Stefano Zanini",
        "non riusciamo ad accedere al programma, abbiamo il negozio pieno",
        "il codice cliente è elle uno zero quattro due",
        "richiamatemi al zero quattro cinque, cinque nove zero, uno otto tre tre",
    )),
    Caller("gelateria", Voice("m2", 155, 50, 50), (
        "salve, sono Luca Moretti della gelateria Europa",
        "il registratore di cassa è bloccato, non possiamo fare scontrini",
        "il mio numero è tre quattro nove, sei sei zero, otto uno due quattro",
    )),
    Caller("trattoria", Voice("f3", 150, 50, 55), (
        "buonasera, sono Silvia Galli della trattoria Garda",
        "J2K non si apre, è urgente",
        "mi trovate al tre due otto, quattro quattro cinque, sette zero nove uno",
    )),
    Caller("cartoleria", Voice("m7", 150, 45, 45), (
        "buongiorno, qui è Paolo Perini della cartoleria Verde",
        "il lettore di codici a barre non legge",
        "il numero è zero quattro cinque, sei due otto, nove quattro uno sette",
        "buona giornata",
    )),
    Caller("panetteria", Voice("f1", 150, 50, 50), (
        "buongiorno, sono Anna Bonetti della panetteria Adige",
        "J2K si chiude da solo, serve un tecnico",
        "il mio numero è zero quattro cinque, otto tre zero, sette cinque uno due",
    )),
    Caller("ripensamento", Voice("m1", 150, 45, 50), (
        "buongiorno, sono Matteo Marchi",
        "la bilancia non comunica con la cassa",
        "il numero è tre tre tre, no scusi, tre tre otto, uno nove sei, zero quattro due sette",
    )),
)  # fmt: skip


def spoken_message(caller: Caller, speaker: Speaker) -> NDArray[np.int16]:
    """The message at 8 kHz, half a second of line before it and after it."""
    quiet = np.zeros(4000, np.int16)
    parts: list[NDArray[Any]] = [quiet]
    for sentence in caller.sentences:
        text = " ".join(unit.spoken for unit in words(sentence))
        speech = speaker.speak(text, caller.voice)
        parts += [
            resample_poly(speech.samples / 32768, 8000, speaker.rate),
            np.zeros(int(8000 * PAUSE)),
        ]
    audio = np.concatenate(parts)
    audio = audio / np.abs(audio).max() * 0.5
    hiss = np.random.default_rng(random.Random(caller.name).getrandbits(32))
    audio = audio + hiss.standard_normal(len(audio)) * 0.001
    return np.asarray(audio * 32767, np.int16)


def written(caller: Caller) -> str:
    """The words of the message as the grammar writes them."""
    return " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in caller.sentences)


def main(folder: Path) -> None:
    """Write every caller's file and the words said."""
    folder.mkdir(parents=True, exist_ok=True)
    speaker, said = Speaker(), {}
    for caller in CALLERS:
        with wave.open(str(folder / f"{caller.name}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            file.writeframes(spoken_message(caller, speaker).tobytes())
        said[f"{caller.name}.wav"] = written(caller)
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    (folder / "said.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
