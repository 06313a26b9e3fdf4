"""Performs <Record>: the beep, the caller's voice, and how it ends.

Twilio docs: TwiML Voice: <Record>; Getting Started with Recording Status Callbacks. A caller who
hangs up is told to the action as well (Digits=hangup, CallStatus=completed), whose TwiML nobody
hears any more. What nothing said leads to is a switch: `quirks.EmptyRecord`.
"""

from dataclasses import dataclass, field

from simulator.call import recordings
from simulator.call.acts import Beep, Gone, HungUp, HungUpButTold, Keys, Steps, Voice, Wait
from simulator.call.document_request import Request
from simulator.call.gather import KEY_SECONDS
from simulator.call.leg import Interrupted, Leg
from simulator.call.recordings import Subscription
from simulator.call.say_and_play import lose
from simulator.call.twiml_fetch import Page, resolve
from simulator.sound import RATE, WINDOW, Sound, is_loud, silence
from simulator.state.journal import RecordingEntry
from simulator.state.quirks import EmptyRecord
from simulator.twiml.verbs import Record

ENDLESS = float("inf")


@dataclass
class Tape:
    """What has been recorded; it ends itself at its length, or after enough silence."""

    verb: Record
    sound: Sound = field(default_factory=lambda: silence(0))
    quiet: int = 0  # samples of silence at its end
    ended_by: str = ""
    spoken: list[str] = field(default_factory=list)

    def take(self, sound: Sound) -> float:
        """Records until the sound, or the tape, is at its end; returns the seconds recorded."""
        before = self.sound.seconds
        for at in range(0, len(sound.samples), WINDOW):
            window = sound.samples[at : at + WINDOW]
            self.sound.samples.extend(window)
            self.quiet = 0 if is_loud(window) else self.quiet + len(window)
            if self._is_full():
                break
        return self.sound.seconds - before

    def rest(self) -> float:
        """Seconds of silence after which it ends by itself."""
        timeout = self.verb.timeout - self.quiet / RATE if self.verb.timeout else ENDLESS
        return min(timeout, self.verb.max_length - self.sound.seconds)

    def _is_full(self) -> bool:
        if self.sound.seconds >= self.verb.max_length:
            self.sound = self.sound.first(self.verb.max_length)
            self.ended_by = "length"
        elif self.verb.timeout and self.quiet >= self.verb.timeout * RATE:
            self.ended_by = "silence"
        return bool(self.ended_by)


def record(leg: Leg, page: Page, verb: Record) -> Steps[Request | None]:
    """The action to ask for, or None to go on with the next verb."""
    leg.answer()
    subscription = _subscription(leg, page, verb)
    kept = recordings.begin(leg, subscription)
    leg.note("beeps" if verb.beep else "is recorded")
    tape = Tape(verb)
    try:
        yield from _run(leg, verb, tape)
    except Interrupted:
        _store(leg, tape, kept, subscription)
        raise
    if not _store(leg, tape, kept, subscription):
        if tape.ended_by == "hangup":
            raise HungUp
        return None
    action = resolve(leg, page, verb.action) if verb.action else page.url
    request = Request("record", action, verb.method, _form(leg, tape, kept))
    if tape.ended_by == "hangup":
        raise HungUpButTold(request)
    return request


def _subscription(leg: Leg, page: Page, verb: Record) -> Subscription | None:
    if not verb.callback:
        return None
    url = resolve(leg, page, verb.callback)
    return Subscription(url, verb.callback_method, verb.callback_events)


def _store(leg: Leg, tape: Tape, kept: RecordingEntry, subscription: Subscription | None) -> bool:
    """Keeps what was said; whether the action is to be asked for."""
    kept.ended_by, kept.spoken = tape.ended_by or "interrupted", tape.spoken
    nothing = tape.sound.is_silent()
    mode = leg.exchange.quirks.empty_record if nothing else EmptyRecord.KEPT
    if mode is EmptyRecord.ABSENT:
        recordings.discard(leg, kept, tape.sound.seconds, subscription)
    if mode in {EmptyRecord.ABSENT, EmptyRecord.FALL_THROUGH}:
        leg.note("is silent", f"{tape.sound.seconds:.0f} s, ended by {kept.ended_by}")
        return False
    recordings.keep(leg, kept, _cut(tape, mode), subscription)
    leg.note("is recorded", f"{kept.duration} s, ended by {kept.ended_by}")
    return True


def _run(leg: Leg, verb: Record, tape: Tape) -> Steps[None]:
    beep = Beep(verb.finish_on_key, verb.max_length)
    while not tape.ended_by:
        act = yield beep
        match act:
            case Voice(sound, name):
                leg.note("speaks", f"{name} ({sound.seconds:.1f} s)")
                tape.spoken.append(name)
                leg.pass_time(tape.take(sound))
            case Keys(keys):
                _press(leg, verb, tape, keys)
            case Gone(after):
                leg.pass_time(tape.take(silence(min(after, tape.rest()))))
                tape.ended_by = tape.ended_by or "hangup"
                leg.note("hangs up")
            case Wait(seconds):
                leg.pass_time(tape.take(silence(min(seconds, tape.rest()))))
            case _:
                leg.pass_time(tape.take(silence(tape.rest())))


def _press(leg: Leg, verb: Record, tape: Tape, keys: str) -> None:
    for at, key in enumerate(keys):
        leg.pass_time(KEY_SECONDS)
        if key in verb.finish_on_key:
            leg.note("presses", key)
            tape.ended_by = key
            lose(leg, keys[at + 1 :])
            return
        lose(leg, key)


def _cut(tape: Tape, mode: EmptyRecord) -> Sound:
    if mode is EmptyRecord.ACTION_ZERO:
        return silence(0)
    return tape.sound.trimmed() if tape.verb.trim and not tape.sound.is_silent() else tape.sound


def _form(leg: Leg, tape: Tape, kept: RecordingEntry) -> tuple[tuple[str, str], ...]:
    form = [
        ("RecordingUrl", recordings.public_url(leg.exchange, kept.sid)),
        ("RecordingDuration", str(kept.duration)),
        ("RecordingSid", kept.sid),
    ]
    by_key = tape.ended_by not in {"silence", "length"}
    digits = tape.ended_by if by_key else leg.exchange.quirks.record_digits_without_key
    return tuple(form if digits is None else [*form, ("Digits", digits)])
