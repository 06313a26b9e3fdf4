"""FIFO lock: waiting writers get SQLite's write lock in order of arrival."""

import threading
from collections import deque


class FifoLock:
    """Held by one at a time, and handed on to whoever has waited for longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn, for so many seconds; whether it came."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # handed to us while we gave up
                return True
            self._waiting.remove(turn)
            return False

    def hand_on(self) -> bool:
        """Give it to whoever has waited for longest; False, and it is still ours, where nobody does."""
        with self._guard:
            if not self._waiting:
                return False
            self._waiting.popleft().set()
            return True

    def release(self) -> None:
        """Give it up, to whoever waits."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False
