"""Fetches what <Play> names: a plain GET, which carries none of the call's parameters.

Twilio docs: TwiML Voice: <Play>, for the types that it takes (else 13420).
"""

import io
import wave
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.call.leg import Leg
from simulator.state.journal import AttemptEntry, WebhookEntry
from simulator.wire import connection_overrides
from simulator.wire.http_request import Answer, FetchFailed

TYPES = {
    f"audio/{kind}" for kind in ("mpeg", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff")
} | {
    "audio/x-gsm",
    "audio/gsm",
    "audio/ulaw",
}
LARGEST = 40 * 1024 * 1024


@dataclass(frozen=True)
class Media:
    """A file as the caller hears it; `code` of the failure when there is none."""

    seconds: float = 0.0
    code: int = 0
    text: str = ""


def fetch(leg: Leg, url: str) -> Media:
    """Gets the file, and how long it plays."""
    entry = WebhookEntry("play", leg.sid, url, "GET", (), "", leg.at)
    leg.exchange.journal.webhooks.append(entry)
    headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*", "Connection": "close"}
    try:
        bare, policy = connection_overrides.split(url)
        answer = leg.exchange.wire.ask(
            "GET", bare, headers, connect_s=policy.connect_s, read_s=policy.read_s, limit=LARGEST
        )
    except (FetchFailed, connection_overrides.BadOverride) as error:
        entry.outcome = "failed"
        entry.attempts.append(AttemptEntry(url, None, str(error), 0.0))
        return Media(code=error.code, text=str(error))
    entry.attempts.append(AttemptEntry(url, answer.status, "", answer.seconds))
    media = _understood(answer)
    entry.outcome = "failed" if media.code else "delivered"
    return media


def _understood(answer: Answer) -> Media:
    if answer.status >= 300:
        return Media(code=11200, text=f"answered {answer.status}")
    if answer.content_type not in TYPES:
        return Media(code=13420, text=f"Content-Type {answer.content_type or 'missing'}")
    return Media(_seconds(answer))


def _seconds(answer: Answer) -> float:
    """From the header of a PCM file; of others from their usual rate on a telephone line."""
    try:
        with wave.open(io.BytesIO(answer.body)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError):
        return len(answer.body) / (4000 if answer.content_type == "audio/mpeg" else 8000)


def name(url: str) -> str:
    """How the journal names a file in place of its words."""
    return f"[audio {urlsplit(url).path}]"
