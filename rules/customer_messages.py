"""Customer messages: by which channel (SMS, e-mail) a customer can be told, and quiet hours.

An SMS goes to mobiles alone, and never by night; an e-mail wakes nobody. What would come too late
to be of use is not sent at all.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.email_addresses import sendable
from rules.errors import BadInput
from rules.phone_numbers import country, dialable, is_mobile, masked
from rules.wall_clock import zone_of

ITALY = frozenset({"IT"})
TOO_LATE = "it would have come too late to be of use"

# GSM 03.38, the alphabet of an SMS: È, À, Ì, Ò, Ù and curly quotes are not in it.
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = frozenset("^{}\\[~]|€")


class MessageChannel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True)
class Receiver:
    """How somebody can be told: by which way, to which number or address."""

    channel: MessageChannel
    to: str


@dataclass(frozen=True)
class CustomerMessage:
    """One message, as it would go out by either way."""

    sms: str
    subject: str
    body: str
    opens_page: bool = (
        False  # whoever has it has the request: no number gets it that was only heard
    )


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody's telephone is to ring with an SMS, on the wall clock."""

    start: time = time(21)
    end: time = time(8)
    timezone: str = "Europe/Rome"


@dataclass(frozen=True)
class Send:
    """It may go out from this instant on."""

    at: datetime


@dataclass(frozen=True)
class Drop:
    """It is not to be sent at all."""

    reason: str


class Untold(StrEnum):
    """Why somebody who could be told is not."""

    ABROAD = "abroad"  # the number is of a country to which no text is sent
    OFTEN = "often"  # the number or address had as many as one gets in a day
    CROWDED = "crowded"  # all together had as many as are sent in an hour, or in a day


def receivers(
    numbers: tuple[str | None, ...],
    email: str | None,
    enabled: frozenset[MessageChannel],
    countries: frozenset[str] = ITALY,
) -> tuple[Receiver, ...]:
    """How the customer can be told, the best way first; nothing when there is none.

    `numbers` are E.164, the one to be called first; `enabled` are those that are switched on;
    `countries` those to which texts are sent: whoever writes a number abroad is not paid for.
    """
    texts = [
        Receiver(MessageChannel.SMS, one)
        for one in numbers
        if one and can_take_sms(one) and country(one) in countries
    ]
    mails = [Receiver(MessageChannel.EMAIL, email)] if email and sendable(email) else []
    return tuple(one for one in (*texts[:1], *mails) if one.channel in enabled)


def can_take_sms(e164: str) -> bool:
    """Whether the number is surely an ordinary mobile: no landline, premium or satellite number."""
    return is_mobile(e164) and dialable(e164)


def when(
    channel: MessageChannel, now: datetime, quiet: Quiet, until: datetime | None
) -> Send | Drop:
    """When a message that is of use until that instant may go out, seen from now."""
    at = quiet_ends(now, quiet) if channel is MessageChannel.SMS else now
    if until is not None and at >= until:
        return Drop(TOO_LATE)
    return Send(at)


def quiet_ends(now: datetime, quiet: Quiet) -> datetime:
    """The end of the quiet hours in which `now` lies; `now` itself outside of them."""
    if quiet.start == quiet.end:
        return now
    zone = zone_of(quiet.timezone)
    today = now.astimezone(zone).date()
    nights = timedelta(days=1 if quiet.start > quiet.end else 0)
    for day in (today - timedelta(days=1), today):
        begin = min(_shown(day, quiet.start, zone))
        end = max(_shown(day + nights, quiet.end, zone))
        if begin <= now < end:
            return end
    return now


def _shown(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both instants at which a clock may show the time: on one night of the year they differ."""
    local = datetime.combine(day, clock, zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def segments(text: str) -> int:
    """In how many parts an SMS goes out; raises BadInput for a sign outside the GSM alphabet."""
    strange = sorted(set(text) - _GSM_7 - _GSM_7_TWICE)
    if strange:
        raise BadInput(f"expected signs of the GSM alphabet, found {' '.join(strange)}")
    units = len(text) + sum(sign in _GSM_7_TWICE for sign in text)
    return 1 if units <= 160 else -(-units // 153)


def masked_receiver(to: str) -> str:
    """A number or address for lists and logs: "+39347•••••67", "m•••@example.it"."""
    name, at, domain = to.rpartition("@")
    return f"{name[:1]}•••@{domain}" if at else masked(to)
