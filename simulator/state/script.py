"""A script: the acts of somebody on the telephone, told beforehand and performed one by one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simulator.sound import Sound


class Telephone(Protocol):
    """What an act may do: a call under way, seen from whoever holds the receiver."""

    def hears(self, *phrases: str) -> object: ...
    def press(self, keys: str) -> object: ...
    def speaks(self, sound: Sound | str | Path, *, seconds: float | None = None) -> object: ...
    def says(self, text: str, *, confidence: float = 0.9) -> object: ...
    def silent(self, seconds: float | None = None) -> object: ...
    def talks(self, seconds: float | None = None) -> object: ...
    def press_now(self, keys: str) -> object: ...
    def hangs_up(self, *, after: float = 0.0) -> object: ...


class ScriptAct(Protocol):
    """One act of a script; it takes itself to the moment at which it is due."""

    def perform(self, call: Telephone) -> object: ...


@dataclass(frozen=True)
class Press:
    """Presses keys at the next occasion, once `when` has been heard."""

    keys: str
    when: str = ""

    def perform(self, call: Telephone) -> object:
        if self.when:
            call.hears(self.when)
        return call.press(self.keys)


@dataclass(frozen=True)
class Speak:
    """Speaks a WAV file (or a Sound) after the next beep, the whole or its first `seconds`."""

    sound: Sound | str | Path
    seconds: float | None = None
    when: str = ""

    def perform(self, call: Telephone) -> object:
        if self.when:
            call.hears(self.when)
        return call.speaks(self.sound, seconds=self.seconds)


@dataclass(frozen=True)
class Utter:
    """Says words to a Gather that listens to speech."""

    text: str
    confidence: float = 0.9
    when: str = ""

    def perform(self, call: Telephone) -> object:
        if self.when:
            call.hears(self.when)
        return call.says(self.text, confidence=self.confidence)


@dataclass(frozen=True)
class Silence:
    """Lets the next question, or recording, pass without a word."""

    seconds: float | None = None  # None: until it is over

    def perform(self, call: Telephone) -> object:
        return call.silent(self.seconds)


@dataclass(frozen=True)
class Talk:
    """Talks with whoever is rung, for so long; None is until the other hangs up."""

    seconds: float | None = None

    def perform(self, call: Telephone) -> object:
        return call.talks(self.seconds)


@dataclass(frozen=True)
class PressNow:
    """Presses keys this very moment, such as * while they talk."""

    keys: str

    def perform(self, call: Telephone) -> object:
        return call.press_now(self.keys)


@dataclass(frozen=True)
class HangUp:
    """Hangs up: at once, or in the middle of what is said once `after` has been heard."""

    after: str = ""
    seconds: float = 0.0  # that much later

    def perform(self, call: Telephone) -> object:
        if self.after:
            call.hears(self.after)
        return call.hangs_up(after=self.seconds)
