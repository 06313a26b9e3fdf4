"""What Twilio's debugger would show: each error and warning with Twilio's own code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

# Twilio docs: Error and Warning Dictionary.
MEANINGS = {
    11100: "Invalid URL format",
    11200: "HTTP retrieval failure",
    11201: "TCP connection timed out",
    11202: "TCP connection refused",
    11203: "HTTP communication total time out",
    11205: "HTTP connection failure",
    11206: "HTTP protocol violation",
    11210: "HTTP bad host name",
    11215: "HTTP too many redirects",
    11240: "Edge location of the URL's fragment is invalid",
    11242: "Twilio Interconnect is not allowed",
    11243: "Retry policy of the URL's fragment is invalid",
    11750: "Response body larger than 64 kB",
    11770: "Empty chunked response body",
    12100: "Document parse failure",
    12102: "The root element must be Response",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    13201: "Dial: cannot dial out from a whisper",
    13210: "Dial: invalid method",
    13212: "Dial: invalid timeout",
    13213: "Dial: invalid hangupOnStar",
    13214: "Dial: invalid callerId",
    13215: "Dial: invalid nested element",
    13216: "Dial: invalid timeLimit",
    13217: "Dial: invalid record",
    13218: "Dial: invalid sequential",
    13219: "Dial: invalid answerOnBridge",
    13220: "Dial: invalid ringTone",
    13221: "Number: invalid method",
    13222: "Number: invalid sendDigits",
    13223: "Dial: invalid phone number format",
    13250: "Dial: too many numbers",
    13256: "Invalid recordingStatusCallback URL",
    13310: "Gather: invalid finishOnKey",
    13311: "Gather: finishOnKey of more than one key",
    13312: "Gather: invalid method",
    13313: "Gather: invalid timeout",
    13314: "Gather: invalid numDigits",
    13320: "Gather: invalid nested verb",
    13326: "Gather: invalid input",
    13327: "Gather: invalid speechTimeout",
    13330: "Gather: invalid hints",
    13331: "Gather: invalid language",
    13333: "Gather: invalid profanityFilter",
    13334: "Gather: invalid speechModel",
    13335: "Gather: speechTimeout auto with the default model",
    13338: "Gather: invalid actionOnEmptyResult",
    13410: "Play: invalid loop",
    13420: "Play: invalid Content-Type",
    13430: "Play: invalid digits",
    13510: "Say: invalid loop",
    13511: "Say: invalid voice",
    13512: "Invalid language",
    13520: "Say: invalid text",
    13521: "Say: text too long",
    13610: "Record: invalid method",
    13611: "Record: invalid timeout",
    13612: "Record: invalid maxLength",
    13613: "Record: invalid finishOnKey",
    13614: "Record: invalid transcribe",
    13615: "Record: maxLength too high for transcription",
    13616: "Record: invalid playBeep",
    13621: "Invalid recordingStatusCallbackEvent",
    13699: "Record: invalid trim",
    13710: "Redirect: invalid method",
    13810: "Reject: invalid reason",
    13910: "Pause: invalid length",
    15003: "Warning response to a callback",
    15004: "Relative URL in TwiML given through REST",
    20001: "Unknown parameters",
}


@dataclass(frozen=True)
class Alert:
    """One line of the debugger."""

    code: int  # Twilio's; 0 for advice of our own
    message: str
    at: datetime
    call_sid: str = ""
    url: str = ""

    def __str__(self) -> str:
        code = f"{self.code} {MEANINGS.get(self.code, '')}: " if self.code else "advice: "
        return f"{code}{self.message}" + (f" ({self.url})" if self.url else "")


class Debugger:
    """The alerts so far, oldest first."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []

    def add(self, alert: Alert) -> None:
        self.alerts.append(alert)

    def __iter__(self) -> Iterator[Alert]:
        return iter(list(self.alerts))

    def __len__(self) -> int:
        return len(self.alerts)

    @property
    def codes(self) -> list[int]:
        """The codes of all alerts, advice left out."""
        return [alert.code for alert in self if alert.code]
