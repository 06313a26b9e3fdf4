"""When a server says after how long it wants to be asked again, it is asked then, and within the hour."""

from datetime import UTC, datetime

import pytest

from rules.retry_after import LONGEST, seconds_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("999999999999", LONGEST),
        ("Tue, 24 Nov 2026 09:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 08:00:00 GMT", 0.0),  # past already
        ("Wed, 24 Nov 2027 09:00:00 GMT", LONGEST),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),  # a digit, but none of theirs
        ("Tue, 99 Nov 2026 09:00:30 GMT", None),
    ],
)
def test_the_header_is_read_as_seconds_or_as_a_date(header, seconds):
    assert seconds_of(header, NOW) == seconds
