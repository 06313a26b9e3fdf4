"""The sample calls: who rings when, what they press and what they say.

They speak in natural voices; where no model is at hand that hears these, in the voices of the small
world that the demonstration model knows.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import simulator
from simulator.state.script import HangUp, Press, ScriptAct, Silence, Speak

NATURAL = Path(__file__).with_name("voices")
SMALL_WORLD = Path(simulator.__file__).with_name("voices")

ANOTHER = "0458307799"  # keyed by who wants to be rung elsewhere


@dataclass(frozen=True)
class SampleCall:
    """One caller of the demonstration."""

    title: str
    at: str  # local time of the desk
    line: str  # weekday or weekend
    number: str
    script: tuple[ScriptAct, ...]
    voice: str | None = None
    duplicates: bool = False  # each of its webhooks is delivered twice
    holds: bool = False  # until the message is text, and is read back
    said: str = ""  # the words really spoken into the telephone

    def instant(self, timezone: str) -> datetime:
        """When the call is placed."""
        return datetime.fromisoformat(self.at).replace(tzinfo=ZoneInfo(timezone))


def message(name: str | Path, *before: ScriptAct) -> tuple[ScriptAct, ...]:
    """Press what is to be pressed, then speak the message and end it with #; silence sends it."""
    return (*before, Speak(name), Press("#"))


def samples(voices: Path = NATURAL) -> tuple[SampleCall, ...]:
    """The sample calls, spoken by the voices of a folder."""
    said: dict[str, str] = json.loads((voices / "said.json").read_text(encoding="utf-8"))
    return tuple(
        replace(
            one,
            said=said[one.voice] if one.voice else "",
            script=tuple(_spoken(act, voices) for act in one.script),
        )
        for one in _CALLS
    )


def _spoken(act: ScriptAct, voices: Path) -> ScriptAct:
    return replace(act, sound=voices / str(act.sound)) if isinstance(act, Speak) else act


_CALLS = (
    SampleCall(
        "Weekday, in hours, under contract; the number read back, a remote code keyed",
        "2026-11-24T10:12:00",
        "weekday",
        "+390458012345",
        (*message("ferramenta.wav"), Press("412837465#", when="teleassistenza")),
        "ferramenta.wav",
        holds=True,
    ),
    SampleCall(
        "Weekday; the same shop again eight minutes later, to add to its request",
        "2026-11-24T10:20:00",
        "weekday",
        "+390458012345",
        message("ferramenta.wav", Press("1", when="richiesta in corso")),
        "ferramenta.wav",
    ),
    SampleCall(
        "Weekday, lunch break; would pay by the hour, and agrees by key",
        "2026-11-24T13:05:00",
        "weekday",
        "+393387142905",
        (*message("libreria.wav"), Press("1", when="più IVA")),
        "libreria.wav",
    ),
    SampleCall(
        "Weekday; on no record, and agrees to the price of an hour by key",
        "2026-11-24T15:05:00",
        "weekday",
        "+393409988776",
        (*message("libreria.wav"), Press("1", when="più IVA")),
        "libreria.wav",
    ),
    SampleCall(
        "Weekday, evening; hangs up after the message",
        "2026-11-24T19:40:00",
        "weekday",
        "+393472215869",
        (Speak("pasticceria.wav"), HangUp()),
        "pasticceria.wav",
    ),
    SampleCall(
        "Weekday; every webhook delivered twice",
        "2026-11-25T09:20:00",
        "weekday",
        "+390458307512",
        message("panetteria.wav"),
        "panetteria.wav",
        duplicates=True,
    ),
    SampleCall(
        "Weekday; hangs up before the beep",
        "2026-11-25T11:02:00",
        "weekday",
        "+393351234567",
        (HangUp(after="assistenza"),),
    ),
    SampleCall(
        "Weekday; says nothing",
        "2026-11-25T15:30:00",
        "weekday",
        "+390442555123",
        (Silence(), Silence(), Silence()),
    ),
    SampleCall(
        "Weekday; a number corrected, caller's number withheld",
        "2026-11-26T16:48:00",
        "weekday",
        "anonymous",
        message("ripensamento.wav"),
        "ripensamento.wav",
    ),
    SampleCall(
        "Saturday, J-System subscriber; keys in the customer's code",
        "2026-11-28T10:05:00",
        "weekend",
        "+390455901833",
        message("farmacia.wav", Press("1"), Press("1042#")),
        "farmacia.wav",
    ),
    SampleCall(
        "Saturday, claims J-System; the code is of a customer who has none",
        "2026-11-28T10:40:00",
        "weekend",
        "+393331230045",
        message("libreria.wav", Press("1"), Press("3105#")),
        "libreria.wav",
    ),
    SampleCall(
        "Saturday, claims J-System; nobody knows the telephone",
        "2026-11-28T11:00:00",
        "weekend",
        "+393490007788",
        message("trattoria.wav", Press("1")),
        "trattoria.wav",
    ),
    SampleCall(
        "Saturday, without J-System; the number read back and corrected by key",
        "2026-11-28T11:30:00",
        "weekend",
        "+393496608124",
        (
            *message("gelateria.wav"),
            Press("1", when="Se è giusto"),
            Press("1", when="Cifra per cifra"),
            Press(f"{ANOTHER}#", when="Digiti il numero"),
        ),
        "gelateria.wav",
        holds=True,
    ),
    SampleCall(
        "Sunday afternoon, J-System subscriber",
        "2026-11-29T16:00:00",
        "weekend",
        "+393284457091",
        message("trattoria.wav", Press("1")),
        "trattoria.wav",
    ),
    SampleCall(
        "Holiday (Immacolata)",
        "2026-12-08T10:30:00",
        "weekday",
        "+390456289417",
        message("cartoleria.wav"),
        "cartoleria.wav",
    ),
)
