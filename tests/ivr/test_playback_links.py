"""A link opens one recording, for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import URLSafeSerializer

from ivr.playback_links import SALT, Links

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SID = "RE" + "2" * 32
LINKS = Links(("new", "old"))


def test_a_link_opens_its_recording_for_ten_minutes():
    token = LINKS.token(SID, NOW)
    assert LINKS.recording_sid(token, NOW) == SID
    assert LINKS.recording_sid(token, NOW + timedelta(minutes=10)) == SID
    assert LINKS.recording_sid(token, NOW + timedelta(minutes=10, seconds=1)) is None


def test_the_same_webhook_gets_the_same_link():
    assert LINKS.token(SID, NOW) == LINKS.token(SID, NOW)


def test_links_outlive_a_change_of_the_secret():
    assert LINKS.recording_sid(Links(("old",)).token(SID, NOW), NOW) == SID
    assert Links(("newest",)).recording_sid(LINKS.token(SID, NOW), NOW) is None


@pytest.mark.parametrize(
    "change", [lambda t: "", lambda t: t[:-1], lambda t: "x" + t, lambda t: "."]
)
def test_a_forged_link_opens_nothing(change):
    assert LINKS.recording_sid(change(LINKS.token(SID, NOW)), NOW) is None


@pytest.mark.parametrize("payload", [SID, [SID], {"a": 1}, None, [1, 2, 3], [SID, "x"]])
def test_what_we_signed_for_another_purpose_opens_nothing(payload):
    token = URLSafeSerializer("new", salt=SALT).dumps(payload)
    assert LINKS.recording_sid(token, NOW) is None
