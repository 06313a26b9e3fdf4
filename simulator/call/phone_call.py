"""A call as its caller lives it: hears, presses, speaks, hangs up.

The call goes on only while its caller does something, in the thread of whoever drives it, so that
the same story always runs the same way. A caller who does nothing is silent: the timeout of a
question passes, and that of a recording.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from simulator import sound
from simulator.call.acts import (
    Act,
    Asked,
    Beep,
    Bridged,
    Event,
    Gone,
    Heard,
    Keys,
    Steps,
    Voice,
    Wait,
    Words,
)
from simulator.call.leg import Leg
from simulator.sound import Sound
from simulator.state.journal import CallEntry, HeardEntry
from simulator.state.script import ScriptAct


class StoryFailed(AssertionError):
    """The call did not go as its caller was told; shows the whole call."""


class PhoneCall:
    """One call under way.

    As a story: `call.hears("prema 1").press("1").speaks("voice.wav").hangs_up()`, where each act
    first takes the call to the moment at which it can happen. As a script: acts given when
    dialling, performed by `finish()`.
    """

    def __init__(self, leg: Leg, steps: Steps[object], script: Sequence[ScriptAct] = ()) -> None:
        self.leg = leg
        self._steps = steps
        self._script = list(script)
        self._place = (0, 0)  # the sentence, and the letter in it, up to which the caller listened
        self._event: Event | None = None
        self.result: object = None
        self._go(None)

    @property
    def sid(self) -> str:
        return self.leg.sid

    @property
    def entry(self) -> CallEntry:
        """The journal's account of this call, as far as it has got."""
        return self.leg.entry

    @property
    def heard(self) -> list[HeardEntry]:
        return self.entry.heard

    @property
    def is_over(self) -> bool:
        return self._event is None

    def hears(self, *phrases: str) -> Self:
        """Listens until each phrase has been said, in this order; upper case does not matter.

        Gives no input on the way. The call then stands still in the middle of that sentence.
        """
        for phrase in phrases:
            while not self._finds(phrase):
                self._expect_more(f"{self._who} never heard {phrase!r}")
                self._go(None)
        return self

    def plays(self, part_of_url: str = "") -> Self:
        """Listens until a file is played whose URL has this in it."""
        while not any(
            entry.kind == "play" and part_of_url in entry.url
            for entry in self.heard[self._place[0] :]
        ):
            self._expect_more(f"no file was played with {part_of_url!r} in its URL")
            self._go(None)
        self._listened()
        return self

    def beeps(self) -> Self:
        """Listens until the beep of a recording."""
        return self._until(Beep, "there was no beep")

    def talks(self, seconds: float | None = None) -> Self:
        """Listens until somebody who was rung is connected, and then talks with them so long."""
        self._until(Bridged, "nobody was connected")
        if seconds is not None:
            self._act(Wait(seconds))
        return self

    def press(self, keys: str) -> Self:
        """Presses keys as soon as the call listens to keys: in a menu, or to end a recording."""
        if not keys or not set(keys) <= set("0123456789*#"):
            raise ValueError(f"expected keys of a telephone, found {keys!r}")
        while not _takes_keys(self._event):
            self._expect_more(f"nobody asked for a key, {keys!r} was not pressed")
            self._go(None)
        if isinstance(self._event, Beep) and not set(keys) & set(self._event.finish_on_key):
            raise StoryFailed(f"{keys!r} is pressed into a recording\n{self.entry.story()}")
        self._pressed(keys)
        return self

    def press_now(self, keys: str) -> Self:
        """Presses keys this very moment, although perhaps nothing listens to them."""
        self._pressed(keys)
        return self

    def speaks(self, what: Sound | str | Path, *, seconds: float | None = None) -> Self:
        """Speaks a WAV file after the next beep: all of it, or its first seconds.

        The recording then still runs: press its finish key, hang up, or listen on in silence.
        """
        spoken = what if isinstance(what, Sound) else sound.read(what)
        spoken = spoken if seconds is None else spoken.first(seconds)
        name = "a sound" if isinstance(what, Sound) else str(what)
        self.beeps()
        self._act(Voice(spoken, name))
        return self

    def says(self, text: str, *, confidence: float = 0.9) -> Self:
        """Says words to the next Gather that listens to speech."""
        while not (isinstance(self._event, Heard | Asked) and self._event.speech):
            self._expect_more(f"nobody listened to speech, {text!r} was not said")
            self._go(None)
        self._act(Words(text, confidence, self._passed()))
        return self

    def silent(self, seconds: float | None = None) -> Self:
        """Gives no input to the next question or recording: for so long, or until it is over."""
        self._until((Asked, Beep), "nobody asked anything")
        self._act(None if seconds is None else Wait(seconds))
        return self

    def hangs_up(self, *, after: float = 0.0) -> Self:
        """Hangs up this very moment, or so many seconds later."""
        while (
            after
            and isinstance(self._event, Heard)
            and self._event.seconds < self._passed() + after
        ):
            after -= self._event.seconds - self._passed()
            self._go(None)
        if self._event is not None:
            self._act(Gone(self._passed() + after))
        return self

    def ends(self) -> Self:
        """Listens, without a word, until the desk ends the call."""
        while self._event is not None:
            self._go(None)
        return self

    def finish(self) -> CallEntry:
        """Performs what is left of the script, then listens to the end; returns the journal's
        account of the call. An act for which there was no occasion is in `undone`."""
        while self._script:
            act = self._script.pop(0)
            try:
                act.perform(self)
            except StoryFailed:
                self.entry.undone.append(repr(act))
        self.ends()
        return self.entry

    @property
    def _who(self) -> str:
        return self.leg.from_number if self.leg.direction == "inbound" else self.leg.to_number

    def _go(self, act: Act) -> None:
        try:
            self._event = self._steps.send(act)
        except StopIteration as stop:
            self._event = None
            self.result = stop.value
        except BaseException:
            self._event = None
            raise

    def _act(self, act: Act) -> None:
        """An act of the caller's: what was said before it has been listened to."""
        self._listened()
        self._go(act)

    def _listened(self) -> None:
        self._place = (len(self.heard), 0)

    def _pressed(self, keys: str) -> None:
        self.entry.pressed.append(keys)
        self._act(Keys(keys, self._passed()))

    def _passed(self) -> float:
        """Seconds into the present sentence at which what was last heard has been said."""
        event = self._event
        if not isinstance(event, Heard) or self._place[0] != len(self.heard) - 1 or not event.text:
            return 0.0
        return event.seconds * min(1.0, self._place[1] / len(event.text))

    def _finds(self, phrase: str) -> bool:
        wanted = _plain(phrase)
        first, letter = self._place
        for at in range(first, len(self.heard)):
            found = _plain(self.heard[at].text).find(wanted, letter if at == first else 0)
            if found >= 0:
                self._place = (at, found + len(wanted))
                return True
        return False

    def _until(self, kind: type[Event] | tuple[type[Event], ...], complaint: str) -> Self:
        while not isinstance(self._event, kind):
            self._expect_more(complaint)
            self._go(None)
        return self

    def _expect_more(self, complaint: str) -> None:
        if self._event is None:
            raise StoryFailed(f"{complaint}\n{self.entry.story()}")


def _takes_keys(event: Event | None) -> bool:
    return isinstance(event, Beep) or (isinstance(event, Heard | Asked) and event.keys)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
