"""Rate limit by token or address: a program gone wild must not take the webhooks' place."""

import threading
from collections import Counter
from datetime import datetime, timedelta

from flask import Request

from rules.client_address import client_address, subscriber


class RateLimit:
    """Counts requests by the minute, or by another span, in this process."""

    def __init__(self, limit: int, every: timedelta = timedelta(minutes=1)) -> None:
        self.seconds = int(every.total_seconds())
        self._limit = limit
        self._guard = threading.Lock()
        self._span = 0
        self._counts: Counter[str] = Counter()

    def allows(self, key: str, now: datetime) -> bool:
        """Count a request; whether it may be answered."""
        span = int(now.timestamp()) // self.seconds
        with self._guard:
            if span != self._span:
                self._span, self._counts = span, Counter()
            self._counts[key] += 1
            return self._counts[key] <= self._limit


def who_asks(request: Request, proxies: int) -> str:
    """Whom to count a request for: the same for every door, and for every spelling."""
    forwarded = request.headers.get("X-Forwarded-For")
    return subscriber(client_address(request.remote_addr, forwarded, proxies))
