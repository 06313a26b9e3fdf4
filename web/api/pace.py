"""How often one token may come: a program gone wild must not take the webhooks' place."""

import threading
from collections import Counter
from datetime import datetime
from typing import ClassVar


class Pace:
    """Counts requests by the minute, in this process."""

    SECONDS: ClassVar[int] = 60

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._guard = threading.Lock()
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def allows(self, key: str, now: datetime) -> bool:
        """Count a request; whether it may be answered."""
        minute = int(now.timestamp()) // self.SECONDS
        with self._guard:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            self._counts[key] += 1
            return self._counts[key] <= self._limit
