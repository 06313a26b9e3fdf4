"""What TwiML allows: each verb's attributes, children and text, with the code of each mistake.

Twilio docs: TwiML Voice, one page a verb; Error and Warning Dictionary for the codes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from simulator.twiml import voices
from simulator.wire import connection_overrides

KEYS = "0123456789*#"
METHODS = ("GET", "POST")
WHISPER = frozenset({"Play", "Say", "Gather", "Hangup"})
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})
LEG_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
# Twilio's, and not performed by this carrier, which says so and goes on.
NOT_PERFORMED = frozenset(
    [
        "Client",
        "Conference",
        "Connect",
        "Echo",
        "Enqueue",
        "Leave",
        "Message",
        "Pay",
        "Prompt",
        "Queue",
        "Refer",
        "Siprec",
        "Sim",
        "Sip",
        "Sms",
        "Start",
        "Stop",
        "Stream",
        "Application",
        "Transcription",
        "VirtualAgent",
        "WhatsApp",
    ]
)
SPEECH_MODELS = frozenset(
    [
        "default",
        "numbers_and_commands",
        "phone_call",
        "experimental_conversations",
        "experimental_utterances",
        "googlev2_long",
        "googlev2_short",
        "googlev2_telephony",
        "googlev2_telephony_short",
        "deepgram_nova-2",
        "deepgram_nova-3",
    ]
)


@dataclass(frozen=True)
class Attribute:
    """`code` of the alert for a value that `check` refuses."""

    check: Callable[[str], bool]
    code: int
    expected: str


@dataclass(frozen=True)
class Shape:
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    child_code: int = 12200
    text: bool = False


def one_of(code: int, *values: str) -> Attribute:
    return Attribute(lambda value: value in values, code, " or ".join(values))


def some_of(code: int, values: frozenset[str]) -> Attribute:
    def check(value: str) -> bool:
        return bool(value.split()) and set(value.split()) <= values

    return Attribute(check, code, "some of " + " ".join(sorted(values)))


def whole(code: int, least: int, most: int | None = None, *, also: str = "") -> Attribute:
    def check(value: str) -> bool:
        in_range = (
            value.isdecimal() and int(value) >= least and (most is None or int(value) <= most)
        )
        return in_range or (bool(also) and value == also)

    upto = f" to {most}" if most else " or more"
    return Attribute(
        check, code, f"a whole number, {least}{upto}" + (f", or {also}" if also else "")
    )


def matching(code: int, pattern: str, expected: str) -> Attribute:
    return Attribute(lambda value: re.fullmatch(pattern, value) is not None, code, expected)


def is_url(value: str) -> bool:
    if not value or any(sign.isspace() for sign in value):
        return False
    try:
        connection_overrides.split(value)
    except connection_overrides.BadOverride:
        return False
    return urlsplit(value).scheme in {"", "http", "https"}


def is_short_list(value: str) -> bool:
    """Hints: at most 500, of at most 100 characters each."""
    hints = value.split(",")
    return len(hints) <= 500 and all(len(hint) <= 100 for hint in hints)


URL = Attribute(is_url, 11100, "an http URL, or a path, with valid overrides")
ANYTHING = Attribute(lambda _: True, 12200, "anything")
LANGUAGE = Attribute(voices.is_language, 13331, "a language such as it-IT")


def true_or_false(code: int) -> Attribute:
    return one_of(code, "true", "false")


SSML: dict[str, frozenset[str]] = {
    "break": frozenset({"strength", "time"}),
    "emphasis": frozenset({"level"}),
    "lang": frozenset({"{http://www.w3.org/XML/1998/namespace}lang"}),
    "p": frozenset(),
    "phoneme": frozenset({"alphabet", "ph"}),
    "prosody": frozenset({"volume", "rate", "pitch"}),
    "s": frozenset(),
    "say-as": frozenset({"interpret-as", "role", "format"}),
    "sub": frozenset({"alias"}),
    "w": frozenset({"role"}),
}

SHAPES: dict[str, Shape] = {
    "Say": Shape(
        {
            "voice": Attribute(voices.is_voice, 13511, "a voice that Twilio has"),
            "language": Attribute(voices.is_language, 13512, "a language such as it-IT"),
            "loop": whole(13510, 0),
        },
        children=frozenset(SSML),
        text=True,
    ),
    "Play": Shape(
        {"loop": whole(13410, 0), "digits": matching(13430, r"[0-9A-D#*wW]+", "keys and w or W")},
        text=True,
    ),
    "Pause": Shape({"length": whole(13910, 1)}),
    "Redirect": Shape({"method": one_of(13710, *METHODS)}, text=True),
    "Hangup": Shape(children=frozenset({"Parameter"})),
    "Reject": Shape({"reason": one_of(13810, "rejected", "busy")}),
    "Gather": Shape(
        {
            "input": some_of(13326, frozenset({"dtmf", "speech"})),
            "action": URL,
            "method": one_of(13312, *METHODS),
            "timeout": whole(13313, 1, also="auto"),
            "finishOnKey": matching(13310, r"[0-9*#]?", "one key, or nothing"),
            "numDigits": whole(13314, 1),
            "speechTimeout": whole(13327, 1, also="auto"),
            "speechModel": one_of(13334, *sorted(SPEECH_MODELS)),
            "hints": Attribute(is_short_list, 13330, "at most 500 hints of 100 characters"),
            "language": LANGUAGE,
            "profanityFilter": true_or_false(13333),
            "actionOnEmptyResult": true_or_false(13338),
            "partialResultCallback": URL,
            "partialResultCallbackMethod": one_of(13329, *METHODS),
            "bargeIn": true_or_false(13332),
            "maxSpeechTime": whole(13328, 1),
            "enhanced": true_or_false(12200),
            "debug": true_or_false(12200),
        },
        children=frozenset({"Say", "Play", "Pause"}),
        child_code=13320,
    ),
    "Record": Shape(
        {
            "action": URL,
            "method": one_of(13610, *METHODS),
            "timeout": whole(13611, 0),
            "finishOnKey": matching(13613, r"[0-9*#]*", "some of 0123456789*#"),
            "maxLength": whole(13612, 2, 14400),
            "playBeep": true_or_false(13616),
            "trim": one_of(13699, "trim-silence", "do-not-trim"),
            "recordingStatusCallback": Attribute(is_url, 13256, URL.expected),
            "recordingStatusCallbackMethod": one_of(13610, *METHODS),
            "recordingStatusCallbackEvent": some_of(13621, RECORDING_EVENTS),
            "transcribe": true_or_false(13614),
            "transcribeCallback": URL,
            "recordingConfigurationId": ANYTHING,
        }
    ),
    "Dial": Shape(
        {
            "action": URL,
            "method": one_of(13210, *METHODS),
            "timeout": whole(13212, 1, 600),
            "timeLimit": whole(13216, 1),
            "callerId": matching(13214, r"\+[1-9]\d{6,14}|client:.+", "an E.164 number"),
            "answerOnBridge": true_or_false(13219),
            "hangupOnStar": true_or_false(13213),
            "record": one_of(
                13217,
                "do-not-record",
                "record-from-answer",
                "record-from-ringing",
                "record-from-answer-dual",
                "record-from-ringing-dual",
                "true",
                "false",
            ),
            "recordingStatusCallback": Attribute(is_url, 13256, URL.expected),
            "recordingStatusCallbackMethod": one_of(13210, *METHODS),
            "recordingStatusCallbackEvent": some_of(13621, RECORDING_EVENTS),
            "recordingTrack": one_of(12200, "both", "inbound", "outbound"),
            "trim": one_of(12200, "trim-silence", "do-not-trim"),
            "ringTone": matching(13220, r"[a-z]{2}(-old)?|automatic", "a country such as it"),
            "sequential": true_or_false(13218),
            "referUrl": URL,
            "referMethod": one_of(13210, *METHODS),
            "callReason": ANYTHING,
            "events": ANYTHING,
            "passports": ANYTHING,
            "recordingConfigurationId": ANYTHING,
        },
        children=frozenset({"Number"}),
        child_code=13215,
    ),
    "Number": Shape(
        {
            "url": URL,
            "method": one_of(13221, *METHODS),
            "sendDigits": matching(13222, r"[0-9*#wW]+", "keys and w"),
            "statusCallback": URL,
            "statusCallbackMethod": one_of(13221, *METHODS),
            "statusCallbackEvent": some_of(12200, LEG_EVENTS),
            "machineDetection": one_of(12200, "Enable", "DetectMessageEnd"),
            "machineDetectionTimeout": whole(12200, 3, 60),
            "machineDetectionSpeechThreshold": whole(12200, 1000, 6000),
            "machineDetectionSpeechEndThreshold": whole(12200, 500, 5000),
            "machineDetectionSilenceTimeout": whole(12200, 2000, 10000),
            "amdStatusCallback": URL,
            "amdStatusCallbackMethod": one_of(12200, *METHODS),
            "byoc": ANYTHING,
        },
        text=True,
    ),
}
