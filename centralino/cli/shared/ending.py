"""How a command ends that has processes and a temporary folder to tidy away."""

import signal
import sys
from types import FrameType


def end_by_signal() -> None:
    """Let SIGTERM unwind this command as Ctrl-C does, instead of leaving all as it is."""
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    sys.exit(128 + number)
