"""TwiML: a Reply as XML; the only import of twilio.twiml."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.flows.reply import (
    AboutChosen,
    Ask,
    CallBegan,
    Dial,
    Fact,
    GoTo,
    HangUp,
    JSystemClaimed,
    LanguageChosen,
    MessageRecorded,
    OpenRequestTold,
    Pause,
    Play,
    PriceTold,
    Record,
    Reply,
    RequestNamed,
    Say,
    TimesOffered,
)
from ivr.flows.steps import AnyStep, DialInStep
from ivr.prompts import Prompts, SoundFile, Voices
from ivr.turn import TOLD, Turn

# How Twilio tries again; the part after # is neither sent nor signed.
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
PATIENCE = "#rc=2&rp=ct,5xx&ct=2000&rt=4000&tt=12000"
CALLBACK_PATIENCE = "#rc=5&rp=all"

LEG_EVENTS = "initiated ringing answered completed"
LONGEST_SAY = 1000  # characters; Twilio's own limits are higher and differ by voice
# What XML 1.0 cannot hold, not even escaped.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(
    reply: Reply,
    *,
    turn: Turn,
    line: str | None,
    prompts: Prompts,
    voices: Voices,
    audio_token: Callable[[str], str],
) -> str:
    """The document that Twilio performs; its addresses carry what the call now remembers."""
    turn = after_facts(turn, reply.facts)

    def address(step: AnyStep, attempt: int) -> str:
        place = "/voice/road" if isinstance(step, DialInStep) else "/voice"
        return f"{place}/{step}?{urlencode({'n': str(attempt), **turn.remembered})}"

    return _Script(line, turn.language, prompts, voices, address, audio_token).document(reply)


def render_leg(
    reply: Reply,
    *,
    line: str | None,
    prompts: Prompts,
    voices: Voices,
    address: Callable[[AnyStep, int], str],
    audio_token: Callable[[str], str] = str,
) -> str:
    """The document for a technician's telephone; it speaks Italian."""
    return _Script(line, "it", prompts, voices, address, audio_token).document(reply)


def after_facts(turn: Turn, facts: tuple[Fact, ...]) -> Turn:
    """The turn with what has become of the call by these facts, for the next webhook."""
    for fact in facts:
        match fact:
            case CallBegan(flow):
                turn = replace(turn, flow=flow)
            case LanguageChosen(language):
                turn = replace(turn, language=language)
            case JSystemClaimed():
                turn = replace(turn, j_system=True)
            case OpenRequestTold():
                turn = replace(turn, about=TOLD)
            case AboutChosen(about):
                turn = replace(turn, about=about)
            case RequestNamed(ticket_id):
                turn = replace(turn, named=str(ticket_id))
            case PriceTold():
                turn = replace(turn, price_told=True)
            case TimesOffered(at):
                turn = replace(turn, offered_at=at)
            case MessageRecorded(recording_sid):
                turn = replace(turn, kept_sid=recording_sid)
    return turn


@dataclass(frozen=True)
class _Script:
    line: str | None
    language: str
    prompts: Prompts
    voices: Voices
    address: Callable[[AnyStep, int], str]  # of a step, at a try
    audio_token: Callable[[str], str]

    def document(self, reply: Reply) -> str:
        document = VoiceResponse()
        for verb in reply.verbs:
            self.write(document, verb)
        return str(document)

    def write(self, document: VoiceResponse, verb: object) -> None:
        match verb:
            case Say():
                self._say(document, verb)
            case Play(recording_sid):
                document.play(f"/voice/audio/{quote(self.audio_token(recording_sid), safe='')}")
            case Pause(seconds):
                document.pause(length=seconds)
            case Ask():
                self._ask(document, verb)
            case Record():
                self._record(document, verb)
            case Dial():
                self._dial(document, verb)
            case GoTo(step, attempt):
                document.redirect(self._address(step, attempt), method="POST")
            case HangUp():
                document.hangup()

    def _say(self, parent: VoiceResponse | Gather, say: Say) -> None:
        found = self.prompts.of(say, self.language)
        if isinstance(found, SoundFile):
            parent.play(f"/voice/prompts/{found.name}")
            return
        voice = self.voices.of(self.line, say.language or self.language)
        parent.say(_sayable(found), voice=voice.voice, language=voice.language)

    def _ask(self, document: VoiceResponse, ask: Ask) -> None:
        gather = document.gather(
            input="dtmf",
            action=self._address(ask.then, ask.attempt),
            method="POST",
            num_digits=ask.digits,
            finish_on_key=ask.finish_on,
            timeout=ask.timeout_s,
        )
        for say in ask.says:
            self._say(gather, say)

    def _record(self, document: VoiceResponse, record: Record) -> None:
        document.record(
            action=self._address(record.then, record.attempt),
            method="POST",
            max_length=record.max_seconds,
            timeout=record.silence_s,
            finish_on_key="#",
            play_beep=True,
            trim="do-not-trim",  # the duration is then the recorded time
            recording_status_callback=f"/voice/recording{CALLBACK_PATIENCE}",
            recording_status_callback_method="POST",
            recording_status_callback_event="completed absent",
        )

    def _dial(self, document: VoiceResponse, dial: Dial) -> None:
        dialled = document.dial(
            action=self._address(dial.then, 0),
            method="POST",
            timeout=dial.ring_s,
            time_limit=dial.longest_s,
            caller_id=dial.caller_id,
            hangup_on_star=dial.star,
        )
        screened = {"url": self._address(dial.screen, 0), "method": "POST"} if dial.screen else {}
        detected = {}
        if dial.detects:
            detected = {
                "machine_detection": "Enable",
                "amd_status_callback": self._callback(dial.detects),
                "amd_status_callback_method": "POST",
            }
        dialled.number(
            dial.number,
            **screened,
            status_callback=self._callback(dial.tells),
            status_callback_method="POST",
            status_callback_event=LEG_EVENTS,
            **detected,
        )

    def _address(self, step: AnyStep, attempt: int) -> str:
        return f"{self.address(step, attempt)}{PATIENCE}"

    def _callback(self, step: AnyStep) -> str:
        return f"{self.address(step, 0)}{CALLBACK_PATIENCE}"


def _sayable(text: str) -> str:
    return " ".join(ILLEGAL.sub(" ", text).split())[: LONGEST_SAY - 1]
