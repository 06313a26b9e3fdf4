"""A clock that stands still until it is moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)
