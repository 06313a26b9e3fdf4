"""Job: the heartbeat, which asks an address of somebody else's while the service is well.

Whoever watches there is to be told when it stays away: so nothing is said while something is amiss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import requests
import structlog

from rules.errors import TemporaryFailure

log = structlog.get_logger()

JOB = "tell that all is well"
ANSWER_SECONDS = 10.0


@dataclass
class Heartbeat:
    """Asks the address, or withholds it and says why, once."""

    url: str
    amiss: Callable[[], Sequence[str]]  # what is, in words for the log
    told: Callable[[], object]  # that it was asked, and answered
    _withheld: tuple[str, ...] = field(default=())

    def beat(self) -> bool:
        """Whether it was told; raises TemporaryFailure when the address does not answer."""
        amiss = tuple(self.amiss())
        if amiss:
            if amiss != self._withheld:
                log.error("heartbeat withheld", amiss="; ".join(amiss))
            self._withheld = amiss
            return False
        if self._withheld:
            log.info("heartbeat goes on")
        self._withheld = ()
        try:
            answer = requests.get(self.url, timeout=ANSWER_SECONDS, allow_redirects=False)
        except requests.RequestException as error:  # its words hold the address, which is secret
            raise TemporaryFailure(f"no answer: {type(error).__name__}") from None
        if not answer.ok:
            raise TemporaryFailure(f"answered {answer.status_code}")
        self.told()
        return True
