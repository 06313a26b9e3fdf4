"""When a webhook is tried again; and that what we sign is what the published library verifies."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from rules.webhooks.retries import WAITS, next_try, rests_until
from rules.webhooks.signature import headers, secret_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_webhook_is_tried_ten_times_in_three_days_ever_later():
    at, tries = NOW, 1
    while (again := next_try(tries, at, None)) is not None:
        assert again > at
        at, tries = again, tries + 1
    assert tries == 10
    assert timedelta(days=3) < at - NOW < timedelta(days=4)
    assert list(WAITS) == sorted(WAITS)


def test_it_comes_no_sooner_than_the_receiver_asks_and_no_later_than_a_day():
    assert next_try(1, NOW, 600) == NOW + timedelta(minutes=10)
    assert next_try(3, NOW, 1) == NOW + timedelta(minutes=30)
    assert next_try(1, NOW, 10**9) == NOW + timedelta(days=1)


def test_a_receiver_that_fails_is_left_alone_for_a_minute_at_most():
    assert rests_until(NOW, NOW + timedelta(seconds=5)) == NOW + timedelta(seconds=5)
    assert rests_until(NOW, NOW + timedelta(hours=5)) == NOW + timedelta(minutes=1)


def test_the_published_library_verifies_what_is_signed_and_nothing_else():
    body = json.dumps({"type": "ticket.created", "data": {"città": "Forlì"}}).encode()
    old, new = secret_of(b"o" * 32), secret_of(b"n" * 32)
    signed = headers("msg_1", datetime.now(UTC), body, [new, old])
    for secret in (old, new):
        assert Webhook(secret).verify(body, dict(signed))["type"] == "ticket.created"
    other = Webhook(secret_of(b"x" * 32))
    with pytest.raises(WebhookVerificationError):
        other.verify(body, dict(signed))
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body + b" ", dict(signed))
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body, {**signed, "webhook-id": "msg_2"})
    late = headers("msg_1", datetime.now(UTC) - timedelta(minutes=10), body, [new])
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body, dict(late))
