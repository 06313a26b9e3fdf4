"""Twilio's identifiers: two letters and 32 hexadecimal digits, here in lower case and seeded."""

import random
import threading
import uuid


class Sids:
    """Deals identifiers; the same seed deals the same ones in the same order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def new(self, prefix: str) -> str:
        """A SID such as CA0f…: prefixes are CA, RE, SM, PN and AC."""
        return prefix + f"{self._bits():032x}"

    def token(self) -> str:
        """An idempotency token, which is a UUID."""
        return str(uuid.UUID(int=self._bits(), version=4))

    def _bits(self) -> int:
        with self._lock:
            return self._random.getrandbits(128)
