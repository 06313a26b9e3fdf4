"""Twilio's HTTP client, listened in on: whether an answer says when to come again.

The client raises an error for a refusal, and forgets its headers.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from rules.retry_after import seconds_of

_last = threading.local()  # each thread's last answer of Twilio's


def note_answer(headers: Mapping[str, str]) -> None:
    """Remember whether Twilio's answer to this thread says when to come again."""
    _last.retry_after = seconds_of(headers.get("Retry-After"), datetime.now(UTC))


def told_to_wait() -> float | None:
    """After how many seconds this thread may come again, as its last answer says."""
    told: float | None = getattr(_last, "retry_after", None)
    return told


class Listening(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own client, with a note of each answer."""

    def request(self, *args: Any, **options: Any) -> Response:
        """Called by the client for each request."""
        note_answer({})  # one that fails without an answer says nothing
        answer = super().request(*args, **options)
        note_answer(answer.headers or {})
        return answer
