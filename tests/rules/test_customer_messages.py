"""Who can be told by which way, and when."""

from datetime import UTC, datetime, time

import pytest

from rules.customer_messages import (
    Drop,
    MessageChannel,
    Quiet,
    Receiver,
    Send,
    masked_receiver,
    quiet_ends,
    receivers,
    segments,
    when,
)
from rules.errors import BadInput

BOTH = frozenset(MessageChannel)
MOBILE, LANDLINE = "+393471234567", "+390458001234"
ADDRESS = "mario@example.it"
SMS, EMAIL = Receiver(MessageChannel.SMS, MOBILE), Receiver(MessageChannel.EMAIL, ADDRESS)


@pytest.mark.parametrize(
    ("numbers", "email", "ways", "expected"),
    [
        ((MOBILE,), None, BOTH, (SMS,)),
        ((MOBILE,), ADDRESS, BOTH, (SMS, EMAIL)),
        ((LANDLINE,), ADDRESS, BOTH, (EMAIL,)),
        ((LANDLINE, MOBILE), None, BOTH, (SMS,)),  # to be called there, told here
        ((MOBILE, "+393331234567"), None, BOTH, (SMS,)),  # told once
        ((LANDLINE,), None, BOTH, ()),
        ((None,), None, BOTH, ()),  # withheld
        (("+39892123456",), None, BOTH, ()),  # premium
        (("+39899123456",), None, BOTH, ()),  # premium
        (("+39800123456",), None, BOTH, ()),  # free of charge, and no telephone
        (("+881612345678",), None, BOTH, ()),  # satellite
        (("+447911123456",), None, BOTH, ()),  # abroad
        (("+447911123456", MOBILE), None, BOTH, (SMS,)),  # their own, where they said one abroad
        (("+37866123456",), None, BOTH, ()),  # San Marino is no part of Italy
        (("+12025550123",), None, BOTH, ()),  # America does not tell mobiles from landlines
        (("3471234567890123",), None, BOTH, ()),
        ((MOBILE,), ADDRESS, frozenset({MessageChannel.EMAIL}), (EMAIL,)),
        ((MOBILE,), ADDRESS, frozenset(), ()),
        ((), "no address", BOTH, ()),
        ((), "", BOTH, ()),
    ],
)
def test_customer_is_told_only_where_it_arrives(numbers, email, ways, expected):
    assert receivers(numbers, email, ways) == expected


def test_countries_that_are_configured_get_texts():
    abroad = "+447400123456"
    told = receivers((abroad,), None, BOTH, frozenset({"IT", "GB"}))
    assert told == (Receiver(MessageChannel.SMS, abroad),)
    assert receivers((MOBILE,), None, BOTH, frozenset({"GB"})) == ()


def utc(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(24, 9), utc(24, 9)),
        (utc(24, 19, 59), utc(24, 19, 59)),  # 20:59 in Verona
        (utc(24, 20), utc(25, 7)),  # 21:00
        (utc(24, 22, 59), utc(25, 7)),
        (utc(24, 23), utc(25, 7)),  # midnight
        (utc(25, 6, 59), utc(25, 7)),
        (utc(25, 7), utc(25, 7)),  # 8:00: over
        (utc(30, 20), utc(1, 7, month=12)),
        (utc(27, 20, month=3), utc(28, 7, month=3)),
        (utc(28, 21, month=3), utc(29, 6, month=3)),  # the night that summer time begins
        (utc(24, 19, month=10), utc(25, 7, month=10)),  # the night that it ends
    ],
)
def test_quiet_hours_end_at_eight_on_the_wall_clock(now, expected):
    assert quiet_ends(now, Quiet()) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(12), time(14), utc(24, 13)),  # within a day
        (time(14), time(15), utc(24, 12)),  # not now
        (time(13), time(13), utc(24, 12)),  # none
        (time(8), time(13), utc(24, 12)),  # just over: its end is open
    ],
)
def test_quiet_hours_may_lie_within_a_day(start, end, expected):
    assert quiet_ends(utc(24, 12), Quiet(start, end)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(24, 23, 59, month=10), utc(25, 1, 30, month=10)),  # 1:59, in summer time
        (utc(25, 0, 15, month=10), utc(25, 1, 30, month=10)),  # 2:15 for the first time
        (utc(25, 0, 45, month=10), utc(25, 1, 30, month=10)),  # 2:45: 2:15 is still to come again
        (utc(25, 1, 15, month=10), utc(25, 1, 30, month=10)),  # 2:15 for the second time
        (utc(25, 1, 30, month=10), utc(25, 1, 30, month=10)),  # 2:30: over, and once only
        (utc(29, 0, 45, month=3), utc(29, 1, 30, month=3)),  # 1:45; no clock shows 2:30
    ],
)
def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_with_its_second(now, expected):
    assert quiet_ends(now, Quiet(time(22), time(2, 30))) == expected


@pytest.mark.parametrize(
    ("way", "now", "until", "expected"),
    [
        (MessageChannel.SMS, utc(24, 9), utc(24, 10), Send(utc(24, 9))),
        (MessageChannel.SMS, utc(24, 9), None, Send(utc(24, 9))),
        (MessageChannel.SMS, utc(24, 21), utc(25, 9), Send(utc(25, 7))),
        (
            MessageChannel.SMS,
            utc(24, 21),
            utc(25, 7),
            Drop("it would have come too late to be of use"),
        ),
        (
            MessageChannel.SMS,
            utc(24, 10),
            utc(24, 10),
            Drop("it would have come too late to be of use"),
        ),
        (MessageChannel.EMAIL, utc(24, 21), utc(25, 7), Send(utc(24, 21))),  # wakes nobody
        (
            MessageChannel.EMAIL,
            utc(25, 7),
            utc(25, 7),
            Drop("it would have come too late to be of use"),
        ),
    ],
)
def test_message_waits_for_the_morning_or_is_dropped(way, now, until, expected):
    assert when(way, now, Quiet(), until) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("a" * 307, 3)],
)
def test_length_of_an_sms_is_counted_in_parts(text, parts):
    assert segments(text) == parts


@pytest.mark.parametrize("text", ["È", "l’una", "😀"])
def test_sign_that_would_double_an_sms_is_refused(text):
    with pytest.raises(BadInput, match="GSM alphabet"):
        segments(text)


@pytest.mark.parametrize(
    ("to", "shown"),
    [(MOBILE, "+39347•••••67"), (ADDRESS, "m•••@example.it"), ("", "-"), ("@x", "•••@x")],
)
def test_receiver_is_masked_in_lists(to, shown):
    assert masked_receiver(to) == shown
