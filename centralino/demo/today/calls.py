"""Who rings on the eve and this morning: the voices of the samples, at hours of this desk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from centralino.demo.calls import SampleCall, message
from rules.hours.mid_morning import Morning
from rules.wall_clock import zone_of
from simulator.state.script import HangUp, Press, ScriptAct, Speak

AGREES = Press("1", when="più IVA")
ADIGE, GARDA, ROSSI, EUROPA, STELLA, ZANINI, VERDE, UNKNOWN = (
    *("+390458307512", "+393284457091", "+390458012345", "+393496608124"),
    *("+393387142905", "+390455901833", "+390456289417", "+393351234567"),
)


@dataclass(frozen=True)
class Ring:
    """One call: minutes after the desk opened today, or before it closed on the eve where negative."""

    minutes: int
    number: str
    voice: str | None
    then: tuple[ScriptAct, ...] = ()


EVE = (Ring(-130, ADIGE, "panetteria.wav"), Ring(-95, GARDA, "trattoria.wav"))
FIRST = (Ring(12, EUROPA, "gelateria.wav"),)
LATER = (Ring(62, STELLA, "libreria.wav", (AGREES,)), Ring(63, ROSSI, "ferramenta.wav"))
LAST = (
    Ring(67, UNKNOWN, None),
    Ring(69, ZANINI, "farmacia.wav"),
    Ring(72, VERDE, "cartoleria.wav"),
)
EVERY = (*EVE, *FIRST, *LATER, *LAST)


def placed(
    rings: tuple[Ring, ...], known: dict[str, SampleCall], morning: Morning
) -> list[SampleCall]:
    """As calls of this desk; `known` are the samples by their voice, wherever these lie."""
    return [_call(ring, known, morning) for ring in rings]


def at_of(minutes: int, morning: Morning) -> datetime:
    """The instant so many minutes after the desk opened, or before it closed on the eve."""
    base = morning.before.spans[-1][1] if minutes < 0 else morning.day.spans[0][0]
    return base + timedelta(minutes=minutes)


def _call(ring: Ring, known: dict[str, SampleCall], morning: Morning) -> SampleCall:
    local = at_of(ring.minutes, morning).astimezone(zone_of(morning.day.timezone))
    at = local.replace(tzinfo=None).isoformat()
    if ring.voice is None:
        script: tuple[ScriptAct, ...] = (HangUp(after="assistenza"),)
        return SampleCall("Hangs up before the beep", at, "weekday", ring.number, script)
    sample = known[ring.voice]
    (spoken,) = (act.sound for act in sample.script if isinstance(act, Speak))
    return replace(
        sample,
        title=f"{ring.voice.removesuffix('.wav').capitalize()}, {local:%a %H:%M}",
        at=at,
        line="weekday",
        number=ring.number,
        script=(*message(Path(str(spoken))), *ring.then),
        duplicates=False,
        holds=False,
    )
