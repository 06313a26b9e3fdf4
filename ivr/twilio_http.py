"""The HTTP client of Twilio's REST side: one more pair of credentials is tried where one is refused.

Between a token's promotion at Twilio and our restart the first one is refused for minutes, and the
second one holds.
"""

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from twilio.http.http_client import TwilioHttpClient

if TYPE_CHECKING:
    from twilio.http.response import Response

log = structlog.get_logger()

REFUSED = 401
Answer = TypeVar("Answer")
Pair = tuple[str, str]  # a name (an account's or a key's SID) and its secret


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
        return self.credentials.attempt(
            lambda pair: super(RotatingClient, self).request(*asked, **{**more, "auth": pair}),
            lambda answer: int(answer.status_code),
        )
