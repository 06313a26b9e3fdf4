"""A text message as the carrier keeps it: its words, its segments, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

# GSM 03.38 as far as Italian needs it: È, À, Ì, Ò, Ù and curly quotes are not in it.
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = set("^{}\\[~]|€")


@dataclass
class MessageEntry:
    """One message and what became of it."""

    sid: str
    to_number: str
    from_number: str
    body: str
    created_at: datetime
    status_callback: str = ""
    status: str = "queued"
    sent_at: datetime | None = None
    error_code: int | None = None
    service: str = ""  # the messaging service that chooses the sender

    @property
    def segments(self) -> int:
        return segments(self.body)


def segments(body: str) -> int:
    """How many SMS a text takes: one sign outside GSM-7 makes all of it UCS-2."""
    if all(sign in GSM_7 or sign in GSM_7_TWICE for sign in body):
        units, alone, joined = len(body) + sum(sign in GSM_7_TWICE for sign in body), 160, 153
    else:
        units, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)
