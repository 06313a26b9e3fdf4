"""The HTTP client of Twilio's REST side: one more pair of credentials is tried where one is refused.

Between a token's promotion at Twilio and our restart the first one is refused for minutes, and the
second one holds. Each answer is listened in on: whether it says when to come again, since the
library raises an error for a refusal and forgets its headers.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from twilio.http.http_client import TwilioHttpClient

from rules.retry_after import seconds_of

if TYPE_CHECKING:
    from twilio.http.response import Response

log = structlog.get_logger()

REFUSED = 401
Answer = TypeVar("Answer")
_last = threading.local()  # each thread's last answer of Twilio's
Pair = tuple[str, str]  # a name (an account's or a key's SID) and its secret


def note_answer(headers: Mapping[str, str]) -> None:
    """Remember whether Twilio's answer to this thread says when to come again."""
    _last.retry_after = seconds_of(headers.get("Retry-After"), datetime.now(UTC))


def told_to_wait() -> float | None:
    """After how many seconds this thread may come again, as its last answer says."""
    told: float | None = getattr(_last, "retry_after", None)
    return told


class Credentials:
    """Pairs of which one is in use, the first to begin with; whichever Twilio takes stays in use."""

    def __init__(self, *pairs: Pair) -> None:
        self._pairs = pairs
        self.current = pairs[0]

    def attempt(self, ask: Callable[[Pair], Answer], status: Callable[[Answer], int]) -> Answer:
        """The answer to what is asked with one pair after the other, while it is a 401.

        A request that was refused was not done, so that nothing is done twice.
        """
        others = (pair for pair in self._pairs if pair != self.current)
        for pair in chain((self.current,), others):
            answer = ask(pair)
            if status(answer) != REFUSED:
                self._keep(pair)
                break
        return answer

    def _keep(self, pair: Pair) -> None:
        if pair != self.current:
            log.warning("Twilio takes other credentials than before", which=pair[0])
            self.current = pair


class RotatingClient(TwilioHttpClient):  # type: ignore[misc]
    """The library's client, with our credentials in the place of its one pair."""

    def __init__(self, credentials: Credentials, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.credentials = credentials

    def request(self, *asked: Any, **more: Any) -> "Response":
        """As the library's, with whichever pair Twilio takes."""
        note_answer({})  # one that fails without an answer says nothing
        answer = self.credentials.attempt(
            lambda pair: super(RotatingClient, self).request(*asked, **{**more, "auth": pair}),
            lambda answer: int(answer.status_code),
        )
        note_answer(answer.headers or {})
        return answer
